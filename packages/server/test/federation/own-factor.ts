import { randomUUID } from 'node:crypto'
import type { World } from '@damson/testkit'
import { generateSync } from 'otplib'
import { createKeyring } from '#base/crypto'
import { confirmTotp, makeRecoveryCodes, shownTotpSecret } from '#domain/factors'

/** Gives an account an authenticator app, and returns its recovery codes: each signs in once, at any time. */
export async function giveFactor({ store, key }: World, email: string): Promise<string[]> {
  const { rows } = await store.db.query({ sql: 'select id::text as id from users where email = $1', params: [email] })
  const [userId, askedBy, keyring, now] = [String(rows[0]?.['id']), randomUUID(), createKeyring(key), new Date()]
  const codes = await store.db.tx(async (tx) => {
    const secret = await shownTotpSecret(tx, keyring, { userId, askedBy }, now)
    const typed = generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) })
    if (!(await confirmTotp(tx, keyring, { userId, askedBy, name: '', typed }, now))) throw new Error('a wrong code')
    return makeRecoveryCodes(tx, keyring, userId, now)
  })
  return [...codes]
}
