import type { Tx } from '#base/db'
import { type Audit, type AuditEntry, revokedEvents } from '#domain/audit'
import { endLoginsOfIdentity } from '#domain/logins'
import type { Invalidation } from '#domain/revocation'

/** Why a link is removed. */
export type UnlinkReason =
  | 'by_user'
  | 'password_set'
  | 'email_change_undone'
  /** An imported account left its project. */
  | 'rescoped'
  | 'external_id_changed'
  | 'membership_moved'
  | 'membership_removed'

/** Who removes it, for the audit. A gate does not know: the write itself is audited beside it. */
export type UnlinkBy = Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>

/** A link that was just deleted. */
export interface Unlinked {
  readonly id: string
  readonly project: string
  readonly userId: string
  readonly providerKey: string
}

/** Ends the sign-ins of a removed link, and audits both. */
export async function unlinked(
  tx: Tx,
  audit: Audit,
  { id, project, userId, providerKey }: Unlinked,
  reason: UnlinkReason,
  by: UnlinkBy,
  now: Date,
): Promise<readonly Invalidation[]> {
  const { ended, invalidations } = await endLoginsOfIdentity(tx, id, 'identity_unlinked', now)
  const about = { provider: providerKey, identity: id }
  await audit.record(tx, [
    { kind: 'identity.unlinked', project, outcome: 0, ...by, entity: `User/${userId}`, reason, ...about },
    ...revokedEvents(ended, { ...by, reason: 'identity_unlinked', ...about }),
  ])
  return invalidations
}
