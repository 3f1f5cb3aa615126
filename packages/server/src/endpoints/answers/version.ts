import { error, type Told, told } from '#base/findings'
import { explained, type OutcomeError, outcome } from './outcome.ts'

/** The value of an `ETag` header for a version, such as `W/"3"`. */
export const versionTag = (version: number): string => `W/"${version}"`

/** The version in an `If-Match` or `If-None-Match` header, such as `W/"3"`. Undefined for any other value. */
export function versionIn(header: string): number | undefined {
  const [, quoted, bare] = /^(?:(?:W\/)?"(\d{1,9})"|(\d{1,9}))$/.exec(header.trim()) ?? []
  const digits = quoted ?? bare
  return digits === undefined ? undefined : Number(digits)
}

/**
 * Refuses a change of another version than the one that is there now, so that nothing is overwritten that its author has
 * not seen. Without the header, whatever is there is changed. Call it where nobody can change it before the change is made.
 */
export function checkVersion(ifMatch: string | undefined, current: number, says = resourceIs(current)): void {
  if (ifMatch !== undefined && versionIn(ifMatch) !== current) throw mismatch(says)
}

const resourceIs = (current: number): Told =>
  told`The current version is ${current}: read the resource again and repeat the change.`

const mismatch = (says: Told): OutcomeError =>
  explained(outcome(412, 'conflict', says, { reason: 'version_mismatch' }), VERSION_MISMATCH)

const VERSION_MISMATCH = error(
  'The version in If-Match is not the newest.',
  'Read the resource again, and repeat the change.',
)
