const TICK_MS = 5

/**
 * How many milliseconds work took, minus the time for which the machine did not run this process, which is how late a
 * timer beside it fired. So a test measures how long something waits, not how busy the machine is.
 */
export async function calmMs(work: () => Promise<unknown>): Promise<number> {
  let [lost, due] = [0, performance.now() + TICK_MS]
  const late = (): number => Math.max(0, performance.now() - due)
  const timer = setInterval(() => {
    lost += late()
    due = performance.now() + TICK_MS
  }, TICK_MS)
  const began = performance.now()
  try {
    await work()
    return performance.now() - began - lost - late()
  } finally {
    clearInterval(timer)
  }
}
