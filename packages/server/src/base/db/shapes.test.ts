import { expect, test } from 'vitest'
import { shapeName } from './shapes.ts'

const asked = (text: string) => Array.from({ length: 4 }, () => shapeName(text))
const ofLength = (length: number, nth = 0) => `select '${nth}' `.padEnd(length, 'x')

test('a shape has a name from the third time on, and one that is long never: connections keep it in memory', () => {
  const [first, second, name, again] = asked(ofLength(3_000))
  expect([first, second]).toEqual([undefined, undefined])
  expect(name).toMatch(/^search\.\d+$/)
  expect(again).toBe(name)
  expect(asked(ofLength(4_001))).toEqual([undefined, undefined, undefined, undefined])
})
