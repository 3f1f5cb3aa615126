import { sql, statementByNames } from '#base/db'
import { COMMON, type PrincipalRow, RESOURCES } from './access.store.ts'

/**
 * A member who is signed in in a browser, without a login of an app. What the sign-in proved, and when, says the caller;
 * `provenAt` may be before the member was signed out.
 */
export const principalOfMember = statementByNames<
  { project: string; membershipId: string; userId: string; provenAt: Date },
  Omit<PrincipalRow, 'factors' | 'authenticatedAt' | 'vouchedFor'>
>(
  'access.principal-of-member',
  ({ project, membershipId, userId, provenAt }) => sql`
    select null as "loginId", null as "rootId", m.project::text as project, m.user_id::text as "userId",
      null as "clientId", '' as scope, false as limited, null as patient, null as launch, true as granted,
      coalesce(m.signed_out_at >= ${provenAt}, false) as revoked, null as "expiresAt",
      null::timestamptz as "lastUsedAt", null::timestamptz as "idleUntil", u.active as "userActive",
      coalesce(u.mfa_required, false) or m.mfa_required as "mfaRequired", ${COMMON}
    from memberships m
    join users u on u.id = m.user_id
    cross join (
      select null::boolean as active, null::text as kind, null::integer as fhir_request_limit, null::boolean as needs_device
    ) c
    ${RESOURCES}
    where m.project = ${project} and m.id = ${membershipId} and m.user_type = 'User' and m.user_id = ${userId}`,
)

/** Any member, as nobody in particular asks: without a sign-in. Of a client: with what its client is. */
export const principalOfMembership = statementByNames<{ project: string; membershipId: string }, PrincipalRow>(
  'access.principal-of-membership',
  ({ project, membershipId }) => sql`
    select null as "loginId", null as "rootId", m.project::text as project,
      case when m.user_type = 'User' then m.user_id::text end as "userId", c.id::text as "clientId", '' as scope,
      false as limited, null as patient, null as launch, true as granted, false as revoked, null as "expiresAt",
      null as "authenticatedAt", null::text[] as factors, null::timestamptz as "lastUsedAt",
      null::timestamptz as "idleUntil", false as "vouchedFor", u.active as "userActive", ${COMMON}
    from memberships m
    left join users u on m.user_type = 'User' and u.id = m.user_id
    left join clients c on m.user_type = 'ClientApplication' and c.project = m.project and c.id = m.user_id
    ${RESOURCES}
    where m.project = ${project} and m.id = ${membershipId}`,
)
