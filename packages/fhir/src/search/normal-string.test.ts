import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { indexedStart, normalizeString } from './normal-string.ts'

test.each<[text: string, normal: string]>([
  ['Ada', 'ada'],
  ['Čapek', 'capek'],
  ['C\u030capek', 'capek'],
  ['STRASSE', 'strasse'],
  ['straße', 'strasse'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδός', 'οδοσ'],
  ['İstanbul', 'istanbul'],
  [' a \t b\u00a0c ', 'a b c'],
  ['\u0301', ''],
  ['李', '李'],
])('%o is compared as %o', (text, normal) => {
  expect(normalizeString(text)).toBe(normal)
})

test('what is normal stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normalizeString(normalizeString(text))).toBe(normalizeString(text))
    }),
  )
})

test('case makes no difference', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(normalizeString(text.toUpperCase())).toBe(normalizeString(text))
    }),
  )
})

test('only the start is indexed, and no character is cut in two', () => {
  expect(indexedStart('x'.repeat(1000))).toHaveLength(400)
  expect(indexedStart(`${'x'.repeat(399)}🌳`)).toBe('x'.repeat(399))
})
