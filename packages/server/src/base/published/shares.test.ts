import { expect, test } from 'vitest'
import { createPool, createShares } from './shares.ts'

test('a share is bounded in number and size, and so are all together', () => {
  const shares = createShares<string>({ number: 2, bytes: 100, allBytes: 150 })
  const kept = (...places: readonly string[]): string =>
    places.map((place) => shares.get(place.slice(0, 1), place) ?? '-').join(' ')
  for (const place of ['a1', 'a2', 'a3']) shares.put('a', place, place, 1)
  expect(kept('a1', 'a2', 'a3')).toBe('- a2 a3')
  shares.put('a', 'a4', 'a4', 99)
  expect(kept('a2', 'a3', 'a4')).toBe('- a3 a4')
  shares.put('b', 'b1', 'b1', 60)
  expect(kept('a3', 'a4', 'b1')).toBe('- - b1')
  shares.put('b', 'b2', 'b2', 101)
  expect(kept('b1', 'b2')).toBe('b1 -')
})

test('a pool is bounded in number, for all together', () => {
  const pool = createPool<{ readonly place: string }>(2)
  for (const whose of ['a', 'b', 'c']) pool.put(whose, 'k', { place: whose }, 1_000_000)
  expect(['a', 'b', 'c'].map((whose) => pool.get(whose, 'k')?.place)).toEqual([undefined, 'b', 'c'])
})
