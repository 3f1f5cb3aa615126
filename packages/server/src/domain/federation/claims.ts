import type { IdentityProvider, IdentityProviderClaimRule } from '@damson/fhir'
import type { IdentifyRefusal } from './identified.ts'
import { identitySourceOf } from './provider-problem.ts'

/** What a person's claims decide, by the rules of their provider. */
export interface ByClaims {
  /** The claim for which nobody is let in; undefined: none. */
  readonly refusedFor: string | undefined
  /** The only type of profile that may be chosen; undefined: any of the provider's. */
  readonly profileType: string | undefined
  /** `AccessPolicy/…`; undefined: none of the rules that name one holds. */
  readonly accessPolicy: string | undefined
  readonly hasSecondFactor: boolean
}

type Claims = Readonly<Record<string, unknown>>

/** Of the rules that hold, each one that refuses does; of those that choose the first does. */
export function decideByClaims({ claimRule = [] }: IdentityProvider, claims: Claims): ByClaims {
  const holding = claimRule.filter((rule) => doesHold(rule, claims))
  return {
    refusedFor: holding.find(({ refuse }) => refuse === true)?.claim,
    profileType: holding.find(({ profileType }) => profileType !== undefined)?.profileType,
    accessPolicy: holding.find(({ accessPolicy }) => accessPolicy?.reference !== undefined)?.accessPolicy?.reference,
    hasSecondFactor: holding.some(({ secondFactor }) => secondFactor === true),
  }
}

function doesHold({ claim, value }: IdentityProviderClaimRule, claims: Claims): boolean {
  const said = claimAt(claims, claim)
  const values: readonly unknown[] = Array.isArray(said) ? said : [said]
  return values.some((one) => ['string', 'number', 'boolean'].includes(typeof one) && String(one) === value)
}

/**
 * A claim by its whole name, however many dots and slashes are in it: providers name theirs by addresses. One that is not
 * there is looked for as a path through objects, such as `realm_access.roles`.
 */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((at, part) => {
    const isInner = typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, part)
    return isInner ? Reflect.get(at, part) : undefined
  }, claims)
}

export function refusedByClaim(claim: string): IdentifyRefusal {
  const finding = `A claimRule on "${claim}" lets nobody in whose claim has that value.`
  return { why: 'refused_by_claim', finding }
}

/** The policies that rules may give: what a rule gave once is taken back when it no longer holds. */
export function policiesOfRules({ claimRule = [] }: IdentityProvider): readonly string[] {
  return claimRule.flatMap(({ accessPolicy }) => accessPolicy?.reference ?? [])
}

/** The profile that a provider says somebody has, as it says it; Okta has claims of its own below `ext`. */
export function fhirUserIn({ fhirUser, ext }: Claims): unknown {
  return fhirUser ?? (typeof ext === 'object' && ext !== null ? Reflect.get(ext, 'fhirUser') : undefined)
}

/** Whether a token tells all that people are known by; else userinfo is asked too. */
export function doesTellWho(settings: IdentityProvider, claims: Claims): boolean {
  const isByProfile = identitySourceOf(settings) === 'fhir-user'
  return claims['email'] !== undefined && (!isByProfile || fhirUserIn(claims) !== undefined)
}
