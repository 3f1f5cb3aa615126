import { sql, statement } from '#base/db'

/** All that decides whether a login, or a client's Basic credential, still stands for somebody. */
export interface PrincipalRow {
  readonly loginId: string | null
  readonly rootId: string | null
  readonly project: string
  readonly userId: string | null
  readonly clientId: string | null
  readonly scope: string
  readonly limited: boolean
  /** Chosen at the sign-in. */
  readonly patient: string | null
  /** What an EHR launch gave beside the patient, as JSON. */
  readonly launch: string | null
  readonly granted: boolean
  readonly revoked: boolean
  readonly expiresAt: Date | null
  readonly authenticatedAt: Date | null
  readonly factors: readonly string[] | null
  /** Where limits hold for this login: when it was last used, and until when that is enough. */
  readonly lastUsedAt: Date | null
  readonly idleUntil: Date | null
  /** An identity provider proved the person, to this login or its root. */
  readonly vouchedFor: boolean
  readonly membershipId: string | null
  readonly userType: 'User' | 'ClientApplication' | 'Bot'
  readonly profile: string
  readonly membershipActive: boolean
  readonly admin: boolean
  readonly projectActive: boolean
  readonly superAdmin: boolean
  readonly clientActive: boolean | null
  readonly clientKind: string | null
  readonly userActive: boolean | null
  /** The ProjectMembership and the Project, as stored. */
  readonly membership: string
  readonly projectContent: string
}

const COMMON = sql.raw(`
  m.id::text as "membershipId", m.user_type as "userType", m.profile, m.active as "membershipActive", m.admin,
  p.active as "projectActive", p.super_admin as "superAdmin", c.active as "clientActive", c.kind as "clientKind",
  mr.content as membership, pr.content as "projectContent"`)

const RESOURCES = sql.raw(`
  join projects p on p.id = m.project
  join resources mr on mr.project = m.project and mr.type = 'ProjectMembership' and mr.id = m.id::text and not mr.deleted
  join resources pr on pr.project = m.project and pr.type = 'Project' and pr.id = m.project::text and not pr.deleted`)

export const principalOfLogin = statement<[loginId: string], PrincipalRow>(
  'access.principal-of-login',
  (loginId) => sql`
    select l.id::text as "loginId", l.root_id::text as "rootId", l.project::text as project, l.user_id::text as "userId",
      l.client_id::text as "clientId", l.scope, l.limited, l.patient, l.launch, l.granted_at is not null as granted,
      (l.revoked_at is not null or t.revoked_at is not null) as revoked,
      case when t.id is null or l.outlives_root then l.expires_at else least(l.expires_at, coalesce(t.authenticated_at + make_interval(secs => l.overall_seconds), t.ends_at)) end as "expiresAt",
      coalesce(l.authenticated_at, t.authenticated_at) as "authenticatedAt", coalesce(l.factors, t.factors) as factors,
      coalesce(l.idle_from, t.last_used_at, t.authenticated_at) as "lastUsedAt",
      case when not l.outlives_root then coalesce(l.idle_from, t.last_used_at, t.authenticated_at) + make_interval(secs => coalesce(l.idle_seconds, t.idle_seconds)) end as "idleUntil",
      (l.provider_key is not null or t.provider_key is not null) as "vouchedFor",
      u.active as "userActive", ${COMMON}
    from logins l
    join memberships m on m.project = l.project and m.id = l.membership_id
    ${RESOURCES}
    left join login_roots t on t.id = l.root_id
    left join clients c on c.id = l.client_id
    left join users u on u.id = l.user_id
    where l.id = ${loginId}`,
)

/** A client acting by itself, through its own membership. */
export const principalOfClient = statement<[clientId: string], PrincipalRow>(
  'access.principal-of-client',
  (clientId) => sql`
    select null as "loginId", null as "rootId", c.project::text as project, null as "userId", c.id::text as "clientId",
      '' as scope, false as limited, null as patient, null as launch, true as granted, false as revoked, null as "expiresAt", null as "authenticatedAt",
      null::text[] as factors, null::timestamptz as "lastUsedAt", null::timestamptz as "idleUntil",
      false as "vouchedFor", null as "userActive", ${COMMON}
    from clients c
    join memberships m on m.project = c.project and m.user_type = 'ClientApplication' and m.user_id = c.id
    ${RESOURCES}
    where c.id = ${clientId}
    order by m.id
    limit 1`,
)

export interface PolicyRow {
  readonly id: string
  readonly version: number
  readonly content: string
}

export const policiesByIds = statement<[project: string, ids: readonly string[]], PolicyRow>(
  'access.policies',
  (project, ids) => sql`
    select id, version, content from resources
    where project = ${project} and type = 'AccessPolicy' and id = any(${ids}::text[]) and not deleted`,
)

/** The membership of a client or Bot whose code or credential is about to change hands. */
export const membershipsOfPrincipal = statement<
  [project: string, userType: string, userId: string],
  { content: string }
>(
  'access.memberships-of-principal',
  (project, userType, userId) => sql`
    select r.content
    from memberships m
    join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
    where m.project = ${project} and m.user_type = ${userType} and m.user_id::text = ${userId}`,
)

export const clientKind = statement<[project: string, id: string], { kind: string }>(
  'access.client-kind',
  (project, id) => sql`select kind from clients where project = ${project} and id::text = ${id}`,
)
