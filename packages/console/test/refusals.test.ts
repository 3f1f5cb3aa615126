import { describe, expect, test } from 'vitest'
import ar from '../src/parts/refusals/texts/ar.ts'
import en from '../src/parts/refusals/texts/en.ts'
import es from '../src/parts/refusals/texts/es.ts'
import { codesOfServer } from './refusal-codes.ts'
import { IN_ENGLISH } from './refusals-in-english.ts'

const codes = codesOfServer()

describe('what the server refuses', () => {
  test('is found in its sources: among the rules, the endpoints and the decision', () => {
    const found = ['already_member', 'needs_role', 'invalid_body', 'overtaken', 'same_email', 'no_policy', 'wrong_code']
    expect([...codes]).toEqual(expect.arrayContaining(found))
    expect(codes.size).toBeGreaterThan(250)
  })

  test('has words in the languages of the console, or is named as told in English', () => {
    const untold = [...codes].filter((code) => !(code in en) && !IN_ENGLISH.has(code))
    // Give it words in `src/parts/refusals/texts/`; what only a program that is wrong hears, name in the list.
    expect(untold).toEqual([])
    expect(
      [...IN_ENGLISH].filter((code) => code in en),
      'has words: take it out of the list',
    ).toEqual([])
    expect(
      [...IN_ENGLISH].filter((code) => !codes.has(code)),
      'gone: take it out of the list',
    ).toEqual([])
  })

  test('has no words for what nobody hears any more', () => {
    expect(Object.keys(en).filter((code) => !codes.has(code))).toEqual([])
  })

  test('leaves the same open to the server’s own sentence in each language', () => {
    const open = (texts: Readonly<Record<string, string>>): readonly string[] =>
      Object.keys(texts)
        .filter((code) => texts[code]?.endsWith(':'))
        .sort()
    expect(open(es)).toEqual(open(en))
    expect(open(ar)).toEqual(open(en))
    expect(open(en).length).toBeGreaterThan(20)
  })
})
