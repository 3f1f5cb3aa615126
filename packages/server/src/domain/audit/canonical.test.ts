import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical.ts'

test('members are sorted by code units, at every depth, and nothing else is changed', () => {
  expect(
    canonicalJson({ b: 1, a: { d: '"\u20ac', c: true }, '\u00e9': 'x', 10: 'ten', 9: 'nine', gone: undefined }),
  ).toBe('{"10":"ten","9":"nine","a":{"c":true,"d":"\\"\u20ac"},"b":1,"\u00e9":"x"}')
  const value = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string())))
  fc.assert(
    fc.property(value, (members) => {
      expect(JSON.parse(canonicalJson(members))).toEqual(JSON.parse(JSON.stringify(members)))
      const shuffled = Object.fromEntries(Object.entries(members).reverse())
      expect(canonicalJson(shuffled)).toBe(canonicalJson(members))
    }),
  )
})
