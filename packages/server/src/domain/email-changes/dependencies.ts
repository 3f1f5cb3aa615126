import type { AuditEntry, AuditKind } from '#domain/audit'
import type { EnrolmentDeps } from '#domain/enrolment'
import type { UserRow } from '#domain/users'

export type EmailChangeDeps = EnrolmentDeps

type By = Pick<AuditEntry, 'agent' | 'personal' | 'traceId'>

/** An event about a person's address. */
export function emailEvent(
  kind: AuditKind & `email.${string}`,
  user: Pick<UserRow, 'id' | 'project'>,
  { agent, personal, traceId }: By,
  more: Partial<Pick<AuditEntry, 'outcome' | 'reason'>> = {},
): AuditEntry {
  return { kind, project: user.project, agent, personal, traceId, outcome: 0, entity: `User/${user.id}`, ...more }
}
