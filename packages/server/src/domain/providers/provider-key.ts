/**
 * On what a provider is configured: a client, an e-mail domain, the operator's settings (by a short name), or a project's
 * site, which has Google by its client id.
 */
const KINDS = ['client', 'domain', 'server', 'site'] as const
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

/** The key of the provider that a resource names. */
export function keyOfOwner(type: string, id: string): ProviderKey {
  return { kind: type === 'ClientApplication' ? 'client' : 'domain', id }
}

/** The resource that names a provider: only one of a client or a domain has one. */
export function ownerOfProvider({ kind, id }: ProviderKey): string {
  return `${kind === 'client' ? 'ClientApplication' : 'DomainConfiguration'}/${id}`
}
