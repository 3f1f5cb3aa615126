import { randomBytes } from 'node:crypto'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { uuid } from '#base/random'
import {
  addEmailFactor,
  confirmTotp,
  factorsOf,
  forgetMailedCodes,
  forgetRecoveryCodes,
  forgetShownSecrets,
  makeMailedCode,
  makeRecoveryCodes,
  openMailedCode,
  recoveryCodesLeft,
  resealFactors,
  shownTotpSecret,
  takeCode,
} from './index.ts'

const NOW = new Date('2026-11-29T12:00:00Z')
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)
const codeOf = (secret: string, at: Date): string => generateSync({ secret, epoch: Math.floor(at.getTime() / 1000) })
const keyring = createKeyring(randomBytes(32))
const ALL = ['totp', 'email']

describe.each(storesUnderTest())('second factors on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { poolSize: 5 })
  })
  afterAll(() => store.close())

  async function person() {
    const userId = uuid()
    const sql = 'insert into users (id, project) values ($1::uuid, $2::uuid)'
    await store.db.query({ sql, params: [userId, uuid()] })
    const askedBy = uuid()
    const take = (typed: string, now = NOW, changes: object = {}) =>
      takeCode(store.db, keyring, { userId, askedBy, typed, among: ALL, ...changes }, now)
    const mailed = (now = NOW, by = askedBy) => makeMailedCode(store.db, keyring, { userId, askedBy: by }, now)
    const shown = (by = askedBy) => shownTotpSecret(store.db, keyring, { userId, askedBy: by }, NOW)
    const confirm = (typed: string, now = NOW, by = askedBy) =>
      store.db.tx((tx) => confirmTotp(tx, keyring, { userId, askedBy: by, name: 'Phone', typed }, now))
    const kinds = async () => (await factorsOf.rows(store.db, userId)).map((one) => one.kind)
    return { userId, askedBy, take, mailed, shown, confirm, kinds }
  }

  async function withApp() {
    const one = await person()
    const secret = await one.shown()
    expect(await one.confirm(codeOf(secret, NOW))).toBe(true)
    return { ...one, secret, code: (at: Date) => codeOf(secret, at) }
  }

  test('an app is confirmed by the first code of the secret that the same login was shown', async () => {
    const { shown, confirm, kinds, take } = await person()
    const secret = await shown()
    expect(await shown()).toBe(secret)
    expect(await confirm('000000')).toBe(false)
    expect(await confirm(codeOf(secret, later(120)))).toBe(false)
    expect(await take(codeOf(secret, NOW))).toBeUndefined()
    expect(await kinds()).toEqual([])
    const typed = ` ${codeOf(secret, NOW).replace(/^.../, '$& ')}`
    expect(await confirm(typed)).toBe(true)
    expect(await kinds()).toEqual(['totp'])
    expect(await confirm(codeOf(secret, later(30)), later(30))).toBe(false)
  })

  test('a secret that another login was shown confirms nothing, and is forgotten once an app is confirmed', async () => {
    const { shown, confirm, kinds } = await person()
    const [elsewhere, other] = [uuid(), await shown()]
    const secret = await shown(elsewhere)
    expect(secret).not.toBe(other)
    expect(await confirm(codeOf(other, NOW), NOW, elsewhere)).toBe(false)
    expect(await confirm(codeOf(secret, NOW), NOW, elsewhere)).toBe(true)
    expect(await confirm(codeOf(other, NOW))).toBe(false)
    expect(await kinds()).toEqual(['totp'])
  })

  test('two requests at once show one secret, and confirm it once', async () => {
    const { shown, confirm } = await person()
    const secrets = await Promise.all([shown(), shown(), shown()])
    expect(new Set(secrets).size).toBe(1)
    const code = codeOf(secrets[0] ?? '', NOW)
    const confirmed = await Promise.all([1, 2, 3].map(() => confirm(code)))
    expect(confirmed.filter(Boolean)).toHaveLength(1)
  })

  test('a code of an app is good once, also when it comes several times at once', async () => {
    const { take, code } = await withApp()
    // The code that confirmed the app is used too.
    expect(await take(code(NOW))).toBeUndefined()
    const next = code(later(30))
    const taken = await Promise.all([1, 2, 3, 4].map(() => take(next, later(30))))
    expect(taken.filter((one) => one !== undefined)).toEqual([{ factor: 'totp' }])
    expect(await take(next, later(59))).toBeUndefined()
  })

  test('a code of an app is good one step early and one step late, and never an older one than was used', async () => {
    const { take, code } = await withApp()
    expect(await take(code(later(300)), later(269))).toBeUndefined()
    expect(await take(code(later(300)), later(270))).toEqual({ factor: 'totp' })
    expect(await take(code(later(270)), later(300))).toBeUndefined()
    expect(await take(code(later(600)), later(659))).toEqual({ factor: 'totp' })
    expect(await take(code(later(900)), later(960))).toBeUndefined()
  })

  test('an app proves nobody where it is not asked for, and nobody else', async () => {
    const [{ take, code }, other] = [await withApp(), await withApp()]
    expect(await other.take(code(later(30)), later(30))).toBeUndefined()
    expect(await take(code(later(30)), later(30), { among: ['email'] })).toBeUndefined()
    expect(await take(code(later(30)), later(30))).toEqual({ factor: 'totp' })
  })

  test('after a hundred wrong codes in a row an app proves nobody, and a right one before starts again', async () => {
    const { take, code, userId } = await withApp()
    const failures = (n: number) =>
      store.db.query({
        sql: 'update factors set failures = $2 where user_id = $1::uuid and confirmed_at is not null returning 1 as n',
        params: [userId, n],
      })
    await failures(98)
    expect(await take('000000')).toBeUndefined()
    expect(await take(code(later(30)), later(30))).toEqual({ factor: 'totp' })
    await failures(99)
    expect(await take('000000')).toBeUndefined()
    expect(await take(code(later(60)), later(60))).toBeUndefined()
  })

  test('ten recovery codes are good once each, however they are written, and new ones replace them', async () => {
    const { take, userId } = await withApp()
    const made = await store.db.tx((tx) => makeRecoveryCodes(tx, keyring, userId, NOW))
    expect(made).toHaveLength(10)
    expect(new Set(made).size).toBe(10)
    for (const code of made) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}$/)
    const [first = '', second = ''] = made
    expect(await take(first.toLowerCase().replaceAll('-', ' '))).toEqual({ factor: 'recovery', recoveryLeft: 9 })
    expect(await take(first)).toBeUndefined()
    const taken = await Promise.all([1, 2, 3].map(() => take(second)))
    expect(taken.filter((one) => one !== undefined)).toEqual([{ factor: 'recovery', recoveryLeft: 8 }])
    expect(await recoveryCodesLeft.one(store.db, userId)).toMatchObject({ left: 8 })
    const again = await store.db.tx((tx) => makeRecoveryCodes(tx, keyring, userId, NOW))
    expect(await take(made[2] ?? '')).toBeUndefined()
    expect(await take(again[2] ?? '')).toEqual({ factor: 'recovery', recoveryLeft: 9 })
    await store.db.tx((tx) => forgetRecoveryCodes(tx, userId))
    expect(await take(again[3] ?? '')).toBeUndefined()
  })

  test('no recovery code is stored, nor anything that tells it without the master key', async () => {
    const { userId } = await withApp()
    const other = await withApp()
    const [code = ''] = await store.db.tx((tx) => makeRecoveryCodes(tx, keyring, userId, NOW))
    await store.db.tx((tx) => makeRecoveryCodes(tx, keyring, other.userId, NOW))
    expect(await other.take(code)).toBeUndefined()
    const { rows } = await store.db.query({
      sql: 'select r::text as row from recovery_codes r union all select k::text from recovery_keys k',
      params: [],
    })
    expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
  })

  test('a mailed code is good once, for ten minutes, in the login that asked', async () => {
    const { take, mailed } = await person()
    const code = await mailed()
    expect(code).toMatch(/^\d{6}$/)
    expect(await take(code, NOW, { askedBy: uuid() })).toBeUndefined()
    expect(await take(code, NOW, { userId: (await person()).userId })).toBeUndefined()
    expect(await take(code, NOW, { among: ['totp'] })).toBeUndefined()
    expect(await take(code, later(600))).toBeUndefined()
    const taken = await Promise.all([1, 2, 3].map(() => take(code, later(599))))
    expect(taken.filter((one) => one !== undefined)).toEqual([{ factor: 'email' }])
    const [older, newer] = [await mailed(), await mailed()]
    if (older !== newer) expect(await take(older)).toBeUndefined()
    expect(await take(newer)).toEqual({ factor: 'email' })
  })

  test('a mailed code gets five tries, also at once', async () => {
    const { take, mailed, askedBy } = await person()
    const code = await mailed()
    const wrong = code === '000000' ? '111111' : '000000'
    for (let n = 0; n < 4; n += 1) expect(await take(wrong)).toBeUndefined()
    expect(await openMailedCode.maybeOne(store.db, askedBy, NOW)).toBeDefined()
    await Promise.all([take(wrong), take(wrong)])
    expect(await openMailedCode.maybeOne(store.db, askedBy, NOW)).toBeUndefined()
    expect(await take(code)).toBeUndefined()
    expect(await take(await mailed())).toEqual({ factor: 'email' })
  })

  test('codes by e-mail are added once', async () => {
    const { userId, kinds } = await person()
    expect(await addEmailFactor(store.db, userId, NOW)).toBe(true)
    expect(await addEmailFactor(store.db, userId, NOW)).toBe(false)
    expect(await kinds()).toEqual(['email'])
  })

  test('secrets that nobody confirmed and late codes are forgotten, confirmed apps are not', async () => {
    const [{ mailed, askedBy }, { kinds }, unconfirmed] = [await person(), await withApp(), await person()]
    await mailed()
    const secret = await unconfirmed.shown()
    await forgetMailedCodes.run(store.db, later(601), 100)
    await forgetShownSecrets.run(store.db, later(1), 100)
    expect(await openMailedCode.maybeOne(store.db, askedBy, NOW)).toBeUndefined()
    expect(await unconfirmed.shown()).not.toBe(secret)
    expect(await kinds()).toEqual(['totp'])
  })

  test('after a change of the master key apps, recovery codes and mailed codes work, and are resealed', async () => {
    const db = store.db
    for (const table of ['factors', 'recovery_codes', 'recovery_keys'])
      await db.query({ sql: `delete from ${table}`, params: [] })
    const [old, next] = [randomBytes(32), randomBytes(32)]
    const [older, newer, alone] = [createKeyring(old), createKeyring(next, old), createKeyring(next)]
    const own = await person()
    const secret = await shownTotpSecret(db, older, own, NOW)
    const typed = codeOf(secret, NOW)
    expect(await db.tx((tx) => confirmTotp(tx, older, { ...own, name: '', typed }, NOW))).toBe(true)
    const [recovery = ''] = await db.tx((tx) => makeRecoveryCodes(tx, older, own.userId, NOW))
    const mail = await makeMailedCode(db, older, own, NOW)
    expect(await takeCode(db, newer, { ...own, typed: mail, among: ALL }, NOW)).toEqual({ factor: 'email' })
    expect(await resealFactors(db, newer)).toBe(2)
    expect(await resealFactors(db, newer)).toBe(0)
    const take = (text: string) => takeCode(db, alone, { ...own, typed: text, among: ALL }, later(30))
    expect(await take(codeOf(secret, later(30)))).toEqual({ factor: 'totp' })
    expect(await take(recovery)).toEqual({ factor: 'recovery', recoveryLeft: 9 })
  })
})
