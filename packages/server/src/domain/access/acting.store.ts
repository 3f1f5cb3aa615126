import { forgetStatement, sql, statement, statementByNames } from '#base/db'
import { COMMON, type PrincipalRow, RESOURCES } from './access.store.ts'

/** A member for whom a client wants to act: no sign-in of theirs says anything here. */
export interface ActedForRow extends PrincipalRow {
  /** Invited, and never signed in. */
  readonly pending: boolean
  /** The person ended it on their page. */
  readonly ended: boolean
}

/**
 * The client in whose name the rules of the app hold too: its demand for a second factor, or for a device. A Bot has none.
 */
const actedFor = (member: ReturnType<typeof sql>, clientId: ReturnType<typeof sql>) => sql`
    select null as "loginId", null as "rootId", m.project::text as project, m.user_id::text as "userId",
      null as "clientId", '' as scope, false as limited, null as patient, null as launch, true as granted,
      false as revoked, null as "expiresAt", null as "authenticatedAt", null::text[] as factors,
      null::timestamptz as "lastUsedAt", null::timestamptz as "idleUntil", false as "vouchedFor",
      u.active as "userActive", coalesce(u.mfa_required, false) or m.mfa_required as "mfaRequired",
      (select r.content from resources r
        where r.project = m.project and r.type = 'ClientApplication' and r.id = c.id::text and not r.deleted
          and r.content ~ '"(mfaRequired":true|minimumAcr":)') as "demandingClient",
      m.invitation_open as pending, a.ended_at is not null as ended, ${COMMON}
    from (select * from memberships where ${member} offset 0) m
    left join clients c on c.project = m.project and c.id = ${clientId}
    left join users u on m.user_type = 'User' and u.id = m.user_id
    left join acting a on a.project = m.project and a.membership_id = m.id and a.client_id = ${clientId}
    ${RESOURCES}
    where c.id is not null or exists (
      select from memberships b where b.project = m.project and b.user_type = 'Bot' and b.user_id = ${clientId})`

export const actedForById = statementByNames<{ project: string; membershipId: string; clientId: string }, ActedForRow>(
  'access.acted-for-by-id',
  ({ project, membershipId, clientId }) =>
    actedFor(sql`project = ${project} and id = ${membershipId}`, sql`${clientId}`),
)

/** No two users act as the same profile. */
export const actedForByProfile = statementByNames<{ project: string; profile: string; clientId: string }, ActedForRow>(
  'access.acted-for-by-profile',
  ({ project, profile, clientId }) =>
    actedFor(sql`project = ${project} and profile = ${profile} and user_type = 'User'`, sql`${clientId}`),
)

/** Notes that a client acted for a member, once an hour at most. */
export const noteActing = statementByNames<
  { project: string; membershipId: string; clientId: string; how: string; now: Date },
  never
>(
  'access.note-acting',
  ({ project, membershipId, clientId, how, now }) => sql`
    insert into acting (project, membership_id, client_id, how, acted_at)
    values (${project}, ${membershipId}, ${clientId}, ${how}, ${now})
    on conflict (project, membership_id, client_id) do update
    set how = excluded.how, acted_at = excluded.acted_at
    where acting.how <> excluded.how or acting.acted_at < excluded.acted_at - interval '1 hour'`,
)

/** The clients that acted for a member, or that the member no longer lets, the latest first. */
export const actingOfMembership = statement<
  [project: string, membershipId: string],
  { readonly clientId: string; readonly actedAt: Date | null; readonly endedAt: Date | null }
>(
  'access.acting-of-membership',
  (project, membershipId) => sql`
    select client_id::text as "clientId", acted_at as "actedAt", ended_at as "endedAt"
    from acting
    where project = ${project} and membership_id = ${membershipId}
    order by coalesce(acted_at, ended_at) desc, client_id
    limit 100`,
)

/** A member ends that a client acts for them. Of two presses one finds it. */
export const endActing = statementByNames<
  { project: string; membershipId: string; clientId: string; now: Date },
  { readonly clientId: string }
>(
  'access.end-acting',
  ({ project, membershipId, clientId, now }) => sql`
    update acting
    set ended_at = ${now}
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and ended_at is null
    returning client_id::text as "clientId"`,
)

/** The member lets it act again. */
export const allowActing = statementByNames<
  { project: string; membershipId: string; clientId: string },
  { readonly clientId: string }
>(
  'access.allow-acting',
  ({ project, membershipId, clientId }) => sql`
    update acting
    set ended_at = null
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId}
      and ended_at is not null
    returning client_id::text as "clientId"`,
)

/** What is known of a membership or a client that is gone. */
export const forgetActing = statementByNames<{ project: string; id: string }, never>(
  'access.forget-acting',
  ({ project, id }) => sql`
    delete from acting where project = ${project} and (membership_id = ${id} or client_id = ${id})`,
)

/** A token with which a client acts for a person, as it was issued. */
export interface ActingLogin {
  readonly id: string
  readonly project: string
  readonly clientId: string
  /** The scopes of the two tokens that were exchanged, and the one that was asked for: each narrows. */
  readonly actorScope: string
  readonly subjectLoginId: string
  readonly subjectScope: string
  readonly scope: string
  readonly issuedAt: Date
  readonly expiresAt: Date
}

export const insertActingLogin = statementByNames<ActingLogin, never>(
  'access.insert-acting-login',
  ({ id, project, clientId, actorScope, subjectLoginId, subjectScope, scope, issuedAt, expiresAt }) => sql`
    insert into acting_logins
      (id, project, client_id, actor_scope, subject_login_id, subject_scope, scope, issued_at, expires_at)
    values (${id}, ${project}, ${clientId}, ${actorScope}, ${subjectLoginId}, ${subjectScope}, ${scope}, ${issuedAt},
      ${expiresAt})`,
)

export const actingLogin = statement<[id: string], ActingLogin & { readonly revokedAt: Date | null }>(
  'access.acting-login',
  (id) => sql`
    select id::text as id, project::text as project, client_id::text as "clientId", actor_scope as "actorScope",
      subject_login_id::text as "subjectLoginId", subject_scope as "subjectScope", scope, issued_at as "issuedAt",
      expires_at as "expiresAt", revoked_at as "revokedAt"
    from acting_logins
    where id = ${id}`,
)

/** Of two revocations one finds it. */
export const revokeActingLogin = statement<[id: string, now: Date], { readonly id: string }>(
  'access.revoke-acting-login',
  (id, now) => sql`
    update acting_logins
    set revoked_at = ${now}
    where id = ${id} and revoked_at is null
    returning id::text as id`,
)

/** All tokens with which a client acts. */
export const revokeActingLoginsOf = statement<[project: string, clientId: string, now: Date], { readonly id: string }>(
  'access.revoke-acting-logins-of',
  (project, clientId, now) => sql`
    update acting_logins
    set revoked_at = ${now}
    where project = ${project} and client_id = ${clientId} and revoked_at is null and expires_at > ${now}
    returning id::text as id`,
)

export const forgetActingLogins = forgetStatement('access.forget-acting-logins', {
  table: 'acting_logins',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
