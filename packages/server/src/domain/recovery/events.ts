import type { AuditEntry, AuditKind } from '#domain/audit'
import type { RequestOrigin } from '#domain/projects'
import type { RecoveryRow } from './recovery.store.ts'

/** An event of a recovery that its person causes. */
export function ownEvent(
  kind: AuditKind,
  { userId, project }: Pick<RecoveryRow, 'userId' | 'project'>,
  { address, userAgent, traceId }: Pick<RequestOrigin, 'address' | 'userAgent' | 'traceId'>,
  more: Partial<Pick<AuditEntry, 'outcome' | 'reason'>> = {},
): AuditEntry {
  const personal = { address, userAgent }
  return { kind, project, outcome: 0, agent: { userId }, personal, entity: `User/${userId}`, traceId, ...more }
}

/** An event of a recovery that the server causes. */
export function serverEvent(
  kind: AuditKind,
  { userId, project }: Pick<RecoveryRow, 'userId' | 'project'>,
  reason: string,
): AuditEntry {
  return { kind, project, outcome: 0, agent: {}, personal: {}, entity: `User/${userId}`, reason }
}
