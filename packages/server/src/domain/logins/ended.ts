import type { Tx } from '#base/db'
import { noteEndedLogins, noteEndedRoots } from '#domain/logout'
import type { Invalidation } from '#domain/revocation'
import { revokeBearersOfLogins, revokeBearersOfRoots } from './presented-tokens.store.ts'

/** Follows every end of logins in this transaction: notifies their apps and returns the invalidations. */
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

/** The same for whole sign-ins. */
export async function rootsEnded(tx: Tx, ids: readonly string[], now: Date): Promise<readonly Invalidation[]> {
  if (ids.length === 0) return []
  await noteEndedRoots.run(tx, ids, now)
  return [
    ...invalidationsOf('root', ids),
    ...(await bearersEnded(tx, await revokeBearersOfRoots.rows(tx, now, WHY, ids), now)),
  ]
}

/** When a login ends, a Bearer login that used the same signed token ends with it. */
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
