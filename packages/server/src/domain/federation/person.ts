import type { Provider } from './provider.ts'

/** Whom a provider vouched for, every check passed. */
export interface ExternalPerson {
  readonly provider: Provider
  /** As the provider calls itself: with the subject it is who this is, for ever. */
  readonly issuer: string
  readonly subject: string
  /** In the form in which accounts are known by it. */
  readonly email: string | undefined
  /** The claim is the boolean true, and nothing else. */
  readonly emailVerified: boolean
  readonly claims: Readonly<Record<string, unknown>>
  /** `external`, and `external-second` where the provider's second factor counts. */
  readonly factors: readonly string[]
  /** `auth_time`; where the provider does not say, when it issued the token. Never later than now. */
  readonly authenticatedAt: Date
}

/** Why a provider did not prove anybody. */
export type ProviderFailureReason =
  /** It cannot be asked now: down, slow, or its answers cannot be read. */
  | 'unavailable'
  /** It says no: the person declined, or it does not know this server. */
  | 'declined'
  /** What it sent does not hold: signature, issuer, audience, nonce, time … */
  | 'untrusted'
  /** The app wants the person proven anew, and it did not do so, or does not say. */
  | 'not_anew'
  /** What came back belongs to no round trip of this browser: another's, an earlier one, or none. */
  | 'wrong_browser'
  | 'unknown_state'
  /** How it is configured here cannot work. */
  | 'misconfigured'

export interface ProviderFailure {
  readonly why: ProviderFailureReason
  /** A stable word of ours, for the audit. */
  readonly code: string
  /** One sentence that says precisely what was wrong, for the trace: no secret, token or address is in it. */
  readonly finding: string
}
