import { describe, expect, test } from 'vitest'
import { type OwnedFactors, type ProofNeeded, passesGuard, proofNeeded } from './factor-change.ts'

const NOW = new Date('2026-11-29T12:00:00Z')
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000)

const none: OwnedFactors = { enrolled: [], hasPasskeys: false }
const mail: OwnedFactors = { enrolled: ['email'], hasPasskeys: false }
const phone: OwnedFactors = { enrolled: ['sms', 'email'], hasPasskeys: false }
const appAndPhone: OwnedFactors = { enrolled: ['totp', 'sms'], hasPasskeys: false }
const app: OwnedFactors = { enrolled: ['totp'], hasPasskeys: false }
const both: OwnedFactors = { enrolled: ['totp', 'email'], hasPasskeys: false }
const keys: OwnedFactors = { enrolled: [], hasPasskeys: true }
const keysAndMail: OwnedFactors = { enrolled: ['email'], hasPasskeys: true }
const keysAndApp: OwnedFactors = { enrolled: ['totp'], hasPasskeys: true }

describe('whoever changes their factors', () => {
  test.each<[string, OwnedFactors, readonly string[], number, number | undefined, ProofNeeded]>([
    ['adds the first one after the password', none, ['password'], 9, undefined, 'none'],
    ['but not in a sign-in of long ago', none, ['password'], 10, undefined, 'password'],
    ['unless something was proven in it since', none, ['password', 'email'], 60, 9, 'none'],
    ['proves the mailbox where that is the only one', mail, ['password'], 1, undefined, 'code'],
    ['and goes on then', mail, ['password', 'email'], 60, 9, 'none'],
    ['for ten minutes', mail, ['password', 'email'], 60, 10, 'code'],
    ['proves the app, not the password', app, ['password'], 1, undefined, 'code'],
    ['with its code', app, ['password', 'totp'], 60, 9, 'none'],
    ['also where the sign-in began with an e-mail', both, ['email', 'totp'], 60, 9, 'none'],
    ['or a recovery code', app, ['password', 'recovery'], 60, 9, 'none'],
    ['or a passkey that verified them', keysAndApp, ['passkey'], 9, undefined, 'none'],
    ['and not the mailbox where there is more', both, ['password', 'email'], 1, 1, 'code'],
    ['also where that is a passkey', keysAndMail, ['password', 'email'], 1, 1, 'passkey'],
    ['proves the number, and not the mailbox', phone, ['password', 'email'], 1, 1, 'code'],
    ['with a code to it', phone, ['password', 'sms'], 60, 9, 'none'],
    ['and not the number where there is more', appAndPhone, ['password', 'sms'], 1, 1, 'code'],
    ['proves a passkey, not the password', keys, ['password'], 1, undefined, 'passkey'],
    ['by signing in with it', keys, ['passkey'], 9, undefined, 'none'],
    ['just now', keys, ['passkey'], 10, undefined, 'passkey'],
    ['or adding it to the sign-in', keys, ['password', 'passkey'], 60, 9, 'none'],
    ['a touch alone is one factor', keys, ['passkey-touch'], 1, undefined, 'passkey'],
    ['and two with the password', keys, ['password', 'passkey-touch'], 60, 9, 'none'],
    ['and is not proven by a provider', keys, ['external', 'external-second'], 1, undefined, 'passkey'],
    ['which must say when it did', none, ['external', 'undated'], 1, undefined, 'password'],
    ['unless something was proven here since', none, ['external', 'undated', 'email'], 60, 9, 'none'],
    ['nor an app', app, ['external', 'external-second'], 1, undefined, 'code'],
  ])('%s', (_, owned, proven, signedIn, added, needed) => {
    const factorsProvenAt = added === undefined ? null : ago(added)
    expect(proofNeeded(owned, { proven, provenAt: ago(signedIn), factorsProvenAt }, NOW)).toBe(needed)
  })

  test('has proven something at some time', () => {
    for (const owned of [none, mail, app, keys])
      expect(
        proofNeeded(owned, { proven: ['password', 'passkey'], provenAt: null, factorsProvenAt: null }, NOW),
      ).not.toBe('none')
  })

  test('never gets past a factor with less than that factor', () => {
    for (const owned of [mail, phone, app, appAndPhone, both, keys, keysAndMail, keysAndApp])
      for (const proven of [[], ['password'], ['external'], ['external', 'external-second']])
        expect(passesGuard(owned, proven), JSON.stringify([owned, proven])).toBe(false)
  })
})
