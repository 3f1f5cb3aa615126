import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { heldClientRow } from '#domain/clients'

export interface DomainRow {
  readonly id: string
  /** The system project: for every project. */
  readonly project: string
  readonly domain: string
  /** What its TXT record must hold. */
  readonly token: string
  readonly status: 'pending' | 'proven' | 'suspended'
  readonly enforced: boolean
  readonly misses: number
  /** Of the provider that signs its people in: its own, or one of the project that it names. */
  readonly providerKey: string
}

const PROVIDER = `coalesce(d.provider_key, 'domain:' || d.id::text) as "providerKey"`
const COLUMNS = sql.raw(
  `d.id::text as id, d.project::text as project, d.domain, d.token, d.status, d.enforced, d.misses, ${PROVIDER}`,
)

/** Serialises adding domains to a project, until the transaction ends: each insert sees all earlier ones. */
export const lockDomains = statement<[project: string], { locked: string }>(
  'domains.lock-project',
  (project) => sql`select pg_advisory_xact_lock(hashtextextended(${project}::text, 3))::text as locked`,
)

/**
 * Adds a domain, unless the project has the most it may; call it under `lockDomains`. @throws {UniqueViolation} If it has
 * this one.
 */
export const insertDomain = statementByNames<
  { id: string; project: string; domain: string; token: string; most: number },
  { id: string }
>(
  'domains.insert',
  ({ id, project, domain, token, most }) => sql`
    insert into domains (id, project, domain, token, status)
    select ${id}, ${project}, ${domain}, ${token}, 'pending'
    where (select count(*) from domains where project = ${project}) < ${most}
    returning id::text as id`,
)

export const domainById = statement<[project: string, id: string], DomainRow>(
  'domains.by-id',
  (project, id) => sql`select ${COLUMNS} from domains d where d.project = ${project} and d.id = ${id}`,
)

/** Waits for sign-ins of the domain that are under way, so that they can be ended. */
export const lockDomain = statement<[project: string, id: string], DomainRow>(
  'domains.lock',
  (project, id) => sql`select ${COLUMNS} from domains d where d.project = ${project} and d.id = ${id} for update`,
)

export const domainsOfProject = statement<[project: string], DomainRow>(
  'domains.of-project',
  (project) => sql`select ${COLUMNS} from domains d where d.project = ${project} order by d.domain`,
)

export const setEnforced = statement<[enforced: boolean, project: string, id: string], never>(
  'domains.set-enforced',
  (enforced, project, id) => sql`update domains set enforced = ${enforced} where project = ${project} and id = ${id}`,
)

/** Marks a domain as proven. @throws {UniqueViolation} When another project has proven it. */
export const markProven = statement<[dueAt: Date, project: string, id: string], { id: string }>(
  'domains.mark-proven',
  (dueAt, project, id) => sql`
    update domains set status = 'proven', misses = 0, due_at = ${dueAt}
    where project = ${project} and id = ${id}
    returning id::text as id`,
)

export const deleteDomain = statement<[project: string, id: string], never>(
  'domains.delete',
  (project, id) => sql`delete from domains where project = ${project} and id = ${id}`,
)

/** Takes some due domains for this node. They are due again at `again`, should the node die meanwhile. */
export const takeDueDomains = statement<[now: Date, again: Date, limit: number], DomainRow>(
  'domains.take-due',
  (now, again, limit) => sql`
    update domains d set due_at = ${again}::timestamptz
    where d.id in (
      select id from domains where due_at <= ${now}::timestamptz order by due_at limit ${limit} for update skip locked
    )
    returning ${COLUMNS}`,
)

/** Notes that the record was missing, unless the domain was checked again since it was taken. */
export const countMiss = statementByNames<
  { dueAt: Date; most: number; id: string; takenUntil: Date },
  { misses: number; status: DomainRow['status'] }
>(
  'domains.count-miss',
  ({ dueAt, most, id, takenUntil }) => sql`
    update domains
    set misses = misses + 1, due_at = ${dueAt},
      status = case when misses + 1 >= ${most}::integer then 'suspended' else status end
    where id = ${id} and due_at = ${takenUntil} and status <> 'pending'
    returning misses, status`,
)

/** Notes that the record was there. A suspended domain is proven again, unless another project has proven it since. */
export const countHit = statement<[dueAt: Date, id: string, takenUntil: Date], { status: DomainRow['status'] }>(
  'domains.count-hit',
  (dueAt, id, takenUntil) => sql`
    update domains d
    set misses = 0, due_at = ${dueAt},
      status = case when exists (select 1 from domains o where o.domain = d.domain and o.status = 'proven' and o.id <> d.id)
        then d.status else 'proven' end
    where d.id = ${id} and d.due_at = ${takenUntil} and d.status <> 'pending'
    returning d.status`,
)

