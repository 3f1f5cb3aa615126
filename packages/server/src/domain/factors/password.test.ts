import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { createPasswords, passwordProblem } from './password.ts'

const keyring = createKeyring(new Uint8Array(32))

describe('a password to choose', () => {
  test('has 15 to 256 code points, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', maxLength: 300 }), (text) => {
        const length = Array.from(text.normalize('NFC')).length
        expect(passwordProblem(text) === undefined).toBe(length >= 15 && length <= 256)
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
    expect(passwordProblem(text)).toBeUndefined()
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
    expect(passwordProblem(text)).toMatch(/^Choose a password of at (least 15|most 256) characters/)
  })

  test('is refused fast when it is a million marks that normalisation would have to sort', () => {
    const text = '\u0301\u0323'.repeat(500_000)
    const before = process.threadCpuUsage()
    expect(passwordProblem(text)).toBeDefined()
    const { user, system } = process.threadCpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(50)
  })
})

const log = createLog('silent')

describe('a password', () => {
  const passwords = createPasswords(keyring, log, createClock())

  test('matches its hash, composed or decomposed, and nothing near it does', async () => {
    const kept = await passwords.hash('caf\u00e9 au lait dans le jardin')
    expect(await passwords.matches('cafe\u0301 au lait dans le jardin', kept)).toBe(true)
    for (const near of [
      'cafe au lait dans le jardin',
      'caf\u00e9 au lait dans le jardin ',
      'Caf\u00e9 au lait dans le jardin',
      'caf\u00e9 au lait dans le jardi',
      '',
    ])
      expect(await passwords.matches(near, kept), near).toBe(false)
  })

  test('is hashed with argon2id under a pepper: the same password has another hash each time', async () => {
    const [one, two] = await Promise.all([passwords.hash('a'.repeat(20)), passwords.hash('a'.repeat(20))])
    expect(one.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one.hash).not.toBe(two.hash)
    const stranger = createPasswords(createKeyring(new Uint8Array(32).fill(1)), log, createClock())
    expect(await stranger.matches('a'.repeat(20), one)).toBe(false)
  })

  test('that was hashed under the key before still matches', async () => {
    const kept = await passwords.hash('a password from before')
    const rotated = createPasswords(createKeyring(new Uint8Array(32).fill(1), new Uint8Array(32)), log, createClock())
    expect(await rotated.matches('a password from before', kept)).toBe(true)
    expect(await rotated.matches('a password from after..', kept)).toBe(false)
  })

  test('costs one hash to check, whether there is one to check it against or not, and never matches the decoy', async () => {
    const kept = await passwords.hash('a password of the account')
    for (const [password, against] of [
      ['another long password', kept],
      ['another long password', undefined],
      ['a password that nobody has', undefined],
      ['short', kept],
      ['no', undefined],
      ['', undefined],
      ['x'.repeat(100_000), kept],
      ['a password of the account', { ...kept, keyVersion: 'of no key' }],
    ] as const) {
      const before = passwords.computed()
      expect(await passwords.matches(password, against)).toBe(false)
      expect(passwords.computed() - before, password.slice(0, 30)).toBe(1)
    }
  })
})
