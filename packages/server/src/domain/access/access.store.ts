import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { isLimited } from '#domain/logins'

/** Everything that decides whether a login, or a client's Basic credential, is still accepted. */
export interface PrincipalRow {
  readonly loginId: string | null
  readonly rootId: string | null
  readonly project: string
  readonly userId: string | null
  readonly clientId: string | null
  readonly scope: string
  readonly limited: boolean
  /** Chosen during the sign-in. */
  readonly patient: string | null
  /** What an EHR launch gave besides the patient, as JSON. */
  readonly launch: string | null
  readonly granted: boolean
  readonly revoked: boolean
  readonly expiresAt: Date | null
  readonly authenticatedAt: Date | null
  readonly factors: readonly string[] | null
  /** When the login was last used, and until when that suffices; null without limits. */
  readonly lastUsedAt: Date | null
  readonly idleUntil: Date | null
  /** An identity provider proved the person, for this login or its root. */
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
  readonly clientLimit: number | null
  readonly clientNeedsDevice: boolean | null
  readonly userActive: boolean | null
  /** The content of the ProjectMembership and the Project. */
  readonly membership: string
  readonly projectContent: string
  /** Whether account or membership demand a second factor, and the ClientApplication if it does: of a login that acts. */
  readonly mfaRequired?: boolean
  readonly demandingClient?: string | null
}

/** How long a shared statement may take: a request waits for the one before it as well. */
const SHARED_MS = 5_000

export const COMMON = sql.raw(`
  m.id::text as "membershipId", m.user_type as "userType", m.profile, m.active as "membershipActive", m.admin,
  p.active as "projectActive", p.super_admin as "superAdmin", c.active as "clientActive", c.kind as "clientKind",
  c.fhir_request_limit as "clientLimit", c.needs_device as "clientNeedsDevice",
  mr.content as membership, pr.content as "projectContent"`)

/**
 * Finds the one row that belongs to an earlier row, in a fixed join order. Choosing an order for eight tables took nine
 * tenths of PostgreSQL's planning time, again on each connection.
 */
const theOne = (row: ReturnType<typeof sql>) => sql`lateral (${row} offset 0)`

const resourceOf = (type: 'ProjectMembership' | 'Project', id: 'm.id' | 'm.project') =>
  theOne(sql`
    select content from resources
    where project = m.project and type = ${sql.lit(type)} and id = ${sql.raw(id)}::text and not deleted`)

export const RESOURCES = sql`
  cross join ${theOne(sql`select active, super_admin from projects where id = m.project`)} p
  cross join ${resourceOf('ProjectMembership', 'm.id')} mr
  cross join ${resourceOf('Project', 'm.project')} pr`

/** How a login `l` is read: as it is, or as it will be once its code is spent or its token has rotated. */
interface Granting {
  readonly granted: ReturnType<typeof sql>
  readonly outlivesRoot: ReturnType<typeof sql>
  readonly expiresAt: ReturnType<typeof sql>
}

const AS_IT_IS: Granting = {
  granted: sql`l.granted_at is not null`,
  outlivesRoot: sql`l.outlives_root`,
  expiresAt: sql`l.expires_at`,
}

/** The columns of a `PrincipalRow`, for a login `l` and what `principalJoins` adds. */
export const principalColumns = (granting: Partial<Granting> = {}) => {
  const { granted, outlivesRoot, expiresAt } = { ...AS_IT_IS, ...granting }
  return sql`
    l.id::text as "loginId", l.root_id::text as "rootId", l.project::text as project, l.user_id::text as "userId",
      l.client_id::text as "clientId", l.scope, ${isLimited('c.identity_alone')} as limited, l.patient, l.launch, ${granted} as granted,
      (l.revoked_at is not null or t.revoked_at is not null
        or coalesce(m.signed_out_at >= coalesce(l.authenticated_at, t.authenticated_at), false)) as revoked,
      case
        when t.id is null or ${outlivesRoot} then ${expiresAt}
        else least(${expiresAt}, coalesce(t.authenticated_at + make_interval(secs => l.overall_seconds), t.ends_at))
      end as "expiresAt",
      coalesce(l.authenticated_at, t.authenticated_at) as "authenticatedAt", coalesce(l.factors, t.factors) as factors,
      coalesce(l.idle_from, t.last_used_at, t.authenticated_at) as "lastUsedAt",
      case
        when not ${outlivesRoot} then coalesce(l.idle_from, t.last_used_at, t.authenticated_at)
          + make_interval(secs => coalesce(l.idle_seconds, t.idle_seconds))
      end as "idleUntil",
      (l.provider_key is not null or t.provider_key is not null) as "vouchedFor",
      u.active as "userActive", ${COMMON}`
}

export const principalJoins = sql`
    cross join ${theOne(sql`select * from memberships where project = l.project and id = l.membership_id`)} m
    ${RESOURCES}
    left join ${theOne(sql`select * from login_roots where id = l.root_id`)} t on true
    left join ${theOne(sql`select active, kind, fhir_request_limit, needs_device, identity_alone from clients where id = l.client_id`)} c on true
    left join ${theOne(sql`select active, mfa_required from users where id = l.user_id`)} u on true`

