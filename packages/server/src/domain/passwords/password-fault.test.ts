import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultSentence, lengthFault } from './password-fault.ts'

const problemOf = (password: string): string | undefined => {
  const fault = lengthFault(password)
  return fault && faultSentence(fault)
}

describe('a password to choose', () => {
  test('has 15 to 256 code points, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 300 }), (text) => {
        const length = Array.from(text.normalize('NFC')).length
        expect(problemOf(text) === undefined).toBe(length >= 15 && length <= 256)
      }),
    )
  })

  test.each([
    ['15 emoji', '🦔'.repeat(15)],
    ['256 emoji', '🦔'.repeat(256)],
    ['15 of one letter: there are no rules of composition', 'a'.repeat(15)],
    ['15 spaces', ' '.repeat(15)],
    ['15 letters whose marks are decomposed', 'e\u0301'.repeat(15)],
    ['256 letters whose marks are decomposed', 'e\u0301'.repeat(256)],
  ])('may be %s', (_, text) => {
    expect(problemOf(text)).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['14 letters', 'a'.repeat(14)],
    ['14 emoji, which are 28 UTF-16 units', '🦔'.repeat(14)],
    ['14 letters in 28 code points before normalisation', 'e\u0301'.repeat(14)],
    ['257 letters', 'a'.repeat(257)],
    ['257 emoji', '🦔'.repeat(257)],
    ['a million letters', 'a'.repeat(1_000_000)],
  ])('may not be %s', (_, text) => {
    expect(problemOf(text)).toMatch(/^Choose a password of at (least 15|most 256) characters/)
  })

  test('beside a second factor has 8 to 256 code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 300 }), (text) => {
        const length = Array.from(text.normalize('NFC')).length
        expect(lengthFault(text, true) === undefined).toBe(length >= 8 && length <= 256)
      }),
    )
    expect(lengthFault('é'.repeat(7), true)).toBe('too_short_beside_factor')
    expect(lengthFault('e\u0301'.repeat(8), true)).toBeUndefined()
    expect(lengthFault('a'.repeat(257), true)).toBe('too_long')
  })

  test('is refused fast when it is a million marks that normalisation would have to sort', () => {
    const text = '\u0301\u0323'.repeat(500_000)
    const before = process.threadCpuUsage()
    expect(problemOf(text)).toBeDefined()
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(50)
  })
})
