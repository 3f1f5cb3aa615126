const TICK_MS = 5

/**
 * Begins to count the time for which the machine does not run this process, which is how late a timer fires. What it returns
 * ends the count, and tells the milliseconds.
 */
export function watchLost(): () => number {
  let [lost, due] = [0, performance.now() + TICK_MS]
  const late = (): number => Math.max(0, performance.now() - due)
  const timer = setInterval(() => {
    lost += late()
    due = performance.now() + TICK_MS
  }, TICK_MS)
  return () => {
    clearInterval(timer)
    return lost + late()
  }
}

/**
 * How many milliseconds work took, without the time for which the machine did not run this process. So a test measures how
 * long something waits, not how busy the machine is.
 */
export async function calmMs(work: () => Promise<unknown>): Promise<number> {
  const lostMs = watchLost()
  const began = performance.now()
  try {
    await work()
  } catch (error) {
    lostMs()
    throw error
  }
  return performance.now() - began - lostMs()
}
