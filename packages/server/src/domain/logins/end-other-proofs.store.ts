import { sql, statement, statementByNames } from '#base/db'
import type { EndedRow } from './identity-logins.store.ts'
import type { ChildRow } from './logins.store.ts'

/** Ends an app's pending sign-ins and their unredeemed codes; the project is null until one is chosen. */
export const revokePendingOfClient = statement<
  [now: Date, why: string, clientId: string],
  { id: string; project: string | null }
>(
  'logins.revoke-pending-of-client',
  (now, why, clientId) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where client_id = ${clientId} and granted_at is null and revoked_at is null and expires_at > ${now}
    returning id::text as id, project::text as project`,
)

/**
 * Ends some people's logins in one project, or in all, unless the given provider proved them. Spares the emergency
 * account of a project.
 */
export const revokeLoginsOtherwise = statementByNames<
  { now: Date; why: string; userIds: readonly string[]; project: string | null; providerKey: string },
  ChildRow
>(
  'logins.revoke-other-proofs',
  ({ now, why, userIds, project, providerKey }) => sql`
    update logins l set revoked_at = ${now}, revoked_why = ${why}
    from memberships m join projects p on p.id = m.project
    where m.user_type = 'User' and m.user_id = any(${userIds}::uuid[])
      and (${project}::uuid is null or m.project = ${project}::uuid)
      and l.project = m.project and l.membership_id = m.id and l.revoked_at is null
      and l.provider_key is distinct from ${providerKey} and p.emergency_membership is distinct from m.id
    returning l.id::text as id, l.project::text as project, l.user_id::text as "userId",
      l.client_id::text as "clientId", l.profile`,
)

/** Ends what a provider proved for one client, except for some people, whom it signs in to every client. */
export const revokeOfProviderAtClient = statementByNames<
  { now: Date; why: string; clientId: string; providerKey: string; spared: readonly string[] },
  Omit<EndedRow, 'isRoot'>
>(
  'logins.revoke-of-provider-at-client',
  ({ now, why, clientId, providerKey, spared }) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where client_id = ${clientId} and provider_key = ${providerKey} and revoked_at is null
      and (user_id = any(${spared}::uuid[])) is not true
    returning id::text as id, project::text as project, user_id::text as "userId", client_id::text as "clientId", profile`,
)
