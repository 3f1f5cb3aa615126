import { sql, statement, statementByNames } from '#base/db'

export interface IdentityRow {
  readonly id: string
  readonly project: string
  readonly issuer: string
  readonly subject: string
  readonly userId: string
  readonly membershipId: string | null
  readonly providerKey: string
  readonly profileType: string | null
  readonly linkedAt: Date
  readonly lastUsedAt: Date | null
}

const COLUMNS = sql.raw(`
  i.id::text as id, i.project::text as project, i.issuer, i.subject, i.user_id::text as "userId",
  i.membership_id::text as "membershipId", i.provider_key as "providerKey", i.profile_type as "profileType",
  i.linked_at as "linkedAt", i.last_used_at as "lastUsedAt"`)

/** Serialises the first sign-ins of one person, until their transactions end: of two, one links. */
export const lockSubject = statement<[project: string, issuer: string, subject: string], { locked: string }>(
  'identities.lock-subject',
  (project, issuer, subject) => sql`
    select pg_advisory_xact_lock(
      hashtextextended(${project}::text || ' ' || ${issuer}::text || ' ' || ${subject}::text, 9)
    )::text as locked`,
)

export const identityOfSubject = statement<[project: string, issuer: string, subject: string], IdentityRow>(
  'identities.of-subject',
  (project, issuer, subject) => sql`
    select ${COLUMNS} from identities i
    where i.project = ${project} and i.issuer = ${issuer} and i.subject = ${subject}`,
)

export const identityById = statement<[id: string], IdentityRow>(
  'identities.by-id',
  (id) => sql`select ${COLUMNS} from identities i where i.id = ${id}`,
)

export const identitiesOfUser = statement<[userId: string], IdentityRow>(
  'identities.of-user',
  (userId) => sql`select ${COLUMNS} from identities i where i.user_id = ${userId} order by i.linked_at, i.id`,
)

/** A link that was taken away. */
type GoneRow = Pick<IdentityRow, 'id' | 'project' | 'userId' | 'providerKey'>

const GONE = sql.raw(
  'returning id::text as id, project::text as project, user_id::text as "userId", provider_key as "providerKey"',
)

/** Removes the links to a membership. */
export const deleteOfMembership = statement<[project: string, membershipId: string], GoneRow>(
  'identities.delete-of-membership',
  (project, membershipId) => sql`
    delete from identities where project = ${project} and membership_id = ${membershipId} ${GONE}`,
)

/** Removes the links that were proven by a password, which another person may have known. */
export const deleteProved = statement<[userId: string], GoneRow>(
  'identities.delete-proved',
  (userId) => sql`delete from identities where user_id = ${userId} and how = 'proved' ${GONE}`,
)

/** Removes the links that were made since a time, however. */
export const deleteLinkedSince = statement<[userId: string, since: Date], GoneRow>(
  'identities.delete-linked-since',
  (userId, since) => sql`delete from identities where user_id = ${userId} and linked_at >= ${since} ${GONE}`,
)

/** Links once: a second insert for the same subject does nothing. A link made by signing in is noted as used. */
export const insertIdentity = statementByNames<
  {
    id: string
    project: string
    issuer: string
    subject: string
    userId: string
    membershipId: string | null
    providerKey: string
    how: string
    now: Date
    profileType: string | null
    usedAt: Date | null
  },
  { id: string }
>(
  'identities.insert',
  ({ id, project, issuer, subject, userId, membershipId, providerKey, how, now, profileType, usedAt }) => sql`
    insert into identities (id, project, issuer, subject, user_id, membership_id, provider_key, how, linked_at,
      profile_type, last_used_at)
    values (${id}, ${project}, ${issuer}, ${subject}, ${userId}, ${membershipId}, ${providerKey}, ${how}, ${now},
      ${profileType}, ${usedAt})
    on conflict (project, issuer, subject) do nothing
    returning id::text as id`,
)

/** Gives the links that a provider made its new key. */
export const rekeyLinks = statement<[project: string, from: string, to: string], never>(
  'identities.rekey',
  (project, from, to) => sql`
    update identities set provider_key = ${to} where project = ${project} and provider_key = ${from}`,
)

