import fc from 'fast-check'
import { expect, test } from 'vitest'
import { problemOfJson } from '../src/parts/json-problem.ts'

test.each([
  ['', 1, 'value'],
  ['{"a": 1,\n}', 1, 'name'],
  ['{\n  "a" 1\n}', 2, 'colon'],
  ['{\n  "a": 1\n  "b": 2\n}', 2, 'comma'],
  ['[\n  1,\n  wrong\n]', 3, 'value'],
  ['[1,\n2', 2, 'comma'],
  ['[1}', 1, 'comma'],
  ['{\n  a: 1}', 2, 'name'],
  ['{"a":\n}', 1, 'value'],
  ['{}\n{}', 2, 'end'],
  ["['x']", 1, 'value'],
  ['[01]', 1, 'comma'],
  ['["a\nb"]', 1, 'value'],
  ['\u00a0{}', 1, 'value'],
  ['[TRUE]', 1, 'value'],
])('what is wrong with %j is at line %i: %s', (text, line, missing) => {
  expect(problemOfJson(text)).toEqual({ line, missing })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('what is JSON to the browser is JSON here, and nothing else', () => {
  const bits = fc.array(
    fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '-0.5e3', 'true', ' ', '\n', 'x', '"', '\\u00', '\u2028'),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        bits.map((parts) => parts.join('')),
        fc.string(),
      ),
      (text) => {
        expect(problemOfJson(text) === undefined, text).toBe(isJson(text))
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a text of which something is missing is none, whatever is missing', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), fc.nat(), fc.string({ maxLength: 2 }), (json, place, put) => {
      const at = place % (json.length + 1)
      const text = json.slice(0, at) + put + json.slice(at + 1)
      expect(problemOfJson(text) === undefined, text).toBe(isJson(text))
    }),
    { numRuns: 500 },
  )
})
