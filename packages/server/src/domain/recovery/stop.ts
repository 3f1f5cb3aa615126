import { isUuid } from '#base/random'
import type { RequestOrigin } from '#domain/projects'
import type { RecoveryDeps } from './dependencies.ts'
import { ownEvent } from './events.ts'
import { tell } from './notices.ts'
import { cancelRecovery, type RecoveryRow, recoveryById } from './recovery.store.ts'
import { isStopSecret } from './stop-link.ts'

/** The recovery that a link "this wasn't me" can still stop. Looking changes nothing: mail scanners look too. */
export async function peekStop(
  { db, keyring }: Pick<RecoveryDeps, 'db' | 'keyring'>,
  id: string,
  secret: string,
): Promise<RecoveryRow | undefined> {
  if (!isUuid(id) || !isStopSecret(keyring, id, secret)) return undefined
  const row = await recoveryById.maybeOne(db, id)
  return row?.endedAt === null ? row : undefined
}

/** "This wasn't me": ends a recovery. False if it has ended already. */
export async function stopRecovery(
  deps: RecoveryDeps,
  id: string,
  secret: string,
  origin: RequestOrigin,
): Promise<boolean> {
  const { db, clock, audit } = deps
  if ((await peekStop(deps, id, secret)) === undefined) return false
  const now = clock.now()
  const stopped = await db.tx(async (tx) => {
    const row = await cancelRecovery.maybeOne(tx, { id, why: 'not_me', now })
    if (row !== undefined) await audit.record(tx, [ownEvent('recovery.cancelled', row, origin, { reason: 'not_me' })])
    return row
  })
  if (stopped !== undefined) void tell(deps, stopped, 'cancelled')
  return stopped !== undefined
}
