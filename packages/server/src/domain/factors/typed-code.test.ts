import { expect, test } from 'vitest'
import { languages } from '#base/language'
import { readTypedCode, spacedCode } from './typed-code.ts'

test.each([
  ['287082', '287082'],
  [' 287 082 ', '287082'],
  ['287-082', '287082'],
  ['287\u2011082', '287082'],
  ['٢٨٧٠٨٢', '287082'],
  ['۲۸۷ ۰۸۲', '287082'],
  ['२८७०८२', '287082'],
  ['２８７０８２', '287082'],
  ['\u2067٢٨٧\u00a0٠٨٢\u2069', '287082'],
  [String.fromCodePoint(0x1d7d0, 0x1d7d6, 0x1d7d5, 0x1d7ce, 0x1d7d6, 0x1d7d0), '287082'],
  // Of a script that is no other one's compatible form: the ninth digit of Adlam, and its zero.
  [String.fromCodePoint(0x1e959, 0x1e950, 0x1e951, 0x1e952, 0x1e953, 0x1e954), '901234'],
])('reads %j as six digits', (typed, text) => {
  expect(readTypedCode(typed)).toEqual({ kind: 'digits', text })
})

test.each([
  ['0123-4567-89ab-cdef-ghjk-mnpq', '0123456789ABCDEFGHJKMNPQ'],
  ['0123 4567 89AB CDEF GHJK MNPQ', '0123456789ABCDEFGHJKMNPQ'],
  ['O123-4567-89ab-cdIl-ghjk-mnpq', '0123456789ABCD11GHJKMNPQ'],
  ['٠123-4567-89AB-CDEF-GHJK-MNPQ', '0123456789ABCDEFGHJKMNPQ'],
])('reads %j as a recovery code', (typed, text) => {
  expect(readTypedCode(typed)).toEqual({ kind: 'recovery', text })
  expect(readTypedCode(spacedCode(text))).toEqual({ kind: 'recovery', text })
})

test.each([
  '',
  ' ',
  '28708',
  '2870823',
  '28708a',
  '0123-4567-89ab-cdef-ghjk-mnp',
  '0123-4567-89ab-cdef-ghjk-mnpu',
  '½²³',
  '1'.repeat(10_000),
])('reads %j as no code', (typed) => {
  expect(readTypedCode(typed)).toBeUndefined()
})

test.each(languages)('the example of a recovery code beside its field is as long as one, in $tag', ({ messages }) => {
  const [example = ''] = /[0-9A-Z]{4}(-[0-9A-Z]{4})+/.exec(JSON.stringify(messages['factor.recovery.hint'])) ?? []
  expect(readTypedCode(example)).toMatchObject({ kind: 'recovery' })
})
