/** What was wrong with a request, or will be with the next one, in words for the developer of the client. */
export interface Finding {
  /** A warning is about a request that was answered all the same. */
  readonly severity: 'error' | 'warning'
  readonly what: string
  readonly remedy: string
}

export function error(what: string, remedy: string): Finding {
  return { severity: 'error', what, remedy }
}

export function warning(what: string, remedy: string): Finding {
  return { severity: 'warning', what, remedy }
}

/** How the server refused: its code on the wire, and its own word for it. */
export interface Failure {
  readonly code: string | undefined
  readonly reason: string | undefined
}

/** The findings of a request: where it was refused there is at least one error, and none where it was not. */
export function conclude(found: readonly (Finding | undefined)[], failure: Failure | undefined): readonly Finding[] {
  const findings = found.filter((one) => one !== undefined)
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  const errors = failure === undefined ? [] : findings.filter(({ severity }) => severity === 'error')
  return [...errors, ...warnings]
}

/** How long ago or ahead a moment is, as people say it. */
export function seconds(count: number): string {
  const whole = Math.max(1, Math.round(Math.abs(count)))
  return whole === 1 ? '1 second' : `${whole} seconds`
}
