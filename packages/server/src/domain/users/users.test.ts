import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isEmail, mailboxOf, normaliseEmail } from './users.ts'

describe('an address', () => {
  test.each([
    'ada@example.org',
    ' Ada@Example.org ',
    'ada.king-noel+news@sub.example.org',
    "o'hara@example.org",
    'jürgen@müller.example',
    'administrator@localhost',
  ])('may be %j', (text) => {
    expect(isEmail(text)).toBe(true)
  })

  test.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.org',
    'ada@@example.org',
    'ada@example.org@evil.example',
    'ada@example.org,eve@example.org',
    'ada@example.org;eve',
    'Ada <ada@example.org>',
    'x<ada@example.org>',
    '"ada"@example.org',
    'ada(comment)@example.org',
    'ada@[127.0.0.1]',
    'a b@example.org',
    'ada@example.org\nBcc: eve@example.org',
    'ada\0@example.org',
    '\ud800@example.org',
  ])('may not be %j', (text) => {
    expect(isEmail(text)).toBe(false)
  })

  test('has one form, whatever form it comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normaliseEmail(text)
        expect(normaliseEmail(once)).toBe(once)
        expect(normaliseEmail(text.normalize('NFD'))).toBe(once)
        expect(normaliseEmail(` ${text}\t`)).toBe(once)
      }),
    )
  })

  test('reaches a mailbox, whatever is added to its name', () => {
    for (const text of ['ada@example.org', 'ada+1@example.org', 'ADA+a+b@example.org', ' ada+@example.org'])
      expect(mailboxOf(text)).toBe('ada@example.org')
    expect(mailboxOf('+@example.org')).toBe('+@example.org')
    expect(mailboxOf('ada@example.org+x')).toBe('ada@example.org+x')
  })
})
