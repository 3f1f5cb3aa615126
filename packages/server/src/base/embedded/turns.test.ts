import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

describe('turns', () => {
  it('let single statements pass together, and a transaction alone', () => {
    const turns = new Turns()
    const log: string[] = []
    turns.share(() => log.push('a'))
    turns.share(() => log.push('b'))
    turns.take(() => log.push('T1'))
    turns.share(() => log.push('c'))
    turns.take(() => log.push('T2'))
    turns.share(() => log.push('d'))
    expect(log).toEqual(['a', 'b', 'T1'])
    turns.release()
    expect(log).toEqual(['a', 'b', 'T1', 'c', 'T2'])
    turns.release()
    expect(log).toEqual(['a', 'b', 'T1', 'c', 'T2', 'd'])
  })

  it('forget who has withdrawn', () => {
    const turns = new Turns()
    const log: string[] = []
    const first = turns.take(() => log.push('T1'))
    const second = turns.take(() => log.push('T2'))
    turns.share(() => log.push('a'))
    expect(first()).toBe(false)
    expect(second()).toBe(true)
    expect(second()).toBe(false)
    turns.release()
    expect(log).toEqual(['T1', 'a'])
  })

  it('send few statements ahead of their answers, so that the others can be withdrawn', () => {
    const turns = new Turns()
    const log: number[] = []
    const withdrawals = Array.from({ length: 12 }, (_, id) => turns.share(() => log.push(id)))
    expect(log).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(withdrawals[8]?.()).toBe(true)
    turns.answered()
    turns.answered()
    expect(log.slice(8)).toEqual([9, 10])
  })

  it('are taken in order, by one transaction a time, whatever comes and goes', () => {
    const step = fc.oneof(
      ...['share', 'take', 'release', 'answer'].map((what) => fc.constant(what)),
      fc.nat({ max: 20 }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const turns = new Turns()
        const begun: number[] = []
        const withdrawn = new Set<number>()
        const withdrawals: (() => boolean)[] = []
        let holder: number | undefined
        let sent = 0
        for (const what of steps) {
          const id = withdrawals.length
          if (what === 'release') {
            if (holder === undefined) continue
            holder = undefined
            turns.release()
          } else if (what === 'answer') {
            if (sent === 0) continue
            sent -= 1
            turns.answered()
          } else if (typeof what === 'number') {
            if (withdrawals[what]?.() === true) withdrawn.add(what)
          } else {
            const go = () => {
              expect(holder).toBeUndefined()
              if (what === 'take') holder = id
              else sent += 1
              expect(sent).toBeLessThanOrEqual(8)
              begun.push(id)
            }
            withdrawals.push(turns[what === 'take' ? 'take' : 'share'](go))
          }
        }
        expect(begun).toEqual([...begun].sort((a, b) => a - b))
        // A statement waits only while others are under way.
        const waiting = withdrawals.length - begun.length - withdrawn.size
        if (holder === undefined && sent < 8) expect(waiting).toBe(0)
      }),
    )
  })
})
