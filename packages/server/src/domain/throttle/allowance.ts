/** How much of a limit is left. */
export interface Allowance {
  /** The limit's name in the RateLimit header. */
  readonly name: string
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Seconds until the window ends, rounded up. */
  readonly resetSeconds: number
  /** The first refusal of its window: only that one is audited, so that a flood doesn't fill the audit. */
  readonly isFirstRefusal: boolean
}

/** The refusal when there is no time left for a project's imported hashes. */
export function busyAllowance({
  seconds,
  isFirst,
}: {
  readonly seconds: number
  readonly isFirst: boolean
}): Allowance {
  const name = 'importedPasswords'
  return { name, allowed: false, limit: 0, remaining: 0, resetSeconds: seconds, isFirstRefusal: isFirst }
}

/** The same against a lower limit. */
export function withinLower(allowance: Allowance, limit: number | undefined): Allowance {
  if (limit === undefined || limit >= allowance.limit) return allowance
  // What the higher limit refuses comes after the first refusal of the lower one.
  if (!allowance.allowed) return { ...allowance, limit, isFirstRefusal: false }
  const place = allowance.limit - allowance.remaining
  const [allowed, isFirstRefusal] = [place <= limit, place === limit + 1]
  return { ...allowance, limit, allowed, isFirstRefusal, remaining: Math.max(0, limit - place) }
}

/** The RateLimit header in the form that `@medplum/core` reads: `"name";r=<remaining>;t=<seconds>`, separated by commas. */
export function rateLimitHeader(allowances: readonly Allowance[]): string {
  return allowances.map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`).join(', ')
}
