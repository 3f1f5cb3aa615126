/** How long the thread is kept from others, in processor time: what neighbours do on the machine does not count. */

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

/** Runs work, and answers the longest turn of the event loop meanwhile, in ms of processor time. */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0
  let last = used()
  let isOver = false
  const look = (): void => {
    const now = used()
    longest = Math.max(longest, now - last)
    last = now
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  await work()
  isOver = true
  look()
  return longest
}
