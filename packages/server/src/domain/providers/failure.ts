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

export function failure(why: ProviderFailureReason, code: string, finding: string): ProviderFailure {
  return { why, code, finding }
}
