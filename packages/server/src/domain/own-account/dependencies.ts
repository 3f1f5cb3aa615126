import type { AuditEntry, AuditKind } from '#domain/audit'
import type { EnrolmentDeps } from '#domain/enrolment'
import type { UserRow } from '#domain/users'

export type OwnAccountDeps = EnrolmentDeps

export function accountEvent(
  kind: AuditKind & `account.${string}`,
  user: Pick<UserRow, 'id' | 'project'>,
  { agent, personal, traceId }: Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>,
  more: Partial<Pick<AuditEntry, 'outcome' | 'reason'>> = {},
): AuditEntry {
  return { kind, project: user.project, agent, personal, traceId, outcome: 0, entity: `User/${user.id}`, ...more }
}