export interface RuleRow {
  readonly id: string
  readonly project: string
  readonly domain: string
  readonly status: 'proven' | 'suspended'
  readonly providerKey: string
}

const RULE = sql.raw(`d.id::text as id, d.project::text as project, d.domain, d.status, ${PROVIDER}`)

/** The enforced rules of a domain in some projects: a project's own before the operator's. */
export const rulesOfDomain = statement<[domain: string, projects: readonly string[], systemProject: string], RuleRow>(
  'domains.rules',
  (domain, projects, systemProject) => sql`
    select ${RULE} from domains d
    where d.domain = ${domain} and d.enforced and d.status <> 'pending'
      and (d.project = any(${projects}::uuid[]) or d.project = ${systemProject}::uuid)
    order by d.project = ${systemProject}::uuid`,
)

/**
 * The same as JSON, for a statement that reads more of a person `u`: in the given project and in those of their memberships.
 */
export const rulesAsJson = (
  domain: PlaceholderFor<string>,
  project: PlaceholderFor<string | null>,
  systemProject: PlaceholderFor<string>,
) => sql`
  (select coalesce(json_agg(row_to_json(o)), '[]'::json) from (
    select ${RULE} from domains d
    where d.domain = ${domain} and d.enforced and d.status <> 'pending' and (
      d.project in (${project}::uuid, ${systemProject}::uuid)
      or d.project in (select m.project from memberships m where m.user_id = u.id)
    )
    order by d.project = ${systemProject}::uuid
  ) o)`

export interface HeldWayRow {
  /** Null if no client is locked. */
  readonly clientVersion: string | null
  readonly rules: readonly (Omit<RuleRow, 'status'> & Pick<DomainRow, 'status' | 'enforced'>)[]
}

/**
 * Locks what decides a way until the transaction ends, so that enforcing a domain or changing the app cannot overtake the
 * sign-in. The app is locked first. Domains that are not enforced yet are locked too: their state after the wait is seen.
 */
export const holdWay = statementByNames<
  { clientId: string | null; domain: string | null; projects: readonly string[]; systemProject: string },
  HeldWayRow
>(
  'domains.hold-way',
  ({ clientId, domain, projects, systemProject }) => sql`
    with client as materialized (${heldClientRow(clientId)}
    ), rules as materialized (
      select ${RULE}, d.enforced from domains d
      where d.domain = ${domain} and (d.project = any(${projects}::uuid[]) or d.project = ${systemProject}::uuid)
        and (select count(*) from client) >= 0
      order by d.project = ${systemProject}::uuid
      for share of d
    )
    select (select version from client) as "clientVersion",
      coalesce((select json_agg(row_to_json(rules)) from rules), '[]'::json) as rules`,
)

/** Whether a project has an enforced domain. */
export const anyDomain = statement<[project: string, systemProject: string], { id: string }>(
  'domains.any',
  (project, systemProject) => sql`
    select d.id::text as id from domains d
    where d.enforced and d.status <> 'pending' and d.project in (${project}::uuid, ${systemProject}::uuid)
    limit 1`,
)

export const ruleById = statement<[id: string], RuleRow>(
  'domains.rule',
  (id) => sql`select ${RULE} from domains d where d.id = ${id} and d.enforced and d.status = 'proven'`,
)

/** The enforced rule of a domain in whichever project has proven it: only one can. */
export const provenRuleOf = statement<[domain: string], RuleRow>(
  'domains.proven-rule',
  (domain) => sql`
    select ${RULE} from domains d where d.domain = ${domain} and d.enforced and d.status = 'proven' limit 1`,
)

/** The rule of an id, held until the transaction ends. */
export const heldRuleById = statement<[id: string], RuleRow & { readonly enforced: boolean }>(
  'domains.held-rule',
  (id) => sql`select ${RULE}, d.enforced from domains d where d.id = ${id} for share`,
)

/** The rules of the domains that name a provider of their project. */
export const rulesByProvider = statement<[providerKey: string], RuleRow>(
  'domains.rules-by-provider',
  (providerKey) => sql`
    select ${RULE} from domains d
    where d.provider_key = ${providerKey} and d.enforced and d.status = 'proven'
    order by d.id`,
)

/** The same with those that are not in force, held until the transaction ends. */
export const heldRulesByProvider = statement<[providerKey: string], RuleRow & { readonly enforced: boolean }>(
  'domains.held-rules-by-provider',
  (providerKey) => sql`
    select ${RULE}, d.enforced from domains d where d.provider_key = ${providerKey} order by d.id for share`,
)

export const setProvider = statement<[providerKey: string | null, project: string, id: string], never>(
  'domains.set-provider',
  (providerKey, project, id) => sql`
    update domains set provider_key = ${providerKey} where project = ${project} and id = ${id}`,
)

