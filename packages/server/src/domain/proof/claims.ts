import type { IdentityProvider, IdentityProviderClaimRule } from '@damson/fhir'
import { identitySourceOf } from '#domain/providers'

/** What a person's claims decide, by their provider's rules. */
export interface ByClaims {
  /** Why the person is refused, for the trace; undefined if they are not. */
  readonly problem: string | undefined
  /** The only profile type that may be chosen; undefined for any of the provider's. */
  readonly profileType: string | undefined
  /** `AccessPolicy/…`; undefined if no rule that names a policy holds. */
  readonly accessPolicy: string | undefined
  readonly hasSecondFactor: boolean
  /** The provider vouches for the device that the person signed in on. */
  readonly hasCompliantDevice: boolean
  /** The claim that a rule needs and the token lacks, if that is why the person is refused. */
  readonly missingClaim: string | undefined
  readonly decidedBy: DecidedBy
}

/** Which rule decides: its position among the rules, from 0. Undefined where none does. */
interface DecidedBy {
  readonly refused: number | undefined
  readonly profileType: number | undefined
  readonly accessPolicy: number | undefined
  readonly secondFactor: number | undefined
  readonly compliantDevice: number | undefined
}

type Claims = Readonly<Record<string, unknown>>

/**
 * Every rule that holds and refuses, refuses; of those that choose, the first one chooses. The person can influence which
 * claims are sent, through the scope or by choosing the token. So they are refused if a claim is absent that could refuse
 * them, or narrow their rights.
 */
export function decideByClaims({ claimRule = [] }: IdentityProvider, claims: Claims): ByClaims {
  const rules = claimRule.map((rule, at) => ({ ...rule, at }))
  const holding = rules.filter((rule) => doesHold(rule, claims))
  const refusing = holding.find(({ refuse }) => refuse === true)
  const denying = refusing ?? rules.find((rule) => isNeeded(rule) && claimAt(claims, rule.claim) === undefined)
  const missingClaim = refusing === undefined ? denying?.claim : undefined
  const typing = holding.find(({ profileType }) => profileType !== undefined)
  const granting = holding.find(({ accessPolicy }) => accessPolicy?.reference !== undefined)
  const proving = holding.find(({ secondFactor }) => secondFactor === true)
  const vouching = holding.find(({ compliantDevice }) => compliantDevice === true)
  return {
    problem: problemOf(refusing?.claim, missingClaim),
    profileType: typing?.profileType,
    accessPolicy: granting?.accessPolicy?.reference,
    hasSecondFactor: proving !== undefined,
    hasCompliantDevice: vouching !== undefined,
    missingClaim,
    decidedBy: {
      refused: denying?.at,
      profileType: typing?.at,
      accessPolicy: granting?.at,
      secondFactor: proving?.at,
      compliantDevice: vouching?.at,
    },
  }
}

function problemOf(refused: string | undefined, missing: string | undefined): string | undefined {
  if (refused !== undefined) return `A claimRule on "${refused}" refuses everyone whose claim has this value.`
  if (missing === undefined) return undefined
  return (
    `A claimRule needs the claim "${missing}", which the provider did not send. ` +
    'Let the provider send it for everyone. ' +
    'Or set optional, but only if the provider alone decides for whom it leaves the claim out.'
  )
}

function isNeeded({ refuse, profileType, accessPolicy, optional }: IdentityProviderClaimRule): boolean {
  return optional !== true && (refuse === true || profileType !== undefined || accessPolicy !== undefined)
}

function doesHold({ claim, value }: IdentityProviderClaimRule, claims: Claims): boolean {
  const said = claimAt(claims, claim)
  const values: readonly unknown[] = Array.isArray(said) ? said : [said]
  return values.some((one) => ['string', 'number', 'boolean'].includes(typeof one) && String(one) === value)
}

/**
 * Finds a claim by its whole name, dots and slashes included: providers use URLs as names. Otherwise the name is read as a
 * path through objects, such as `realm_access.roles`.
 */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((at, part) => {
    const isInner = typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, part)
    return isInner ? Reflect.get(at, part) : undefined
  }, claims)
}

/** The claim `fhirUser`, unchecked; Okta has custom claims below `ext`. */
export function fhirUserIn({ fhirUser, ext }: Claims): unknown {
  return fhirUser ?? (typeof ext === 'object' && ext !== null ? Reflect.get(ext, 'fhirUser') : undefined)
}

/** Whether a token has all claims that identify and judge people; else userinfo is asked too. */
export function doesTellWho(settings: IdentityProvider, claims: Claims): boolean {
  const isByProfile = identitySourceOf(settings) === 'fhir-user'
  const isJudged = (settings.claimRule ?? []).every(({ claim }) => claimAt(claims, claim) !== undefined)
  return claims['email'] !== undefined && isJudged && (!isByProfile || fhirUserIn(claims) !== undefined)
}
