import type { AuditEntry } from '#domain/audit'
import type { RequestOrigin } from '#domain/projects'
import type { UserRow } from '#domain/users'

/** Where a request came from, as the audit keeps it. */
export const personalOrigin = ({
  address,
  userAgent,
}: Pick<RequestOrigin, 'address' | 'userAgent'>): { readonly address: string; readonly userAgent: string } => ({
  address,
  userAgent,
})

/** An event about an account that its owner caused. */
export function accountEvent(
  kind: 'password.set' | 'password.listed' | 'user.address_proven',
  user: UserRow,
  origin: RequestOrigin,
): AuditEntry {
  return {
    kind,
    project: user.project,
    outcome: 0,
    agent: { userId: user.id },
    personal: personalOrigin(origin),
    entity: `User/${user.id}`,
    traceId: origin.traceId,
  }
}
