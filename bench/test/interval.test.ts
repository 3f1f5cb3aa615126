import { describe, expect, test } from 'vitest'
import { isBeyond, isWithin, meanInterval, medianInterval, trimmedInterval } from '../src/security/interval.ts'

/** The same numbers in each run, between -1 and 1. */
function noise(count: number): readonly number[] {
  let state = 1
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return (2 * state) / 2_147_483_647 - 1
  })
}

describe.each([
  ['the mean', meanInterval],
  ['the trimmed mean', trimmedInterval],
  ['the median', medianInterval],
])('the interval of %s', (_name, intervalOf) => {
  test('holds the difference, and is narrower with more pairs', () => {
    const few = intervalOf(noise(100).map((one) => 5 + 10 * one))
    const many = intervalOf(noise(10_000).map((one) => 5 + 10 * one))
    for (const { low, high } of [few, many]) expect(low < 5 && high > 5).toBe(true)
    expect(many.high - many.low).toBeLessThan((few.high - few.low) / 5)
    expect(isBeyond(many, 2)).toBe(true)
    expect(isWithin(many, 2)).toBe(false)
  })

  test('of nothing lies within two milliseconds', () => {
    const found = intervalOf(noise(1_000).map((one) => 10 * one))
    expect([isWithin(found, 2), isBeyond(found, 2)]).toEqual([true, false])
  })
})

test('a few answers that come much later move the mean, and pauses of the machine do not move the median', () => {
  const late = noise(1_000).map((one, n) => (n % 10 === 0 ? 50 : one))
  expect(isWithin(meanInterval(late), 2)).toBe(false)
  expect(isWithin(medianInterval(late), 2)).toBe(true)
  expect(isWithin(trimmedInterval(late), 2)).toBe(true)
})

test('the trimmed mean finds five milliseconds among pauses in a hundred pairs, where the mean is too wide to judge', () => {
  const paused = (more: number): readonly number[] =>
    noise(100).map((one, n) => more + 6 * one + (n % 20 === 0 ? 300 * one : 0))
  expect(isWithin(trimmedInterval(paused(0)), 2)).toBe(true)
  expect(isBeyond(trimmedInterval(paused(5)), 2)).toBe(true)
  expect([isWithin(meanInterval(paused(0)), 2), isBeyond(meanInterval(paused(5)), 2)]).toEqual([false, false])
})
