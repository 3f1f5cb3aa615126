import type { Tx } from '#base/db'
import { noteEndedLogins, noteEndedRoots } from '#domain/logout'
import type { NewsItem } from '#domain/revocation'
import { revokeBearersOfLogins, revokeBearersOfRoots } from './presented.store.ts'

/** What follows from logins that were ended in this transaction, however: their apps are told, and the news is made. */
export async function loginsEnded(
  tx: Tx,
  ids: readonly string[],
  now: Date,
  isKnownToApp = false,
): Promise<readonly NewsItem[]> {
  if (ids.length === 0) return []
  if (!isKnownToApp) await noteEndedLogins.run(tx, ids, now)
  return [
    ...newsOf('login', ids),
    ...(await bearersEnded(tx, await revokeBearersOfLogins.rows(tx, now, WHY, ids), now)),
  ]
}

/** The same for sign-ins as a whole. */
export async function rootsEnded(tx: Tx, ids: readonly string[], now: Date): Promise<readonly NewsItem[]> {
  if (ids.length === 0) return []
  await noteEndedRoots.run(tx, ids, now)
  return [...newsOf('root', ids), ...(await bearersEnded(tx, await revokeBearersOfRoots.rows(tx, now, WHY, ids), now))]
}

/** A sign-in by what the same provider's token signed was ended: the token, where it comes as Bearer, ends with it. */
const WHY = 'token_revoked'

async function bearersEnded(
  tx: Tx,
  ended: readonly { readonly id: string }[],
  now: Date,
): Promise<readonly NewsItem[]> {
  const ids = ended.map(({ id }) => id)
  if (ids.length > 0) await noteEndedLogins.run(tx, ids, now)
  return newsOf('login', ids)
}

function newsOf(kind: 'login' | 'root', subjects: readonly string[]): readonly NewsItem[] {
  return subjects.map((subject) => ({ kind, subject }))
}
