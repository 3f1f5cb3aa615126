import type { Tx } from '#base/db'

/** What was wrong with a request, or will be with the next one, in words for the client's developer. */
export interface Finding {
  /** A warning is about a request that succeeded. */
  readonly severity: 'error' | 'warning'
  readonly what: string
  readonly remedy: string
}

/** A finding that needs the store: made only if a trace is kept. */
export type CloserLook = (db: Tx) => Promise<Finding | undefined>

export function error(what: string, remedy: string): Finding {
  return { severity: 'error', what, remedy }
}

export function warning(what: string, remedy: string): Finding {
  return { severity: 'warning', what, remedy }
}

/** The findings of a request: at least one error if it was refused, and none if it was not. */
export function conclude(found: readonly Finding[], isRefused: boolean): readonly Finding[] {
  const warnings = found.filter(({ severity }) => severity === 'warning')
  if (!isRefused) return warnings
  const errors = found.filter(({ severity }) => severity === 'error')
  return [...(errors.length === 0 ? [UNEXPLAINED] : errors), ...warnings]
}

const UNEXPLAINED = error('The request was refused.', 'Do what the text of the answer says.')

/** The length of a value, which may be shown for any value. */
export function lengthOf(value: string): string {
  return value.length === 1 ? '1 character' : `${value.length} characters`
}

/** A number of seconds in words, at least one. */
export function asPeopleSay(seconds: number): string {
  const whole = Math.max(1, Math.round(Math.abs(seconds)))
  return whole === 1 ? '1 second' : `${whole} seconds`
}
