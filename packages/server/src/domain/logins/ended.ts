import type { Tx } from '#base/db'
import { noteEndedLogins, noteEndedRoots } from '#domain/logout'
import type { Invalidation } from '#domain/revocation'
import { revokeBearersOfLogins, revokeBearersOfRoots } from './presented.store.ts'

/** What follows from logins that were ended in this transaction, however: their apps are told, and the invalidations are made. */
export async function loginsEnded(
  tx: Tx,
  ids: readonly string[],
  now: Date,
  isKnownToApp = false,
): Promise<readonly Invalidation[]> {
  if (ids.length === 0) return []
  if (!isKnownToApp) await noteEndedLogins.run(tx, ids, now)
  return [
    ...invalidationsOf('login', ids),
    ...(await bearersEnded(tx, await revokeBearersOfLogins.rows(tx, now, WHY, ids), now)),
  ]
}

/** The same for sign-ins as a whole. */
export async function rootsEnded(tx: Tx, ids: readonly string[], now: Date): Promise<readonly Invalidation[]> {
  if (ids.length === 0) return []
  await noteEndedRoots.run(tx, ids, now)
  return [
    ...invalidationsOf('root', ids),
    ...(await bearersEnded(tx, await revokeBearersOfRoots.rows(tx, now, WHY, ids), now)),
  ]
}

/** A sign-in by what the same provider's token signed was ended: the token, where it comes as Bearer, ends with it. */
const WHY = 'token_revoked'

async function bearersEnded(
  tx: Tx,
  ended: readonly { readonly id: string }[],
  now: Date,
): Promise<readonly Invalidation[]> {
  const ids = ended.map(({ id }) => id)
  if (ids.length > 0) await noteEndedLogins.run(tx, ids, now)
  return invalidationsOf('login', ids)
}

function invalidationsOf(kind: 'login' | 'root', subjects: readonly string[]): readonly Invalidation[] {
  return subjects.map((subject) => ({ kind, subject }))
}
