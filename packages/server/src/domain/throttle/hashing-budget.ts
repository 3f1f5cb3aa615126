import type { Allowance } from './allowance.ts'
import type { ThrottleSettings } from './settings.ts'

/**
 * The computing time for passwords from browsers that an account has not signed in from, on this node: a share of one core,
 * and some of it at once. Without a limit, guesses at passwords would take the time of everyone else.
 */
export interface HashingBudget {
  /** Takes the time of one hash; returns the refusal, and takes nothing, if none is left. */
  take(ms: number): Allowance | undefined
  /** The refusal, if there is not even time for one hash; takes nothing. */
  shortage(): Allowance | undefined
}

/** Only the first refusal in this time is audited. */
const QUIET_MS = 60_000

export function createHashingBudget(
  monotonic: () => number,
  {
    unknownHashingPercent,
    unknownHashingBurstMs: mostMs,
  }: Pick<ThrottleSettings, 'unknownHashingPercent' | 'unknownHashingBurstMs'>,
): HashingBudget {
  const share = unknownHashingPercent / 100
  let leftMs = mostMs
  let at = monotonic()
  let refusedAt = Number.NEGATIVE_INFINITY

  function refill(): void {
    const now = monotonic()
    leftMs = Math.min(mostMs, leftMs + (now - at) * share)
    at = now
  }

  function shortage(): Allowance | undefined {
    refill()
    if (leftMs > 0) return undefined
    const isFirstRefusal = at - refusedAt > QUIET_MS
    refusedAt = at
    const resetSeconds = Math.max(1, Math.ceil(-leftMs / share / 1_000))
    return { name: 'hashing', allowed: false, limit: 0, remaining: 0, resetSeconds, isFirstRefusal }
  }

  return {
    shortage,
    take(ms) {
      const short = shortage()
      if (short === undefined) leftMs -= ms
      return short
    },
  }
}