/** Finds the login first, by its unique index: a plan made without statistics began with all logins of a membership. */
const principalWhere = (condition: ReturnType<typeof sql>, more: ReturnType<typeof sql> = sql``) => sql`
    select ${principalColumns()}${more}
    from (select * from logins where ${condition} offset 0) l
    ${principalJoins}`

/** What demands a second factor, beside the project and the policies, which are read anyway. Most clients demand none. */
const DEMANDS = sql.raw(`,
      coalesce(u.mfa_required, false) or m.mfa_required as "mfaRequired",
      (select r.content from resources r
        where r.project = l.project and r.type = 'ClientApplication' and r.id = l.client_id::text and not r.deleted
          and r.content ~ '"(mfaRequired":true|minimumAcr":)') as "demandingClient"`)

export const principalOfLogin = statement<[loginId: string], PrincipalRow>('access.principal-of-login', (loginId) =>
  principalWhere(sql`id = ${loginId}`, DEMANDS),
)

/** The same by the login's present or spent code: sent together with the statement that spends it. */
export const principalOfCode = statement<[codeHash: string], PrincipalRow>('access.principal-of-code', (codeHash) =>
  principalWhere(sql`code_hash = ${codeHash}`),
)

/** The same by the refresh token family: sent together with the statement that rotates the token. */
export const principalOfFamily = statement<[family: string], PrincipalRow>('access.principal-of-family', (family) =>
  principalWhere(sql`refresh_family = ${family}`),
)

const OF_CLIENT = sql`
    null as "loginId", null as "rootId", c.project::text as project, null as "userId", c.id::text as "clientId",
      '' as scope, false as limited, null as patient, null as launch, true as granted, false as revoked,
      null as "expiresAt", null as "authenticatedAt",
      null::text[] as factors, null::timestamptz as "lastUsedAt", null::timestamptz as "idleUntil",
      false as "vouchedFor", null as "userActive", ${COMMON}`

/** A client acting as itself, through its own membership. */
export const principalOfClient = statement<[clientId: string], PrincipalRow>(
  'access.principal-of-client',
  (clientId) => sql`
    select ${OF_CLIENT}
    from clients c
    join memberships m on m.project = c.project and m.user_type = 'ClientApplication' and m.user_id = c.id
    ${RESOURCES}
    where c.id = ${clientId}
    order by m.id
    limit 1`,
)

/** The same for several clients, each given once. */
export const principalsOfClients = statement<[clientIds: readonly string[]], PrincipalRow>(
  'access.principals-of-clients',
  (clientIds) => sql`
    select ${OF_CLIENT}
    from unnest(${clientIds}::uuid[]) as asked (id)
    cross join ${theOne(sql`select * from clients where id = asked.id`)} c
    cross join lateral (
      select * from memberships
      where project = c.project and user_type = 'ClientApplication' and user_id = c.id
      order by id
      limit 1
    ) m
    ${RESOURCES}`,
  { timeoutMs: SHARED_MS },
)

/** A membership and its project as stored: what says which policies it has. */
export const storedMembership = statement<
  [project: string, id: string],
  Pick<PrincipalRow, 'membership' | 'projectContent'>
>(
  'access.stored-membership',
  (project, id) => sql`
    select mr.content as membership, pr.content as "projectContent"
    from memberships m
    ${RESOURCES}
    where m.project = ${project} and m.id = ${id}`,
)

export interface PolicyVersion {
  readonly id: string
  readonly version: number
  /** Its size in clauses; null if it was written before there were limits and could not be measured. */
  readonly clauses: number | null
  readonly mfaRequired: boolean | null
  readonly minimumAcr: string | null
}

