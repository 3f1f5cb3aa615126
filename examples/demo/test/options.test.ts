import { expect, test } from 'vitest'
import { readOptions } from '../src/options.ts'

test('ports are the usual ones, or a row of them', () => {
  expect(readOptions([])?.ports).toEqual({
    server: 8103,
    browserApp: 5173,
    livePage: 5174,
    legacyApp: 8200,
    proxy: 8201,
    analyzer: 2575,
  })
  expect(Object.values(readOptions(['--first-port', '9000'])?.ports ?? {})).toEqual([
    9000, 9001, 9002, 9003, 9004, 9005,
  ])
})

test.each([
  [['--first-port', '80'], '--first-port is a whole number from 1024 to 65000.'],
  [['--patients', 'many'], '--patients is a whole number from 1 to 1000.'],
  [['--colour'], "Unknown option '--colour'"],
])('%j is refused with the remedy', (words, sentence) => {
  expect(() => readOptions(words)).toThrow(sentence)
})
