import { expect, test } from 'vitest'
import { assuranceOf } from './assurance.ts'

test.each([
  [['password'], 1, ['pwd']],
  [['password', 'email'], 1, ['pwd']],
  [['password', 'totp'], 2, ['pwd', 'otp', 'mfa']],
  [['password', 'recovery'], 2, ['pwd', 'mfa']],
  [['password', 'totp', 'totp', 'email'], 2, ['pwd', 'otp', 'mfa']],
  [['passkey'], 2, ['swk', 'user', 'mfa']],
  [['passkey-touch'], 1, ['swk']],
  [['password', 'passkey-touch'], 2, ['pwd', 'swk', 'mfa']],
  [['email', 'passkey-touch'], 1, ['swk']],
  [['email', 'totp'], 1, ['otp']],
  [['totp', 'email'], 1, ['otp']],
  [['email', 'recovery'], 1, []],
  [['external', 'email'], 1, []],
  [['passkey', 'email'], 2, ['swk', 'user', 'mfa']],
  [['external'], 1, []],
  [['external', 'totp'], 2, ['otp', 'mfa']],
  [['external', 'external-second'], 2, ['mfa']],
])('of %j', (factors, level, amr) => {
  expect(assuranceOf(factors)).toEqual({ acr: `http://idmanagement.gov/ns/assurance/aal/${level}`, amr })
})

test('of an e-mail alone: below the first level', () => {
  expect(assuranceOf(['email'])).toEqual({ acr: 'urn:damson:acr:email', amr: [] })
})