/** Which version each of the named policies has, how large it is, and what it demands of sign-ins. */
export const policyVersions = statement<[project: string, ids: readonly string[]], PolicyVersion>(
  'access.policy-versions',
  (project, ids) => sql`
    select r.id, r.version, p.clauses, p.mfa_required as "mfaRequired", p.minimum_acr as "minimumAcr"
    from resources r
    left join access_policies p on p.project = r.project and p.id = r.id
    where r.project = ${project} and r.type = 'AccessPolicy' and r.id = any(${ids}::text[]) and not r.deleted`,
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

/** The row is locked until the transaction ends, so that a membership that adds the policy meanwhile sees its new size. */
export const putPolicySize = statement<[project: string, id: string, clauses: number], never>(
  'access.put-policy-size',
  (project, id, clauses) => sql`
    insert into access_policies (project, id, clauses)
    values (${project}, ${id}, ${clauses})
    on conflict (project, id) do update set clauses = excluded.clauses`,
)

/** What a policy demands of the sign-ins of its members; its row has its size already. */
export const putPolicyDemands = statementByNames<
  { project: string; id: string; mfaRequired: boolean; minimumAcr: string | null; needsDevice: boolean },
  never
>(
  'access.put-policy-demands',
  ({ project, id, mfaRequired, minimumAcr, needsDevice }) => sql`
    update access_policies
    set mfa_required = ${mfaRequired}, minimum_acr = ${minimumAcr}, needs_device = ${needsDevice}
    where project = ${project} and id = ${id}`,
)

/** Whether one of some policies is for people whose provider vouches for their device. */
export const needDevice = statement<[project: string, ids: readonly string[]], { needDevice: boolean }>(
  'access.need-device',
  (project, ids) => sql`
    select exists (
      select 1 from access_policies where project = ${project} and id = any(${ids}::text[]) and needs_device
    ) as "needDevice"`,
)

export const deletePolicySize = statement<[project: string, id: string], never>(
  'access.delete-policy-size',
  (project, id) => sql`delete from access_policies where project = ${project} and id = ${id}`,
)

/** The sizes of policies, locked against growth until this transaction ends. */
export const lockPolicySizes = statement<
  [project: string, ids: readonly string[]],
  { readonly id: string; readonly clauses: number }
>(
  'access.lock-policy-sizes',
  (project, ids) => sql`
    select id, clauses from access_policies
    where project = ${project} and id = any(${ids}::text[])
    order by id
    for share`,
)

/** A membership that uses a policy beside others and would have too many clauses. */
export const overfullByPolicy = statement<
  [project: string, policy: string, most: number],
  { readonly membership: string; readonly clauses: number }
>(
  'access.overfull-by-policy',
  (project, policy, most) => sql`
    select o.membership, sum(o.times * p.clauses)::integer as clauses
    from policy_uses u
    join policy_uses o on o.project = u.project and o.membership = u.membership
    join access_policies p on p.project = o.project and p.id = o.policy
    where u.project = ${project} and u.policy = ${policy}
    group by o.membership
    having sum(o.times * p.clauses) > ${most}
    limit 1`,
)

export const putPolicyUses = statement<[project: string, membership: string, policies: readonly string[]], never>(
  'access.put-policy-uses',
  (project, membership, policies) => sql`
    insert into policy_uses (project, policy, membership, times)
    select ${project}::uuid, policy, ${membership}, count(*)
    from unnest(${policies}::text[]) as policy
    group by policy`,
)

export const deletePolicyUses = statement<[project: string, membership: string], never>(
  'access.delete-policy-uses',
  (project, membership) => sql`delete from policy_uses where project = ${project} and membership = ${membership}`,
)

export interface Unmeasured {
  readonly project: string
  readonly type: 'AccessPolicy' | 'ProjectMembership'
  readonly id: string
  /** Null if it has been deleted meanwhile. */
  readonly content: string | null
}

/** Takes some unmeasured resources off the list; another node takes others. */
export const takeUnmeasured = statement<[most: number], Unmeasured>(
  'access.take-unmeasured',
  (most) => sql`
    with taken as (
      delete from unmeasured_policies
      where (project, type, id) in (
        select project, type, id from unmeasured_policies order by project, type, id limit ${most} for update skip locked
      )
      returning project, type, id
    )
    select taken.project::text as project, taken.type, taken.id, r.content
    from taken
    left join resources r on r.project = taken.project and r.type = taken.type and r.id = taken.id and not r.deleted`,
)

export interface StoredText {
  readonly project: string
  readonly id: string
  readonly content: string
}

/** All policies of all projects, a page at a time. */
export const everyPolicy = statement<[afterProject: string, afterId: string, most: number], StoredText>(
  'access.every-policy',
  (afterProject, afterId, most) => sql`
    select r.project::text as project, r.id, r.content
    from projects p
    join resources r on r.project = p.id and r.type = 'AccessPolicy' and not r.deleted
    where (r.project, r.id) > (${afterProject}::uuid, ${afterId})
    order by r.project, r.id
    limit ${most}`,
  { byValues: true },
)

/** All memberships that may be given several policies, a page at a time. */
export const everySharedMembership = statement<[afterProject: string, afterId: string, most: number], StoredText>(
  'access.every-shared-membership',
  (afterProject, afterId, most) => sql`
    select r.project::text as project, r.id, r.content
    from memberships m
    join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
    where (r.project, r.id) > (${afterProject}::uuid, ${afterId}) and position('"access":[' in r.content) > 0
    order by r.project, r.id
    limit ${most}`,
  { byValues: true },
)

/** The memberships of a client or Bot whose code or credential is about to change. */
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

/** A person's accounts, for a larger query: those with the same address count as the same person's. */
export const accountsOf = (userId: PlaceholderFor<string>) => sql`
  select ${userId}::uuid
  union
  select o.id from users u join users o on o.email = u.email where u.id = ${userId}::uuid`

/** All memberships that a person has in a project. */
export const membershipsOfPerson = statement<[project: string, userId: string], { content: string }>(
  'access.memberships-of-person',
  (project, userId) => sql`
    select r.content
    from memberships m
    join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
    where m.project = ${project} and m.user_type = 'User' and m.user_id in (${accountsOf(userId)})`,
)

/** Whether two accounts are one person's. */
export const isSamePerson = statement<[userId: string, otherId: string], { same: boolean }>(
  'access.is-same-person',
  (userId, otherId) => sql`select ${otherId}::uuid in (${accountsOf(userId)}) as same`,
)
