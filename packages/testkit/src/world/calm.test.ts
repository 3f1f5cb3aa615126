import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { calmMs } from './calm.ts'

let now = 0

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Time goes by while the process runs: timers fire when they are due. */
const waits = (ms: number): void => {
  for (const until = now + ms; now < until; ) {
    now += 1
    vi.advanceTimersByTime(1)
  }
}

/** Time goes by while the machine does not run the process: timers fire late. */
const held = (ms: number): void => {
  now += ms
  vi.advanceTimersByTime(5)
}

test('what a work waits for counts, and what the process was kept from running does not', async () => {
  expect(await calmMs(async () => waits(300))).toBe(300)
  expect(
    await calmMs(async () => {
      waits(20)
      held(400)
      waits(20)
    }),
  ).toBe(45)
})
