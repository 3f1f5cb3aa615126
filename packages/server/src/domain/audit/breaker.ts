import { setTimeout as sleep } from 'node:timers/promises'
import { type Outage, outsideTransaction, StoreUnavailable } from '#base/db'

/**
 * While the store is out, fails new work at once, so that requests that already wait are answered in time. Work that
 * waits for more than the audit is `shared`: its outage may have another cause, and counts only if the audit doesn't
 * answer either.
 */
export type Breaker = <T>(work: () => Promise<T>, waitsFor?: 'audit' | 'shared') => Promise<T>

const TRY_EVERY_MS = 250
/** The outages that make requests wait. All others fail at once and delay nobody. */
const SLOW: ReadonlySet<Outage> = new Set(['timeout', 'lock_timeout', 'canceled', 'too_many_connections'] as const)

/** @param tryOut Succeeds once the store can be written again; runs beside the requests, none of which waits for it. */
export function createBreaker(tryOut: () => Promise<void>): Breaker {
  let isOut = false
  let isAsking = false

  /** Opens the breaker if the store really is out. */
  async function ask(): Promise<void> {
    if (isAsking) return
    isAsking = true
    try {
      await tryOut()
    } catch {
      // Other work may have opened it meanwhile: then it is tried out already.
      if (!isOut) {
        isOut = true
        void untilBack()
      }
    } finally {
      isAsking = false
    }
  }

  async function untilBack(): Promise<void> {
    while (isOut) {
      await sleep(TRY_EVERY_MS, undefined, { ref: false })
      try {
        await tryOut()
        isOut = false
      } catch (error) {
        if (error instanceof StoreUnavailable && error.outage === 'closed') return
      }
    }
  }

  return async (work, waitsFor = 'audit') => {
    if (isOut) throw new Error('the store was out a moment ago')
    try {
      return await work()
    } catch (error) {
      if (error instanceof StoreUnavailable && SLOW.has(error.outage) && !isOut) {
        isOut = waitsFor === 'audit'
        void outsideTransaction(isOut ? untilBack : ask)
      }
      throw error
    }
  }
}
