import { randomBytes } from 'node:crypto'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { uuid } from '#base/random'
import { holderOf, putNumber, renewNumber, resealNumbers, signsInBy, useNumber } from './index.ts'

const NOW = new Date('2026-11-29T12:00:00Z')
const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const keyring = createKeyring(oldKey)
const NUMBER = '+4915123456789'

describe.each(storesUnderTest())('numbers to sign in with, on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { poolSize: 5 })
  })
  afterAll(() => store.close())

  async function holder(number = NUMBER) {
    const [userId, project] = [uuid(), uuid()]
    const sql = 'insert into users (id, project) values ($1::uuid, $2::uuid)'
    await store.db.query({ sql, params: [userId, project] })
    const own = { userId, project, number }
    await member(own)
    await store.db.tx((tx) => putNumber(tx, keyring, own, NOW))
    return own
  }
  async function member({ userId, project }: { readonly userId: string; readonly project: string }): Promise<void> {
    const sql = `insert into memberships (project, id, user_type, user_id, profile, active, admin, owner, mfa_required)
      values ($1::uuid, $2::uuid, 'User', $3::uuid, 'Patient/1', true, false, false, false)`
    await store.db.query({ sql, params: [project, uuid(), userId] })
  }
  const heldBy = async (own: { readonly project: string; readonly number: string }) =>
    (await holderOf(store.db, keyring, own, NOW))?.userId

  test('belong to one account of one project', async () => {
    const one = await holder()
    const other = await holder()
    expect(await heldBy(one)).toBe(one.userId)
    expect(await signsInBy(store.db, keyring, one, NOW)).toBe(one.userId)
    expect(await signsInBy(store.db, keyring, { ...one, project: uuid() }, NOW)).toBeUndefined()
    for (const wrong of [
      { ...one, project: other.project },
      { ...one, userId: other.userId },
      { ...one, number: '+4915123456780' },
    ])
      expect(await useNumber(store.db, keyring, wrong, NOW)).toBe(false)
    expect(await useNumber(store.db, keyring, one, NOW)).toBe(true)
    await expect(store.db.tx((tx) => putNumber(tx, keyring, { ...one, userId: uuid() }, NOW))).rejects.toThrow()
  })

  test('are good for 90 days after an invitation or a sign-in', async () => {
    const one = await holder()
    expect(await useNumber(store.db, keyring, one, inDays(89))).toBe(true)
    expect(await useNumber(store.db, keyring, one, inDays(178))).toBe(true)
    expect(await signsInBy(store.db, keyring, one, inDays(269))).toBeUndefined()
    expect(await useNumber(store.db, keyring, one, inDays(269))).toBe(false)
    // It stays theirs, until an administrator gives it to them again.
    expect(await holderOf(store.db, keyring, one, inDays(269))).toEqual({ userId: one.userId, isProven: false })
    expect(await renewNumber(store.db, keyring, { ...one, number: '+4915123456780' }, inDays(269))).toBe(false)
    expect(await signsInBy(store.db, keyring, one, inDays(270))).toBeUndefined()
    expect(await renewNumber(store.db, keyring, one, inDays(269))).toBe(true)
    expect(await signsInBy(store.db, keyring, one, inDays(270))).toBe(one.userId)
  })

  test('are free once their person is no member any more, or has proven an address', async () => {
    for (const left of [
      'delete from memberships where user_id = $1::uuid',
      'update users set email_proven_at = now() where id = $1::uuid',
    ]) {
      const one = await holder()
      await store.db.query({ sql: left, params: [one.userId] })
      expect(await heldBy(one)).toBeUndefined()
      const next = { ...(await holder('+4915123456780')), project: one.project }
      await store.db.query({ sql: 'delete from sign_in_numbers where user_id = $1::uuid', params: [next.userId] })
      await member(next)
      await store.db.tx((tx) => putNumber(tx, keyring, { ...next, number: NUMBER }, NOW))
      expect(await heldBy(one)).toBe(next.userId)
      expect(await signsInBy(store.db, keyring, one, NOW)).toBe(next.userId)
    }
  })

  test('are found after a change of the master key, and sealed anew', async () => {
    const one = await holder()
    const during = createKeyring(newKey, oldKey)
    expect(await signsInBy(store.db, during, one, NOW)).toBe(one.userId)
    expect(await resealNumbers(store.db, during)).toBeGreaterThan(0)
    expect(await resealNumbers(store.db, during)).toBe(0)
    expect(await signsInBy(store.db, createKeyring(newKey), one, NOW)).toBe(one.userId)
    const { rows } = await store.db.query({ sql: 'select sealed_number, number_hash from sign_in_numbers', params: [] })
    expect(JSON.stringify(rows)).not.toContain(NUMBER.slice(1))
  })
})
