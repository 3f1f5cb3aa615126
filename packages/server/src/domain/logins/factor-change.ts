import { secondsAfter } from '#base/clock'
import type { FactorMethod } from '#domain/projects'
import { assuranceOf, isStrong, UNDATED } from './assurance.ts'

/** A proof counts for changes of one's own factors this long. */
export const STEP_UP_SECONDS = 600

/** The second factors of an account. */
export interface OwnedFactors {
  readonly enrolled: readonly FactorMethod[]
  readonly hasPasskeys: boolean
}

/** What a sign-in has proven, and when. */
export interface ProofAtHand {
  readonly proven: readonly string[]
  /** When it began with a proof. */
  readonly provenAt: Date | null | undefined
  /** When its strongest second factor was added to it; null: none was. */
  readonly factorsProvenAt: Date | null | undefined
}

/**
 * Whether a sign-in has proven enough to add, replace or remove factors. Where one stands, it is that one that must be
 * proven: otherwise whoever has the password or an open browser could put their own in its place. An authenticator app and
 * a passkey are more than the phone's number, which others can have moved to them, and that is more than the mailbox, to
 * which a password reset goes too. A provider's word is not the person's own factor.
 */
export function passesGuard({ enrolled, hasPasskeys }: OwnedFactors, proven: readonly string[]): boolean {
  const own = proven.filter((factor) => factor !== 'external-second')
  // Where the sign-in began with an e-mail, an app is its first factor; it was proven all the same.
  if (isStrong(assuranceOf(own.filter((factor) => factor !== 'email')))) return true
  if (hasPasskeys || enrolled.includes('totp')) return false
  if (enrolled.includes('sms')) return own.includes('sms')
  return !enrolled.includes('email') || own.includes('email')
}

/** What a person is asked for before they change their factors. */
export type ProofNeeded = 'none' | 'password' | 'code' | 'passkey'

/**
 * The one rule of who may change their own factors: whoever proved one of them just now, or the password where there is
 * none yet.
 */
export function proofNeeded(owned: OwnedFactors, at: ProofAtHand, now: Date): ProofNeeded {
  const { enrolled, hasPasskeys } = owned
  const isFirst = enrolled.length === 0 && !hasPasskeys
  // What a provider proved at no known time may be of last week.
  const provenAt = at.proven.includes(UNDATED) ? null : at.provenAt
  // What nothing was added to has proven everything when it began.
  const proof = isFirst ? latest(provenAt, at.factorsProvenAt) : (at.factorsProvenAt ?? provenAt)
  const isRecent = proof != null && secondsAfter(proof, STEP_UP_SECONDS) > now
  if (isRecent && passesGuard(owned, at.proven)) return 'none'
  if (isFirst) return 'password'
  return enrolled.includes('totp') || !hasPasskeys ? 'code' : 'passkey'
}

function latest(one: Date | null | undefined, other: Date | null | undefined): Date | null | undefined {
  if (one == null || other == null) return one ?? other
  return one > other ? one : other
}
