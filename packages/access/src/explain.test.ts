import { describe, expect, test } from 'vitest'
import { manyCases, verdictOf } from '../test/explaining.ts'
import { explain } from './explain.ts'
import type { Phrase } from './narrowing-words.ts'

type Explain = typeof explain

/** Five ways to lie, each of a mistake that could be made here. */
const LIES: Readonly<Record<string, Explain>> = {
  'leaves the narrowing out of account': (access, asked) => {
    const { why, ...said } = explain(access, asked)
    return why === 'outside_criteria' ? { ...said, allowed: true } : explain(access, asked)
  },
  'blames the first entry of the type': (access, asked) => {
    const said = explain(access, asked)
    const holders = said.holders.map((part) => {
      const [first] = part.entries
      return part.decidedBy === undefined || first === undefined
        ? part
        : { ...part, decidedBy: { grant: first.grant, expression: first.expression } }
    })
    return { ...said, holders }
  },
  'says nothing of what the scope took away': (access, asked) => {
    const said = explain(access, asked)
    return { ...said, scopes: said.scopes.map((part) => ({ ...part, took: 'none' as const })) }
  },
  'tells only the first part of a narrowing': (access, asked) => {
    const { narrowing, ...said } = explain(access, asked)
    const first: Phrase | undefined = narrowing?.code === 'all_of' ? narrowing.of[0] : narrowing
    return { ...said, ...(first !== undefined && { narrowing: first }) }
  },
  'forgets the rights of the client when it acts for a person': (access, asked) => {
    const said = explain(access, asked)
    const { origin } = access.table
    if (origin.made !== 'sharing') return said
    return explain({ withheld: [], table: origin.other }, asked)
  },
}

describe('an explanation', () => {
  test('agrees with the decision, the entries and the scopes, and its remedy helps', () => {
    expect(verdictOf(explain, manyCases)).toBe('holds')
  }, 60_000)

  test.each(Object.entries(LIES))(
    'that %s is found out',
    (_, lie) => {
      expect(verdictOf(lie, 5_000)).toMatch(/Property failed/)
    },
    60_000,
  )
})
