import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createHeldAnswers } from './held-answers.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(async () => {
  // Including timers set meanwhile by a server of another test file in this process.
  await vi.runOnlyPendingTimersAsync()
  vi.useRealTimers()
})

const monotonic = (): number => performance.now()

test('an answer is due after one step, and one that took longer after two', async () => {
  const held = createHeldAnswers(monotonic)
  const arrivedAt = monotonic()
  const [soon, late] = [held.hold('a', arrivedAt), held.hold('a', arrivedAt)]
  const told: string[] = []
  void soon?.due().then(() => told.push('soon'))
  await vi.advanceTimersByTimeAsync(249)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual(['soon'])
  await vi.advanceTimersByTimeAsync(20)
  void late?.due().then(() => told.push('late'))
  await vi.advanceTimersByTimeAsync(229)
  expect(told).toEqual(['soon'])
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual(['soon', 'late'])
})

test('so many are held at once of one network and in all, and room is made whether or not they are awaited', async () => {
  const held = createHeldAnswers(monotonic)
  const taken = (network: string, times: number): number =>
    Array.from({ length: times }, () => held.hold(network, monotonic())).filter((one) => one !== undefined).length
  expect([taken('a', 60), taken('b', 3)]).toEqual([50, 3])
  expect(Array.from({ length: 30 }, (_, n) => taken(`network ${n}`, 50)).reduce((sum, n) => sum + n)).toBe(1_000 - 53)
  expect(vi.getTimerCount()).toBe(1_000)
  await vi.advanceTimersByTimeAsync(250)
  // A server of another test file may be waiting in the same process.
  expect(vi.getTimerCount()).toBeLessThan(50)
  expect(taken('a', 60)).toBe(50)
})
