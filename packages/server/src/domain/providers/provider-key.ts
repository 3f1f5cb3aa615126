import type { ProjectIdentityProvider } from '@damson/fhir'
import type { Client } from '#domain/clients'

/**
 * On what a provider is configured: a resource of its own, a client, an e-mail domain, the operator's settings (by a short
 * name), or a project's site, which has Google by its client id.
 */
const KINDS = ['provider', 'client', 'domain', 'server', 'site'] as const
export type ProviderKind = (typeof KINDS)[number]

/**
 * Identifies a provider. Stored, signed and sent as text: only `writeProviderKey` writes it, only `readProviderKey` reads
 * it.
 */
export interface ProviderKey {
  readonly kind: ProviderKind
  readonly id: string
}

export function writeProviderKey({ kind, id }: ProviderKey): string {
  return `${kind}:${id}`
}

/** Undefined for a text that is no key, as a browser may send one, and as imported identities have. */
export function readProviderKey(text: string): ProviderKey | undefined {
  const at = text.indexOf(':')
  // `slice` would count from the end.
  if (at < 0) return undefined
  const kind = KINDS.find((one) => one === text.slice(0, at))
  return kind === undefined ? undefined : { kind, id: text.slice(at + 1) }
}

/** What the text of every key of a kind begins with: for statements that look for them. */
export function prefixOfKind(kind: ProviderKind): string {
  return writeProviderKey({ kind, id: '' })
}

const OWNERS = {
  client: 'ClientApplication',
  domain: 'DomainConfiguration',
  provider: 'ProjectIdentityProvider',
} as const
/** The types of the resources that configure a provider. */
export type OwnerType = (typeof OWNERS)[keyof typeof OWNERS]

/** The key of the provider that a resource configures. */
export function keyOfOwner(type: string, id: string): ProviderKey {
  const kind = Object.entries(OWNERS).find(([, owner]) => owner === type)?.[0] as keyof typeof OWNERS | undefined
  return { kind: kind ?? 'domain', id }
}

/** The resource that configures a provider: those of the operator and of a site have none. */
export function ownerOfProvider({ kind, id }: ProviderKey): string {
  return `${kind === 'client' || kind === 'provider' ? OWNERS[kind] : OWNERS.domain}/${id}`
}

/** The key of the provider that a reference names. */
export function keyOfReference(reference: string | undefined): ProviderKey | undefined {
  const [, id] = /^ProjectIdentityProvider\/([0-9a-f-]{36})$/.exec(reference ?? '') ?? []
  return id === undefined ? undefined : { kind: 'provider', id }
}

/** The key that a provider had before it was moved, while the addresses of that still serve it. */
export function keyBeforeMove({ movedFrom }: Pick<ProjectIdentityProvider, 'movedFrom'>): ProviderKey | undefined {
  const [type, id] = movedFrom?.reference?.split('/') ?? []
  return type === undefined || id === undefined ? undefined : keyOfOwner(type, id)
}

/** The providers that a client names, as texts: the one in the client itself first. */
export function providersOfClient({
  id,
  resource: { identityProvider, provider = [] },
}: Pick<Client, 'id' | 'resource'>): readonly string[] {
  const inline = identityProvider === undefined ? [] : [{ kind: 'client', id } as const]
  return [...inline, ...provider.flatMap(({ reference }) => keyOfReference(reference) ?? [])].map(writeProviderKey)
}