/** Notes a use, with the profile type that the claims chose this time. */
export const useIdentity = statement<[id: string, profileType: string | null, now: Date], never>(
  'identities.use',
  (id, profileType, now) => sql`
    update identities set last_used_at = ${now}, profile_type = ${profileType} where id = ${id}`,
)

export const deleteIdentity = statement<[id: string, userId: string], GoneRow>(
  'identities.delete',
  (id, userId) => sql`delete from identities where id = ${id} and user_id = ${userId} ${GONE}`,
)

/** A membership that a provider's person could sign in to. */
export interface MembershipOfPerson {
  readonly userId: string
  readonly membershipId: string
  readonly profile: string
  readonly active: boolean
  readonly admin: boolean
  readonly externalIdIssuer: string | null
}

const MEMBERSHIP = sql.raw(`
  m.user_id::text as "userId", m.id::text as "membershipId", m.profile, m.active and u.active as active, m.admin,
  m.external_id_issuer as "externalIdIssuer"`)

/** The memberships with an external id of this issuer, or of no named issuer. */
export const membershipsByExternalId = statement<
  [project: string, externalId: string, issuer: string],
  MembershipOfPerson
>(
  'identities.memberships-by-external-id',
  (project, externalId, issuer) => sql`
    select ${MEMBERSHIP}
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.external_id = ${externalId} and m.user_type = 'User'
      and coalesce(m.external_id_issuer, ${issuer}) = ${issuer}
    order by m.external_id_issuer is null`,
)

/**
 * The memberships in a project of accounts with one of these addresses: the project's own, and server-wide ones. Beside a
 * member's own account, one that an invitation of the same address made does not count: the member accepts it in theirs.
 */
export const membershipsByEmail = statement<
  [project: string, emails: readonly string[], systemProject: string],
  MembershipOfPerson
>(
  'identities.memberships-by-email',
  (project, emails, systemProject) => sql`
    select ${MEMBERSHIP}
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and u.email = any(${emails}::text[])
      and u.project in (${project}::uuid, ${systemProject}::uuid)
      and not (m.invitation_open and u.email_proven_at is null and exists (
        select 1 from users r join memberships o on o.user_id = r.id and o.project = m.project and o.user_type = 'User'
        where r.email = u.email and r.project = u.project and r.email_proven_at is not null
      ))
    order by m.id`,
)

export const membershipsByProfile = statement<[project: string, profile: string], MembershipOfPerson>(
  'identities.memberships-by-profile',
  (project, profile) => sql`
    select ${MEMBERSHIP}
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and m.profile = ${profile}
    order by m.id`,
)

export const membershipsByUser = statement<[project: string, userId: string], MembershipOfPerson>(
  'identities.memberships-by-user',
  (project, userId) => sql`
    select ${MEMBERSHIP}
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and m.user_id = ${userId}
    order by m.id`,
)

/** Locks an account until the transaction ends: what is read of it afterwards stays true. */
export const lockAccount = statement<[userId: string], { id: string }>(
  'identities.lock-account',
  (userId) => sql`select id::text as id from users where id = ${userId} for update`,
)

export interface HeldAccountRow {
  readonly hasPassword: boolean
  readonly hasFactor: boolean
  readonly hasNumber: boolean
  /** Somebody has proven its address, or signed in to it without a provider. An import only says so. */
  readonly isUsed: boolean
  readonly isAdmin: boolean
  readonly isElsewhere: boolean
  readonly isLinked: boolean
  readonly isLinkedElsewhere: boolean
}

