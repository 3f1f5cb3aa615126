import type { Condition } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import { anyOf, conjunctsOf, everyOf, holdsAlways, implies, isEquality, keyOf, unrestricted } from './conjuncts.ts'

const id = (...ids: string[]): Condition => ({ op: 'id', ids })
const term = (...terms: string[]): Condition => ({ op: 'term', terms })
const not = (of: Condition): Condition => ({ op: 'not', of })
const all = (...of: Condition[]): Condition => ({ op: 'all', of })
const any = (...of: Condition[]): Condition => ({ op: 'any', of })
const starts = (value: string): Condition => ({ op: 'string', param: 'family', match: 'starts', value })
const date = (comparison: 'eq' | 'ge'): Condition => ({ op: 'date', param: 'date', comparison, lo: 0, hi: 1 })
const number: Condition = {
  op: 'number',
  param: 'value-quantity',
  comparison: 'eq',
  lo: 1,
  hi: 1,
  code: 'mg',
}

describe('a condition that holds for everything', () => {
  test.each([
    unrestricted,
    all(unrestricted, all()),
    any(id('1'), unrestricted),
    not(any()),
    not(term()),
    not(all(id('1'), id())),
    not(not(unrestricted)),
    starts(''),
  ])('is seen: %j', (condition) => {
    expect(holdsAlways(condition)).toBe(true)
    expect(anyOf([id('1'), condition])).toBe(unrestricted)
  })

  test.each([
    id('1'),
    id(),
    any(),
    not(unrestricted),
    not(id('1')),
    all(unrestricted, id('1')),
    starts('a'),
    date('ge'),
  ])('is not taken for one: %j', (condition) => {
    expect(holdsAlways(condition)).toBe(false)
  })
})

test('equality is told from order and from parts of a text', () => {
  expect([id('1'), not(term('a')), all(date('eq'), number), starts('a')].every(isEquality)).toBe(true)
  const contains: Condition = { op: 'string', param: 'family', match: 'contains', value: 'a' }
  expect([date('ge'), any(id('1'), date('ge')), not(date('ge')), contains].some(isEquality)).toBe(false)
})

test('putting together flattens, and says each demand once', () => {
  expect(everyOf([])).toBe(unrestricted)
  expect(everyOf([all(id('1'), all(term('a')))])).toEqual(all(id('1'), term('a')))
  expect(everyOf([id('1', '2'), id('2', '1')])).toEqual(id('2', '1'))
  expect(anyOf([])).toEqual(any())
  expect(anyOf([term('a', 'b'), term('b', 'a')])).toEqual(term('b', 'a'))
  expect(anyOf([id('1'), term('a')])).toEqual(any(id('1'), term('a')))
  expect(conjunctsOf(any(id('1'), id('2')))).toEqual([any(id('1'), id('2'))])
})

test('keys are equal for what means the same, and for nothing else', () => {
  expect(keyOf(any(id('1'), term('a', 'b')))).toBe(keyOf(any(term('b', 'a', 'b'), id('1'))))
  const different = [
    id('1'),
    term('1'),
    not(id('1')),
    all(id('1'), id('2')),
    any(id('1'), id('2')),
    starts('1'),
    date('eq'),
  ]
  const { code, ...unitless } = number
  expect(code).toBe('mg')
  expect(new Set([...different, date('ge'), number, unitless].map(keyOf)).size).toBe(different.length + 3)
})

describe('one demand', () => {
  test('implies another by equality, or by a choice among fewer values', () => {
    expect(implies(date('eq'), date('eq'))).toBe(true)
    expect(implies(id('1'), id('1', '2'))).toBe(true)
    expect(implies(term('code=a'), term('code=a', 'code=b'))).toBe(true)
    expect(implies(id(), id('1'))).toBe(true)
  })

  test('does not imply another for less', () => {
    expect(implies(id('1', '2'), id('1'))).toBe(false)
    expect(implies(term('1'), id('1'))).toBe(false)
    expect(implies(not(term('a')), not(term('a', 'b')))).toBe(false)
    expect(implies(starts('ab'), starts('a'))).toBe(false)
  })
})
