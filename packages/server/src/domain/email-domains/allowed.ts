import type { SignInRule } from '#domain/clients'
import { readProviderKey, writeProviderKey } from '#domain/providers'

/** How people sign in to an app. */
export interface ClientRule {
  readonly signIn: SignInRule
  /** The key of the app's own provider, if it has one. */
  readonly providerKey: string | undefined
}

/** A domain whose addresses are held to its provider, in the project where somebody signs in. */
export interface DomainRule {
  readonly id: string
  readonly domain: string
  readonly status: 'proven' | 'suspended'
}

export interface Where {
  /** The identity provider that vouches for them; undefined where Damson proves who they are itself. */
  readonly providerKey: string | undefined
  /** Undefined where no app is named. */
  readonly client: ClientRule | undefined
  /** Undefined where the address's domain is held to nothing. */
  readonly domain: DomainRule | undefined
  /** The domain whose provider vouches, as long as it is proven and holds its addresses to that provider. */
  readonly vouching?: DomainRule | undefined
  /** The membership is the project's emergency account. */
  readonly isEmergency: boolean
}

/** Why a method may not be used there. */
export interface MethodRefusal {
  readonly why: 'domain_provider' | 'domain_suspended' | 'client_provider' | 'client_own' | 'foreign_provider'
  /** The provider that may be used instead, if there is one. */
  readonly providerKey: string | undefined
}

/** As ways and logins have it: the text of its key. */
export const providerOfDomain = (id: string): string => writeProviderKey({ kind: 'domain', id })
export const providerOfClient = (id: string): string => writeProviderKey({ kind: 'client', id })

/**
 * The one rule which method may sign in where; undefined: this one may. A domain that is held to its provider decides for
 * its addresses, in whatever app, but for the emergency account; for all others the app decides.
 */
export function methodProblem({
  providerKey,
  client,
  domain,
  vouching,
  isEmergency,
}: Where): MethodRefusal | undefined {
  const isOutside = isEmergency && providerKey === undefined
  if (domain !== undefined && !isOutside) {
    if (domain.status === 'suspended') return { why: 'domain_suspended', providerKey: undefined }
    const own = providerOfDomain(domain.id)
    return providerKey === own ? undefined : { why: 'domain_provider', providerKey: own }
  }
  const { signIn, providerKey: own } = client ?? { signIn: 'both', providerKey: undefined }
  if (providerKey === undefined) return signIn === 'external' ? { why: 'client_provider', providerKey: own } : undefined
  if (signIn === 'own') return { why: 'client_own', providerKey: undefined }
  if (providerKey === own) return undefined
  // A domain's also vouches for people who are known to it by another address, or by none.
  const isOfDomain = vouching?.status === 'proven' && providerKey === providerOfDomain(vouching.id)
  if (signIn === 'external')
    return isOfDomain && own === undefined ? undefined : { why: 'client_provider', providerKey: own }
  // The operator's are for everybody, a site's for its project, where alone it leads; that of another app, or of a domain that is not held to it, for nobody here.
  const kind = readProviderKey(providerKey)?.kind
  return isOfDomain || kind === 'server' || kind === 'site' ? undefined : { why: 'foreign_provider', providerKey: own }
}
