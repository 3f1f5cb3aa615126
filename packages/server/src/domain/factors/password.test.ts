import { describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { createPasswords } from './password.ts'

const keyring = createKeyring(new Uint8Array(32))

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

  test('of strangers is compared one at a time, and of a browser that the account knows beside them', async () => {
    const few = createPasswords(keyring, log, createClock(), { strangersAtOnce: 1 })
    const kept = await few.hash('a password of the account')
    await few.matches('a wrong password', kept)
    const before = few.computed()
    const strangers = [1, 2, 3].map(() => few.matches('a wrong password', kept))
    const known = few.matches('a password of the account', kept, undefined, true)
    // A hash ends in a later turn.
    for (let looks = 0; looks < 50; looks += 1) await Promise.resolve()
    expect(few.computed() - before).toBe(2)
    expect(await known).toBe(true)
    expect(await Promise.all(strangers)).toEqual([false, false, false])
    expect(few.computed() - before).toBe(4)
  })
})
