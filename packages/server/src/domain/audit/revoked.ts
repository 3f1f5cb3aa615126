import type { AuditEntry } from './entry.ts'

/** A login that was ended. */
export interface EndedLogin {
  readonly id: string
  readonly project: string
}

/** What is told of logins that a change of something else ended: why, and by whom where that is known. */
export function revokedEvents(
  ended: readonly EndedLogin[],
  told: Partial<Pick<AuditEntry, 'agent' | 'personal' | 'provider' | 'identity' | 'traceId'>> & {
    readonly reason: string
  },
): readonly AuditEntry[] {
  return ended.map(({ id, project }) => ({
    kind: 'login.revoked',
    project,
    outcome: 0,
    agent: {},
    personal: {},
    entity: `Login/${id}`,
    ...told,
  }))
}