/** What an account has for which a provider's word is not enough. Read it under the lock. */
export const heldAccount = statement<[userId: string, project: string, issuer: string], HeldAccountRow>(
  'identities.held-account',
  (userId, project, issuer) => sql`
    select
      u.password_hash is not null or exists (select 1 from imported_passwords w where w.user_id = u.id) as "hasPassword",
      exists (select 1 from factors f where f.user_id = u.id and f.confirmed_at is not null)
        or exists (select 1 from passkeys k where k.user_id = u.id)
        or exists (select 1 from recovery_codes c where c.user_id = u.id) as "hasFactor",
      exists (select 1 from sign_in_numbers n where n.user_id = u.id) as "hasNumber",
      u.email_proven_at is not null and (
        not exists (select 1 from imported_people p where p.user_id = u.id)
        or exists (select 1 from login_roots r where r.user_id = u.id and r.provider_key is null)
      ) as "isUsed",
      exists (
        select 1
        from memberships m join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text
        where m.user_id = u.id and m.user_type = 'User' and (m.admin or position('"adminRole":' in r.content) > 0)
      ) as "isAdmin",
      exists (select 1 from memberships m where m.user_id = u.id and m.user_type = 'User'
        and m.project <> ${project}::uuid) as "isElsewhere",
      exists (select 1 from identities i where i.user_id = u.id and i.project = ${project}::uuid
        and i.issuer = ${issuer}) as "isLinked",
      exists (select 1 from identities i where i.user_id = u.id
        and (i.project <> ${project}::uuid or i.issuer <> ${issuer})) as "isLinkedElsewhere"
    from users u where u.id = ${userId}`,
)

/** The projects of server administrators: no provider signs in there. */
export const superProjects = statement<[], { id: string }>(
  'identities.super-projects',
  () => sql`select id::text as id from projects where super_admin`,
)

/** The projects with a membership by which an issuer's person could be identified; at most two, to tell several from one. */
export const projectsOfPerson = statementByNames<
  { issuer: string; subject: string; usesSubjects: boolean; email: string | null; profile: string | null },
  { project: string }
>(
  'identities.projects-of-person',
  ({ issuer, subject, usesSubjects, email, profile }) => sql`
    with known as (
      select m.id from identities i join memberships m on m.project = i.project and m.user_id = i.user_id
      where i.issuer = ${issuer} and i.subject = ${subject}
      union
      select id from memberships
      where external_id = ${subject}
        and (external_id_issuer = ${issuer} or (external_id_issuer is null and ${usesSubjects}::boolean))
      union
      select m.id from users u join memberships m on m.user_id = u.id
      where u.email = ${email}::text and u.project in (m.project, '00000000-0000-0000-0000-000000000000')
      union
      select id from memberships where profile = ${profile}::text
    )
    select distinct m.project::text as project
    from known join memberships m on m.id = known.id
    join users u on u.id = m.user_id and u.active
    join projects p on p.id = m.project and p.active and not p.super_admin
    where m.user_type = 'User' and m.active
    limit 2`,
)

/** A provider that has signed someone in, and for which project. */
export interface UsedProviderRow {
  readonly providerKey: string
  readonly project: string
}

/** The providers that have signed people in in a browser, the last one first; as long as a sign-in is remembered. */
export const providersOfBrowser = statement<[browserHash: string], UsedProviderRow>(
  'identities.providers-of-browser',
  (browserHash) => sql`
    select t.provider_key as "providerKey", i.project::text as project
    from login_roots t join identities i on i.id = t.identity_id
    where t.browser_hash = ${browserHash} and t.provider_key is not null
    group by t.provider_key, i.project
    order by max(t.authenticated_at) desc, t.provider_key
    limit 10`,
)

/**
 * The projects in which a provider itself linked its person; at most two, to tell several from one. Links that a project's
 * own provider made do not count: whoever configures one could name any issuer, and so draw the person to their project.
 */
export const projectsLinkedBy = statement<[providerKey: string, issuer: string, subject: string], { project: string }>(
  'identities.projects-linked-by',
  (providerKey, issuer, subject) => sql`
    select distinct i.project::text as project
    from identities i
    join projects p on p.id = i.project and p.active and not p.super_admin
    join memberships m on m.project = i.project and m.user_id = i.user_id and m.user_type = 'User' and m.active
    where i.provider_key = ${providerKey} and i.issuer = ${issuer} and i.subject = ${subject}
    limit 2`,
)

/** The projects to which these links lead. */
export const projectsOfLinks = statement<[ids: readonly string[]], { project: string }>(
  'identities.projects-of-links',
  (ids) => sql`select distinct project::text as project from identities where id = any(${ids}::uuid[])`,
)
