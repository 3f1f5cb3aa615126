import type { Tx } from '#base/db'
import { noteEndedLogins, noteEndedRoots } from '#domain/logout'
import type { NewsItem } from '#domain/revocation'

/** What follows from logins that were ended in this transaction, however: their apps are told, and the news is made. */
export async function loginsEnded(
  tx: Tx,
  ids: readonly string[],
  now: Date,
  isKnownToApp = false,
): Promise<readonly NewsItem[]> {
  if (ids.length > 0 && !isKnownToApp) await noteEndedLogins.run(tx, ids, now)
  return ids.map((subject) => ({ kind: 'login', subject }))
}

/** The same for sign-ins as a whole. */
export async function rootsEnded(tx: Tx, ids: readonly string[], now: Date): Promise<readonly NewsItem[]> {
  if (ids.length > 0) await noteEndedRoots.run(tx, ids, now)
  return ids.map((subject) => ({ kind: 'root', subject }))
}
