import type { SignInRule } from '#domain/clients'
import { readProviderKey } from '#domain/providers'

/** How people sign in to an app. */
export interface ClientRule {
  readonly signIn: SignInRule
  /** The keys of the app's own providers. */
  readonly providerKeys: readonly string[]
}

/** An enforced domain, in the project of the sign-in. */
export interface DomainRule {
  readonly id: string
  readonly domain: string
  readonly status: 'proven' | 'suspended'
  /** The provider that signs its people in. */
  readonly providerKey: string
}

export interface Where {
  /** The identity provider that vouches for them; undefined for Damson's own sign-in. */
  readonly providerKey: string | undefined
  /** Undefined if no app is named. */
  readonly client: ClientRule | undefined
  /** Undefined if the address's domain is not enforced. */
  readonly domain: DomainRule | undefined
  /** The domain of the vouching provider, while it is proven and enforced. */
  readonly vouching?: DomainRule | undefined
  /** The membership is the project's emergency account. */
  readonly isEmergency: boolean
}

/** Why a method may not be used there. */
export interface MethodRefusal {
  readonly why:
    | 'domain_provider'
    | 'domain_suspended'
    | 'client_provider'
    | 'client_own'
    | 'foreign_provider'
    /** An e-mail alone signs nobody in there. */
    | 'not_by_mail'
    /** The person's provider must vouch for the device. */
    | 'needs_device'
  /** The provider that may be used instead, if there is one. */
  readonly providerKey: string | undefined
}

/**
 * The one rule which method may sign in where; undefined if this one may. An enforced domain decides for its addresses in
 * every app, except for the emergency account. For all other addresses the app decides.
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
    const own = domain.providerKey
    return providerKey === own ? undefined : { why: 'domain_provider', providerKey: own }
  }
  const { signIn, providerKeys } = client ?? { signIn: 'both', providerKeys: [] }
  const own = onlyOf(providerKeys)
  if (providerKey === undefined) return signIn === 'external' ? { why: 'client_provider', providerKey: own } : undefined
  if (signIn === 'own') return { why: 'client_own', providerKey: undefined }
  if (providerKeys.includes(providerKey)) return undefined
  // A domain's provider also vouches for people who have another address there, or none.
  const isOfDomain = vouching?.status === 'proven' && providerKey === vouching.providerKey
  if (signIn === 'external')
    return isOfDomain && providerKeys.length === 0 ? undefined : { why: 'client_provider', providerKey: own }
  // The operator's providers are for everyone, and a site's for its project. Another app's, or one of a domain that is not
  // enforced, is for no one here.
  const kind = readProviderKey(providerKey)?.kind
  return isOfDomain || kind === 'server' || kind === 'site' ? undefined : { why: 'foreign_provider', providerKey: own }
}

/** A provider to which people are sent without a choice: where there are several, they choose. */
export function onlyOf(providerKeys: readonly string[]): string | undefined {
  return providerKeys.length === 1 ? providerKeys[0] : undefined
}
