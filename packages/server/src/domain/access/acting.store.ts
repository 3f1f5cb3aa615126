import { sql, statementByNames } from '#base/db'
import { COMMON, type PrincipalRow, RESOURCES } from './access.store.ts'

/** A member for whom a client wants to act: no sign-in of theirs says anything here. */
export interface ActedForRow extends PrincipalRow {
  /** Invited, and never signed in. */
  readonly pending: boolean
  /** The person ended it on their page. */
  readonly ended: boolean
}

/** The client in whose name the rules of the app hold too: its demand for a second factor, or for a device. */
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
    join clients c on c.project = m.project and c.id = ${clientId}
    left join users u on m.user_type = 'User' and u.id = m.user_id
    left join acting a on a.project = m.project and a.membership_id = m.id and a.client_id = c.id
    ${RESOURCES}`

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

/** What is known of a membership or a client that is gone. */
export const forgetActing = statementByNames<{ project: string; id: string }, never>(
  'access.forget-acting',
  ({ project, id }) => sql`
    delete from acting where project = ${project} and (membership_id = ${id} or client_id = ${id})`,
)
