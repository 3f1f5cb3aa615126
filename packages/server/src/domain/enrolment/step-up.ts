import { secondsAfter } from '#base/clock'

/** A proof counts for changes of one's own factors this long. */
const STEP_UP_SECONDS = 600

/**
 * Whether a person proved themselves just now: with a second factor if they have one, else with the password. A first
 * factor is set up after the password alone.
 */
export function isSteppedUp(
  at: { readonly provenAt: Date | undefined; readonly factorsProvenAt: Date | null; readonly hasFactor: boolean },
  now: Date,
): boolean {
  const proof = at.hasFactor ? at.factorsProvenAt : at.provenAt
  return proof != null && secondsAfter(proof, STEP_UP_SECONDS) > now
}
