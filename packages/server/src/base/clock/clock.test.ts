import { describe, expect, test } from 'vitest'
import { createClock, fromNumericDate, isAhead, toNumericDate } from './index.ts'

const at = (ms: number) => createClock({ system: () => ms })

describe('the clock', () => {
  test("tells the database's time, not its own", () => {
    const clock = at(1_000_000)
    clock.observe(new Date(1_005_000), 1_000_000, 1_000_000)
    expect(clock.now()).toEqual(new Date(1_005_000))
  })

  test('takes the middle of the round trip as the moment of the reading', () => {
    const clock = at(0)
    clock.observe(new Date(500), 0, 100)
    expect(clock.offsetMs()).toBe(450)
  })

  test('does not let a slow reading replace a good one', () => {
    const clock = at(0)
    clock.observe(new Date(10), 0, 0)
    clock.observe(new Date(90_000), 0, 5_000)
    expect(clock.offsetMs()).toBe(10)
  })

  test('does not move by what a reading leaves open, and moves by more', () => {
    const clock = at(0)
    clock.observe(new Date(10), 0, 0)
    clock.observe(new Date(100), 0, 100)
    expect(clock.offsetMs()).toBe(10)
    clock.observe(new Date(120), 0, 100)
    expect(clock.offsetMs()).toBe(70)
  })

  test.each([
    [2_000, 'steady'],
    [2_001, 'drifting'],
    [-2_001, 'drifting'],
    [30_000, 'drifting'],
    [30_001, 'wrong'],
    [-30_001, 'wrong'],
  ])('an offset of %i ms is %s', (offset, state) => {
    const clock = at(100_000)
    clock.observe(new Date(100_000 + offset), 100_000, 100_000)
    expect(clock.state()).toBe(state)
  })
})

describe('a time in a token', () => {
  const now = new Date(1_000_500)

  test('is in whole seconds', () => {
    expect(toNumericDate(now)).toBe(1_000)
    expect(fromNumericDate(1_000)).toEqual(new Date(1_000_000))
  })

  test.each([
    [1_030, false],
    [1_030.5, false],
    [1_030.501, true],
    [1_031, true],
    [-1e300, false],
    [1e300, true],
  ])('%d is ahead of the clock by more than 30 seconds: %s', (seconds, is) => {
    expect(isAhead(seconds, now, 30)).toBe(is)
  })
})
