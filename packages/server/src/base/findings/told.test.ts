import { expect, expectTypeOf, test } from 'vitest'
import { answered, bothOf, type Says, told } from './told.ts'

test.each([
  ['PKCE is never optional: leave out pkceOptional.', 'PKCE is never optional.', 'Leave out pkceOptional.'],
  ['A first. Then a second: third.', 'A first.', 'Then a second: third.'],
  ['Send one key: jwksUri or jwks.', 'Send one key.', 'jwksUri or jwks.'],
  ['The only response type is "code".', 'The only response type is "code".', expect.any(String)],
])('%j says what was wrong and what to do', (text, what, remedy) => {
  expect(bothOf(text)).toEqual({ text, finding: { severity: 'error', what, remedy } })
})

test('what was sent is in the answer, and not in the trace', () => {
  const { text, finding } = told`"${'Ada Lovelace'}" is none of ${3}: write Ada ${'Byron'}.`
  expect(text).toBe('"Ada Lovelace" is none of 3: write Ada Byron.')
  expect([finding.what, finding.remedy]).toEqual(['"…" is none of 3.', 'Write Ada ….'])
  expect(JSON.stringify(answered('Ada Lovelace is unknown.').finding)).not.toContain('Ada')
})

test('a text on several lines is one, and what was sent keeps its own', () => {
  const { text, finding } = told`A value of ${3} words, ${'one\n  two'},
    is long: write
      ${'three'}.`
  expect(text).toBe('A value of 3 words, one\n  two, is long: write three.')
  expect([finding.what, finding.remedy]).toEqual(['A value of 3 words, …, is long.', 'Write ….'])
})

test('a text that may hold what was sent has no finding of its own', () => {
  expectTypeOf<'one: two' | 'three'>().toExtend<Says<'one: two' | 'three'>>()
  expectTypeOf<string>().not.toExtend<Says<string>>()
  expectTypeOf<`${string} is unknown.`>().not.toExtend<Says<`${string} is unknown.`>>()
})
