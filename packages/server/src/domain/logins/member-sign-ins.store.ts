import { sql, statement, statementByNames } from '#base/db'

export interface MemberLoginRow {
  readonly id: string
  /** Null for a machine's own login. */
  readonly rootId: string | null
  readonly clientId: string | null
  readonly startedAt: Date
  /** Null for a machine's own login. */
  readonly provenAt: Date | null
  readonly lastUsedAt: Date
  readonly sealedOrigin: string | null
}

/** A membership's logins that still work, the last used first. */
export const loginsOfMembership = statement<[project: string, membershipId: string, now: Date], MemberLoginRow>(
  'logins.of-membership',
  (project, membershipId, now) => sql`
    select l.id::text as id, l.root_id::text as "rootId", l.client_id::text as "clientId",
      l.created_at as "startedAt", t.authenticated_at as "provenAt", l.last_used_at as "lastUsedAt",
      t.sealed_place as "sealedOrigin"
    from logins l left join login_roots t on t.id = l.root_id
    where l.project = ${project} and l.membership_id = ${membershipId} and l.granted_at is not null
      and l.revoked_at is null and t.revoked_at is null and l.expires_at > ${now}
    order by l.last_used_at desc, l.id
    limit 100`,
)

/** Where a page of sign-ins begins: after this one. */
export interface SignInPosition {
  readonly at: Date
  readonly id: string
}

export interface SignedInRow extends MemberLoginRow {
  readonly membershipId: string
}

/** The logins of a project's people that still work, the latest first; null cursors begin at the first, null lists are all. */
export const loginsOfPeople = statementByNames<
  {
    project: string
    now: Date
    at: Date | null
    id: string | null
    members: readonly string[] | null
    clients: readonly string[] | null
    limit: number
  },
  SignedInRow
>(
  'logins.of-people',
  ({ project, now, at, id, members, clients, limit }) => sql`
    select l.id::text as id, l.root_id::text as "rootId", l.client_id::text as "clientId",
      l.membership_id::text as "membershipId", l.created_at as "startedAt", t.authenticated_at as "provenAt",
      l.last_used_at as "lastUsedAt", t.sealed_place as "sealedOrigin"
    from logins l join login_roots t on t.id = l.root_id
    where l.project = ${project} and l.root_id is not null and l.membership_id is not null and l.granted_at is not null
      and l.revoked_at is null and t.revoked_at is null and l.expires_at > ${now}
      and (${members}::uuid[] is null or l.membership_id = any(${members}::uuid[]))
      and (${clients}::uuid[] is null or l.client_id = any(${clients}::uuid[]))
      and (${at}::timestamptz is null or (l.created_at, l.id) < (${at}::timestamptz, ${id}::uuid))
    order by l.created_at desc, l.id desc
    limit ${limit}`,
  { byValues: true },
)

/** The table belongs to `domain/memberships`; `useRootInProject` and `putCode` heed the time. */
export const signOutMember = statement<[now: Date, project: string, membershipId: string], never>(
  'logins.sign-out-member',
  (now, project, membershipId) => sql`
    update memberships set signed_out_at = ${now} where project = ${project} and id = ${membershipId}`,
)

/** A person's memberships whose sign-ins an administrator has ended since the person proved themselves. */
export const membershipsSignedOut = statement<[userId: string, authenticatedAt: Date], { id: string }>(
  'logins.memberships-signed-out',
  (userId, authenticatedAt) => sql`
    select id::text as id from memberships
    where user_id = ${userId} and user_type = 'User' and signed_out_at >= ${authenticatedAt}::timestamptz`,
)

export const revokeLoginOfMembership = statementByNames<
  { now: Date; why: string; project: string; membershipId: string; loginId: string },
  { id: string }
>(
  'logins.revoke-one-of-membership',
  ({ now, why, project, membershipId, loginId }) => sql`
    update logins set revoked_at = ${now}, revoked_why = ${why}
    where id = ${loginId} and project = ${project} and membership_id = ${membershipId} and revoked_at is null
    returning id::text as id`,
)
