import { expect, test } from 'vitest'
import { AAL1, assuranceOf } from './assurance.ts'
import { factorDemand, factorNeed, meetsDemand } from './factor-demand.ts'

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

const appAlone = factorDemand([{ mfaRequired: true }], undefined)
const mailAlone = factorDemand([{ mfaRequired: true }], ['email'])
const textsToo = factorDemand([{ mfaRequired: true }], ['totp', 'sms'])
const levelOne = factorDemand([{ minimumAcr: AAL1 }], undefined)
const nothing = factorDemand([], undefined)

test.each([
  ['a phone that the project does not list', appAlone, ['email', 'sms'], ['sms'], false, 'enroll', ['totp']],
  ['the same before the number was proven', appAlone, ['email'], ['sms'], false, 'prove', ['sms']],
  ['with an app beside the number', appAlone, ['email', 'sms'], ['sms', 'totp'], false, 'prove', ['totp']],
  ['where the app is asked for first', appAlone, ['email'], ['sms', 'totp'], false, 'prove', ['totp']],
  ['a mailbox after a phone', textsToo, ['sms', 'email'], ['sms'], false, 'enroll', ['totp']],
  ['a mailbox that the project lists, after a phone', mailAlone, ['sms', 'email'], ['email'], false, 'other', []],
  ['a phone that the project lists', textsToo, ['email', 'sms'], ['sms'], true, 'none', []],
  ['an app', appAlone, ['email', 'totp'], ['totp'], true, 'none', []],
  ['a recovery code', appAlone, ['sms', 'recovery'], ['totp'], true, 'none', []],
  ['the first level by a phone', levelOne, ['email', 'sms'], ['sms'], true, 'none', []],
  ['the first level, before that', levelOne, ['email'], ['sms'], false, 'prove', ['sms']],
  ['a number where nothing is demanded', nothing, ['email'], ['sms'], true, 'prove', ['sms']],
  ['both where nothing is demanded', nothing, ['email', 'sms'], ['sms', 'totp'], true, 'none', []],
] as const)('after a message: %s', (_, demand, proven, enrolled, meets, need, methods) => {
  expect(meetsDemand(demand, proven)).toBe(meets)
  expect(factorNeed(demand, { proven, enrolled, hasPasskeys: false, isExternal: false })).toMatchObject({
    need,
    methods,
  })
})
