/**
 * Measures how long a thread is held: the most processor time that it spends in one go, before timers get their turn.
 *
 * Processor time (`process.threadCpuUsage`) and not the clock, so that a busy machine changes nothing; and as a multiple
 * of a loop that is measured beside it, so that a slow machine changes little.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** One calibrated loop, about a millisecond: what requests are made of, reading JSON and handling text. */
function loop(): number {
  let sum = 0
  for (let round = 0; round < 12; round += 1) {
    const text = JSON.stringify(SAMPLE)
    const read = JSON.parse(text) as Record<string, string>[]
    for (const item of read) sum += (item['name'] ?? '').toUpperCase().split(' ').length
  }
  return sum
}

const SAMPLE = Array.from({ length: 120 }, (_, n) => ({ name: `Ada ${n} Lovelace`, code: `urn:test|${n}`, n }))

/**
 * So many loops are 100 ms of a thread's processor time on the machine that the limit was set on (2 cores of an Intel Xeon,
 * Node 24.21): ten runs of `calibrate()` gave 1.03 to 1.69 ms there while it was busy, so that this is the strict end.
 */
export const LIMIT_IN_LOOPS = 100

const spent = () => {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** Microseconds of processor time that one loop takes here and now: the least of five batches, as other threads only add. */
export function calibrate(): number {
  // The kernel counts a thread's time in steps of up to 4 ms: a batch is many of them.
  const batch = 100
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < 6; n += 1) {
    const before = spent()
    for (let at = 0; at < batch; at += 1) loop()
    // The first batch warms up.
    if (n > 0) least = Math.min(least, (spent() - before) / batch)
  }
  return least
}

/** Collects the whole heap now, so that it is not collected in a turn that is measured. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

/** The longest turn of this thread while `work` is under way, in microseconds of processor time. */
export async function longestTurn<T>(
  work: () => Promise<T>,
): Promise<{ readonly longestUs: number; readonly value: T }> {
  let longestUs = 0
  let before = spent()
  // A turn that yields lets a timer through; what yields by promises alone does not.
  const timer = setInterval(() => {
    longestUs = Math.max(longestUs, spent() - before)
    before = spent()
  }, 1)
  try {
    const value = await work()
    longestUs = Math.max(longestUs, spent() - before)
    return { longestUs, value }
  } finally {
    clearInterval(timer)
  }
}
