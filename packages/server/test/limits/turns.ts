/** How long the thread is kept from others, in processor time: what neighbours do on the machine does not count. */
import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'

/** The processor time of this thread in ms. */
const used = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** So many rounds take 100 ms of the processor on which the limits were measured. */
const ROUNDS = 74_000_000

/** What 100 ms were there, here and now. */
export function calibrated(): number {
  const start = used()
  let value = 1
  for (let round = 0; round < ROUNDS; round += 1) value = (Math.imul(value, 31) + round) | 0
  const took = used() - start
  if (value === 0) throw new Error('the loop was not run')
  return took
}

interface Span {
  readonly from: number
  readonly to: number
  readonly ms: number
}

/**
 * Runs work, and answers the longest turn of the event loop meanwhile, in ms of processor time. Without what a collection of
 * the whole heap takes: that depends on what other files of the same process have left there.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const turns: Span[] = []
  const collections: PerformanceEntry[] = []
  const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  let [last, from] = [used(), performance.now()]
  let isOver = false
  const look = (): void => {
    const [now, to] = [used(), performance.now()]
    turns.push({ from, to, ms: now - last })
    ;[last, from] = [now, to]
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  await work()
  isOver = true
  look()
  // They are told of in a turn of their own.
  await setTimeout(10)
  observer.disconnect()
  const whole = collections.filter(isWhole)
  return Math.max(...turns.map((turn) => turn.ms - lostTo(whole, turn)))
}

const isWhole = (collection: PerformanceEntry & { readonly detail?: { readonly kind?: number } }): boolean =>
  collection.detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR

const lostTo = (collections: readonly PerformanceEntry[], { from, to }: Span): number =>
  collections
    .filter(({ startTime }) => startTime >= from && startTime < to)
    .reduce((sum, { duration }) => sum + duration, 0)
