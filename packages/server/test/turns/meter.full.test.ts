import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { calibrate, LIMIT_IN_LOOPS, longestTurn } from './meter.ts'

/** Keeps the thread busy for so many microseconds of its processor time. */
function burn(us: number): void {
  const now = () => process.threadCpuUsage().user + process.threadCpuUsage().system
  for (const until = now() + us; now() < until; );
}

test('a turn that holds the thread is found, however it was reached', async () => {
  const limit = calibrate() * LIMIT_IN_LOOPS
  const { longestUs } = await longestTurn(async () => {
    await nextTurn()
    for (let n = 0; n < 3; n += 1) {
      await Promise.resolve()
      burn(limit / 2)
    }
  })
  expect(longestUs).toBeGreaterThan(limit)
})

test('work in slices that let others through is no long turn', async () => {
  const limit = calibrate() * LIMIT_IN_LOOPS
  const { longestUs } = await longestTurn(async () => {
    for (let n = 0; n < 12; n += 1) {
      burn(limit / 10)
      await nextTurn()
    }
  })
  expect(longestUs).toBeLessThan(limit)
})
