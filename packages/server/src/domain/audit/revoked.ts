import type { AuditEntry } from './entry.ts'

/** A login that has ended. */
export interface EndedLogin {
  readonly id: string
  readonly project: string
}

/** The events for logins that another change ended: with the reason, and the agent if known. */
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
