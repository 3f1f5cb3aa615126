import { setTimeout as sleep } from 'node:timers/promises'
import { type Outage, outsideTransaction, StoreUnavailable } from '#base/db'

/**
 * Fails at once, while the store is out, what would wait in vain: so that whoever waited already is answered in time. Work that
 * waits for more than the audit is `shared`: its outage may be another's, and counts once the audit does not answer either.
 */
export type Breaker = <T>(work: () => Promise<T>, waitsFor?: 'audit' | 'shared') => Promise<T>

const TRY_EVERY_MS = 250
/** The outages that are waited for. The others show at once, and hold nobody up. */
const SLOW: ReadonlySet<Outage> = new Set(['timeout', 'lock_timeout', 'canceled', 'too_many_connections'] as const)

/** @param tryOut Succeeds once the store can be written again; runs beside the requests, none of which waits for it. */
export function createBreaker(tryOut: () => Promise<void>): Breaker {
  let isOut = false
  let isAsking = false

  /** Says that the store is out when it is. */
  async function ask(): Promise<void> {
    if (isAsking) return
    isAsking = true
    try {
      await tryOut()
    } catch {
      isOut = true
      void untilBack()
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
