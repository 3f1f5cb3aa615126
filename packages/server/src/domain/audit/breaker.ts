import { setTimeout as sleep } from 'node:timers/promises'
import { type Outage, outsideTransaction, StoreUnavailable } from '#base/db'

/** Fails at once, while the store is out, what would wait in vain: so that whoever waited already is answered in time. */
export type Breaker = <T>(work: () => Promise<T>) => Promise<T>

const TRY_EVERY_MS = 250
/** The outages that are waited for. The others show at once, and hold nobody up. */
const SLOW: ReadonlySet<Outage> = new Set(['timeout', 'lock_timeout', 'canceled', 'too_many_connections'] as const)

/** @param tryOut Succeeds once the store can be written again; runs beside the requests, none of which waits for it. */
export function createBreaker(tryOut: () => Promise<void>): Breaker {
  let isOut = false

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

  return async (work) => {
    if (isOut) throw new Error('the store was out a moment ago')
    try {
      return await work()
    } catch (error) {
      if (error instanceof StoreUnavailable && SLOW.has(error.outage) && !isOut) {
        isOut = true
        void outsideTransaction(untilBack)
      }
      throw error
    }
  }
}
