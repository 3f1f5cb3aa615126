/** Why a provider proved no one. */
export type ProviderFailureReason =
  /** It cannot be reached now: down, slow, or its answers are unreadable. */
  | 'unavailable'
  /** It says no: the person declined, or it does not know this server. */
  | 'declined'
  /** Its token or answer failed a check: signature, issuer, audience, nonce, time … */
  | 'untrusted'
  /** The app asked for a fresh sign-in, and the provider did not do one, or does not say so. */
  | 'not_anew'
  /** The answer belongs to no open round trip of this browser. */
  | 'wrong_browser'
  | 'unknown_state'
  /** Its configuration here cannot work. */
  | 'misconfigured'

export interface ProviderFailure {
  readonly why: ProviderFailureReason
  /** A stable code for the audit. */
  readonly code: string
  /** What exactly was wrong, in one sentence for the trace, without secrets, tokens or addresses. */
  readonly finding: string
}

export function failure(why: ProviderFailureReason, code: string, finding: string): ProviderFailure {
  return { why, code, finding }
}