/** The emergency account of a project, and its owner. */
export const emergencyOf = statement<[project: string], { id: string; userId: string }>(
  'domains.emergency-of',
  (project) => sql`
    select m.id::text as id, m.user_id::text as "userId"
    from projects p join memberships m on m.project = p.id and m.id = p.emergency_membership
    where p.id = ${project} and m.active and m.admin and m.user_type = 'User'`,
)

/**
 * Whether a membership is the emergency account of its project, which it stays until the transaction ends: whoever sets
 * another one comes first or waits. Locks the membership before the project, as its own changes do.
 */
export const heldEmergency = statement<[project: string, membershipId: string], { id: string }>(
  'domains.held-emergency',
  (project, membershipId) => sql`
    with m as materialized (
      select id from memberships
      where project = ${project} and id = ${membershipId} and active and admin and user_type = 'User'
      for share
    )
    select m.id::text as id from m join projects p on p.id = ${project} and p.emergency_membership = m.id for share of p`,
)

/** The address of a membership's owner, and whether it is the project's emergency account, which stays so meanwhile. */
export const emergencyMembership = statement<
  [project: string, membershipId: string],
  { email: string | null; isEmergency: boolean }
>(
  'domains.emergency-membership',
  (project, membershipId) => sql`
    select u.email, coalesce(p.emergency_membership = m.id, false) as "isEmergency"
    from memberships m join users u on u.id = m.user_id join projects p on p.id = m.project
    where m.project = ${project} and m.id = ${membershipId} and m.user_type = 'User'
    for no key update of p`,
)

export const putEmergency = statement<[membershipId: string | null, project: string], never>(
  'domains.put-emergency',
  (membershipId, project) => sql`update projects set emergency_membership = ${membershipId} where id = ${project}`,
)

/** A membership that could be the emergency account: of an administrator who has an active account and a password. */
export const maybeEmergency = statement<
  [project: string, membershipId: string],
  { admin: boolean; active: boolean; hasPassword: boolean; hasFactor: boolean }
>(
  'domains.maybe-emergency',
  (project, membershipId) => sql`
    select m.admin, m.active and u.active as active,
      u.password_hash is not null and u.email_proven_at is not null as "hasPassword",
      exists (select 1 from factors f where f.user_id = u.id and f.kind = 'totp' and f.confirmed_at is not null)
        or exists (select 1 from passkeys k where k.user_id = u.id) as "hasFactor"
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.id = ${membershipId} and m.user_type = 'User'`,
)

/**
 * The proven addresses of a project's administrators with the admin flag, who answer for it; for the operator's own, of
 * those of the server.
 */
export const administratorsOf = statement<
  [project: string, systemProject: string],
  { email: string; language: string | null }
>(
  'domains.administrators-of',
  (project, systemProject) => sql`
    select distinct u.email, u.language
    from memberships m join users u on u.id = m.user_id and u.active join projects p on p.id = m.project
    where m.admin and m.active and m.user_type = 'User' and u.email is not null and u.email_proven_at is not null
      and (p.id = ${project}::uuid or (${project}::uuid = ${systemProject}::uuid and p.super_admin))`,
)

/**
 * People whose address may be in a domain, with a membership in the project, or in any for the operator's: those whose
 * domain is written as in DNS, and those whose spelling SQL cannot compare.
 */
export const peopleOfDomain = statement<
  [domain: string, project: string, systemProject: string],
  { id: string; email: string }
>(
  'domains.people',
  (domain, project, systemProject) => sql`
    select u.id::text as id, u.email from (
      select id, email from users where rtrim(substring(email from '[^@]*$'), '.') = ${domain}
      union
      select id, email from users where substring(email from '[^@]*$') !~ '^[a-z0-9.-]*$'
    ) u
    where exists (
      select 1 from memberships m
      where m.user_id = u.id and m.user_type = 'User'
        and (m.project = ${project}::uuid or ${project}::uuid = ${systemProject}::uuid)
    )`,
)

/**
 * How many active members of a project have an address in a domain as DNS writes it, and how many of them one provider
 * has signed in: the others must be able to sign in with it once the domain is enforced. Without a project: of all
 * of them, for a domain of the operator.
 */
export const countOfDomain = statement<
  [domain: string, project: string | null, providerKey: string | null],
  { people: number; linked: number }
>(
  'domains.count',
  (domain, project, providerKey) => sql`
    select count(*)::int as people, count(*) filter (where exists (
      select 1 from identities i
      where i.user_id = u.id and i.provider_key = ${providerKey}
        and (${project}::uuid is null or i.project = ${project}::uuid)
    ))::int as linked
    from users u
    where rtrim(substring(u.email from '[^@]*$'), '.') = ${domain} and exists (
      select 1 from memberships m
      where m.user_id = u.id and m.user_type = 'User' and m.active
        and (${project}::uuid is null or m.project = ${project}::uuid)
    )`,
)
