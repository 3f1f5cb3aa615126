import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHashingBudget } from './hashing-budget.ts'

/** A budget, and a clock that moves on demand. */
function budgetOf(unknownHashingPercent: number, unknownHashingBurstMs: number) {
  let now = 0
  const budget = createHashingBudget(() => now, { unknownHashingPercent, unknownHashingBurstMs })
  return { budget, pass: (ms: number): void => void (now += ms) }
}

describe('the time for passwords from unknown browsers', () => {
  test('is half a core and ten seconds at once, and a refusal says when there is some again', () => {
    const { budget, pass } = budgetOf(50, 10_000)
    for (let n = 0; n < 200; n += 1) expect(budget.take(50)).toBeUndefined()
    expect(budget.take(50)).toMatchObject({ name: 'hashing', allowed: false, resetSeconds: 1 })
    pass(100)
    expect(budget.take(4_000)).toBeUndefined()
    expect(budget.shortage()).toMatchObject({ resetSeconds: 8 })
    pass(7_890)
    expect(budget.shortage()).toBeDefined()
    pass(20)
    expect(budget.shortage()).toBeUndefined()
  })

  test('is never more than its share of the time that passes, and what it began with', () => {
    const step = fc.record({ pass: fc.integer({ min: 0, max: 2_000 }), take: fc.integer({ min: 1, max: 400 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 200 }), (steps, percent) => {
        const { budget, pass } = budgetOf(percent, 1_000)
        let [passed, taken] = [0, 0]
        for (const { pass: ms, take } of steps) {
          pass(ms)
          passed += ms
          if (budget.take(take) === undefined) taken += take
          // The last hash may begin with a millisecond left.
          expect(taken).toBeLessThanOrEqual(1_000 + (passed * percent) / 100 + 400)
        }
      }),
    )
  })

  test('is refused for the first time once a minute: only that is audited', () => {
    const { budget, pass } = budgetOf(50, 1)
    budget.take(1_000_000)
    const firsts = Array.from({ length: 150 }, () => {
      pass(1_000)
      return budget.shortage()?.isFirstRefusal
    })
    expect(firsts.filter((first) => first === true)).toHaveLength(1)
    pass(61_000)
    expect(budget.shortage()?.isFirstRefusal).toBe(true)
  })
})
