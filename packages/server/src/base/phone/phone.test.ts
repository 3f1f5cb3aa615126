import { describe, expect, test } from 'vitest'
import { maskedNumber, readPhoneNumber } from './index.ts'

const arabic = (text: string): string => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))
const wide = (text: string): string => text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))

describe('a phone number is read', () => {
  test.each([
    '+49 151 23456789',
    '+4915123456789',
    '0049 151 / 234 567 89',
    '+49 (0)151 23456789',
    '+49-151-23456789',
    '\u202a+49 151 23456789\u202c',
    '  +49.151.23456789 ',
    '0151 23456789',
    '(0151) 234-567-89',
    arabic('+49 151 23456789'),
    wide('0151 23456789'),
    '＋49 151 23456789',
  ])('in the spelling %j', async (typed) => {
    expect(await readPhoneNumber(typed, ['DE', 'US'])).toEqual({
      ok: true,
      value: { e164: '+4915123456789', country: 'DE' },
    })
  })

  test('where mobiles and landlines share their numbers', async () => {
    expect(await readPhoneNumber('(212) 555-0123'.replace('555-0123', '736-5000'), ['US'])).toMatchObject({
      ok: true,
      value: { e164: '+12127365000', country: 'US' },
    })
  })
})

describe('a phone number is refused', () => {
  test.each([
    ['', 'malformed'],
    ['hello', 'malformed'],
    ['+', 'malformed'],
    ['+49', 'malformed'],
    ['151', 'malformed'],
    ['+49 151 2345678912345', 'malformed'],
    ['+999 151 23456789', 'malformed'],
    ['call +49 151 23456789', 'malformed'],
    ['+49 151 23456789 ext. 12', 'malformed'],
    ['+4915123456789;ext=12', 'malformed'],
    ['+4915123456789,+12127365000', 'malformed'],
    [`+49${'1'.repeat(100)}`, 'malformed'],
    // Another country, and the networks of none.
    ['+43 664 1234567', 'other_country'],
    ['+7 912 345 67 89', 'other_country'],
    ['+881 612 345 678', 'other_country'],
    // Premium, shared cost, toll-free, landline, pager.
    ['+49 900 1234567', 'not_mobile'],
    ['+49 180 5123456', 'not_mobile'],
    ['+49 800 1234567', 'not_mobile'],
    ['+49 30 123456', 'not_mobile'],
    ['+1 900 555 0123', 'not_mobile'],
    ['+1 800 234 5678', 'not_mobile'],
  ])('%j: %s', async (typed, why) => {
    expect(await readPhoneNumber(typed, ['DE', 'US'])).toEqual({ ok: false, refusal: why })
  })

  test('if it could be one of several countries', async () => {
    // A mobile phone in Austria and in Germany.
    expect(await readPhoneNumber('0660 1234567', ['AT'])).toMatchObject({ ok: true })
    expect(await readPhoneNumber('0151 23456789', [])).toEqual({ ok: false, refusal: 'malformed' })
    expect(await readPhoneNumber('07911 123456', ['GB', 'JE', 'GG', 'IM', 'XX'])).toMatchObject({ ok: true })
  })

  test('of a dependency whose country alone is allowed', async () => {
    // Jersey shares +44 with the United Kingdom; toll fraud goes there.
    expect(await readPhoneNumber('+44 7797 712345', ['GB'])).toEqual({ ok: false, refusal: 'other_country' })
    expect(await readPhoneNumber('+1 876 210 1234', ['US'])).toEqual({ ok: false, refusal: 'other_country' })
  })
})

test('two digits of a number are shown', () => {
  expect(maskedNumber('+4915123456789')).toBe('•••• 89')
})
