import { setTimeout as sleep } from 'node:timers/promises'
import { type Outage, outsideTransaction, StoreUnavailable } from '#base/db'
import { withinMs } from './in-time.ts'

/**
 * While the store is out, fails new work at once, so that requests that already wait are answered in time. Work that
 * waits for more than the audit is `shared`: its outage may have another cause, and counts only if the store says of the
 * audit that it is out. Until it has said so, new work waits, which would otherwise wait as long as the work before it.
 */
export type Breaker = <T>(work: () => Promise<T>, waitsFor?: 'audit' | 'shared') => Promise<T>

const TRY_EVERY_MS = 250
/**
 * How long new work waits for what the store says of the audit. Together with the longest wait for a lock, this is less
 * than the two seconds of a request.
 */
const ASKED_MS = 200
/** The outages that make requests wait. All others fail at once and delay nobody. */
const SLOW: ReadonlySet<Outage> = new Set(['timeout', 'lock_timeout', 'canceled', 'too_many_connections'] as const)

/**
 * @param tryOut Succeeds when the audit can be written. Fails by `lock_timeout` when something keeps the store from it: any
 *   other failure, or no answer in time, says nothing of the audit.
 */
export function createBreaker(tryOut: () => Promise<void>): Breaker {
  let isOut = false
  let trying: Promise<void> | undefined
  let asked: Promise<void> | undefined

  /** One at a time, whoever asks. */
  function tried(): Promise<void> {
    trying ??= tryOut().finally(() => {
      trying = undefined
    })
    return trying
  }

  function open(): void {
    if (isOut) return
    isOut = true
    void untilBack()
  }

  /** Opens the breaker if the store says that the audit is out. */
  function ask(): void {
    if (isOut) return
    asked ??= withinMs(ASKED_MS, tried())
      .catch((error: unknown) => {
        if (error instanceof StoreUnavailable && error.outage === 'lock_timeout') open()
      })
      .finally(() => {
        asked = undefined
      })
  }

  async function untilBack(): Promise<void> {
    while (isOut) {
      await sleep(TRY_EVERY_MS, undefined, { ref: false })
      try {
        await tried()
        isOut = false
      } catch (error) {
        if (error instanceof StoreUnavailable && error.outage === 'closed') return
      }
    }
  }

  // Both a group and each caller who waits for one are guarded, so that the groups that wait are not sent any more.
  return async (work, waitsFor = 'audit') => {
    if (!isOut && asked !== undefined) await asked
    if (isOut) throw new Error('the store was out a moment ago')
    try {
      return await work()
    } catch (error) {
      if (error instanceof StoreUnavailable && SLOW.has(error.outage))
        outsideTransaction(waitsFor === 'audit' ? open : ask)
      throw error
    }
  }
}
