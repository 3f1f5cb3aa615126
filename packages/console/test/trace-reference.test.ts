import { expect, test } from 'vitest'
import { traceReferenceIn } from '../src/frame/trace-reference.ts'

const WHOLE = '01890a5d-ac96-774b-bcce-b302099a8057'

test.each([
  ['b0a6c65b', 'b0a6c65b'],
  [' B0A6C65B ', 'b0a6c65b'],
  ['If you ask for help, give this reference: b0a6c65b.', 'b0a6c65b'],
  [WHOLE, WHOLE],
  [`https://damson.example/auth/trace/${WHOLE}`, WHOLE],
  ['b0a6c65', undefined],
  ['xb0a6c65b', undefined],
  ['b0a6c65b and more', undefined],
  ['Ward diary', undefined],
  ['', undefined],
])('in %j stands the reference %j', (typed, reference) => {
  expect(traceReferenceIn(typed)).toBe(reference)
})
