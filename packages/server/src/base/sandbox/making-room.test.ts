import { describe, expect, test } from 'vitest'
import { type Held, makingRoom } from './making-room.ts'

const LONG = 60_000

/** A process with two runs, held for long. */
const held = (project: string, more: Partial<Held> = {}): Held => ({
  project,
  runs: 2,
  heldMs: LONG,
  idleMs: 0,
  retiredMs: undefined,
  ...more,
})
const need = (waiting: Readonly<Record<string, number>>, more: object = {}) => ({
  missing: 1,
  coming: 0,
  waiting: new Map(Object.entries(waiting)),
  ...more,
})
const NOTHING = { retire: [], end: [] }

describe('a pool without room', () => {
  test('takes a process from a project that waits itself, for one that has none', () => {
    const [small, large] = [held('small'), held('large', { runs: 8 })]
    const waiting = { small: 1, large: 12, last: 1 }
    expect(makingRoom([small, large], need(waiting))).toEqual({ retire: [large], end: [] })
    const both = need({ ...waiting, more: 1 }, { missing: 2 })
    expect(makingRoom([small, large], both).retire).toEqual([large, small])
    // For one that wants more than it has, nothing is taken from who waits.
    expect(makingRoom([small, large], need({ small: 1, large: 12 }))).toEqual(NOTHING)
  })

  test('takes none that has just begun, and no more than are missing', () => {
    const young = held('young', { heldMs: 999 })
    expect(makingRoom([young, held('large')], need({ young: 1, last: 1 })).retire).toEqual([held('large')])
    expect(makingRoom([young], need({ young: 1, last: 1 }))).toEqual(NOTHING)
    expect(makingRoom([held('a')], need({ a: 9, last: 1 }, { coming: 1 }))).toEqual(NOTHING)
    expect(makingRoom([held('a', { retiredMs: 1 }), held('b')], need({ a: 9, b: 9, last: 1 }))).toEqual(NOTHING)
  })

  test('ends what still runs in a process that takes nothing new, once somebody has waited long enough', () => {
    const [soon, late] = [held('a', { retiredMs: 10_999 }), held('b', { retiredMs: 11_000 })]
    expect(makingRoom([soon, late], need({ last: 1 }))).toEqual({ retire: [], end: [late] })
    expect(makingRoom([late], need({ last: 1 }, { coming: 1 })).end).toEqual([])
    // Not for the project's own sake.
    expect(makingRoom([late], need({ b: 20 })).end).toEqual([])
  })

  test('takes what has nothing to do first', () => {
    const [busy, idle] = [held('busy', { runs: 1 }), held('idle', { runs: 0, idleMs: 5 })]
    expect(makingRoom([busy, idle], need({ last: 1 })).retire).toEqual([idle])
    // Nobody waits: only what has had nothing to do for a while.
    expect(makingRoom([busy, idle], need({}))).toEqual(NOTHING)
    const bored = held('bored', { runs: 0, idleMs: 1_000 })
    expect(makingRoom([busy, idle, bored], need({})).retire).toEqual([bored])
  })
})
