import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

export interface MembershipRow {
  readonly project: string
  readonly id: string
  readonly userType: 'User' | 'ClientApplication' | 'Bot'
  readonly userId: string
  readonly profile: string
  readonly active: boolean
  readonly admin: boolean
  readonly owner: boolean
}

const COLUMNS = sql.raw(
  'm.project::text as project, m.id::text as id, m.user_type as "userType", m.user_id::text as "userId", m.profile, ' +
    'm.active, m.admin, m.owner',
)

export const putMembership = statementByNames<
  {
    project: string
    id: string
    userType: string
    userId: string
    profile: string
    active: boolean
    admin: boolean
    owner: boolean
    externalId: string | null
    externalIdIssuer: string | null
    mfaRequired: boolean
    adminRole: string | null
  },
  never
>(
  'memberships.put',
  ({
    project,
    id,
    userType,
    userId,
    profile,
    active,
    admin,
    owner,
    externalId,
    externalIdIssuer,
    mfaRequired,
    adminRole,
  }) => sql`
    insert into memberships (project, id, user_type, user_id, profile, active, admin, owner, external_id, external_id_issuer,
      mfa_required, admin_role)
    values (${project}, ${id}, ${userType}, ${userId}, ${profile}, ${active}, ${admin}, ${owner}, ${externalId},
      ${externalIdIssuer}, ${mfaRequired}, ${adminRole})
    on conflict (project, id) do update
    set user_type = excluded.user_type, user_id = excluded.user_id, profile = excluded.profile, active = excluded.active,
      admin = excluded.admin, external_id = excluded.external_id, external_id_issuer = excluded.external_id_issuer,
      mfa_required = excluded.mfa_required, admin_role = excluded.admin_role`,
)

export const deleteMembership = statement<[project: string, id: string], never>(
  'memberships.delete',
  (project, id) => sql`delete from memberships where project = ${project} and id = ${id}`,
)

export const membershipById = statement<[project: string, id: string], MembershipRow>(
  'memberships.by-id',
  (project, id) => sql`select ${COLUMNS} from memberships m where m.project = ${project} and m.id = ${id}`,
)

/**
 * The Bot of a membership, and its project: the address of a webhook names neither, unless it is at a project's own. Two
 * rows if two projects have a membership with this id.
 */
export const botOfMembership = statement<[id: string, project: string | null], { project: string; botId: string }>(
  'memberships.bot',
  (id, project) => sql`
    select m.project::text as project, m.user_id::text as "botId" from memberships m
    where m.id = ${id} and m.user_type = 'Bot' and (${project}::uuid is null or m.project = ${project}::uuid)
    limit 2`,
)

/** A membership that its person can sign in to: it is active, and so is its project. */
export interface ActiveMembership extends MembershipRow {
  /** An administrator's membership that is the project's emergency account (`domain/email-domains`). */
  readonly isEmergency: boolean
  /** Its project is the super-admin project: no provider signs anyone in there. */
  readonly isOverAll: boolean
  /** Its person has signed in to it before. */
  readonly hasSignedIn: boolean
  /** A role that administers some of the project; an owner has the admin flag, too. */
  readonly adminRole: string | null
}

type Fragment = ReturnType<typeof sql.raw>
/** More columns of each membership `m`, and what they are read from. */
export interface MoreOfMembership {
  readonly columns: Fragment
  readonly joins: Fragment
}
const NOTHING_MORE: MoreOfMembership = { columns: sql.raw(''), joins: sql.raw('') }

const activeWith = (userId: PlaceholderFor<unknown>, { columns, joins }: MoreOfMembership) => sql`
    select ${COLUMNS}, m.admin and coalesce(p.emergency_membership = m.id, false) as "isEmergency",
      p.super_admin as "isOverAll", m.last_sign_in_at is not null as "hasSignedIn", m.admin_role as "adminRole"${columns}
    from memberships m join projects p on p.id = m.project and p.active${joins}
    where m.user_id = ${userId} and m.user_type = 'User' and m.active
    order by m.project, m.id`

/** The memberships that a person can sign in to. */
export const membershipsOfUser = statement<[userId: string], ActiveMembership>('memberships.of-user', (userId) =>
  activeWith(userId, NOTHING_MORE),
)

/** The same as JSON, for a larger query about a person: `ActiveMembership[]`, each with what the query adds. */
export const membershipsAsJson = (userId: PlaceholderFor<unknown>, more: MoreOfMembership = NOTHING_MORE) => sql`
  (select coalesce(json_agg(row_to_json(o)), '[]'::json) from (${activeWith(userId, more)}) o)`

/** The proven addresses of a project's administrators with the admin flag, who answer for it, except one of them. */
export const otherAdministrators = statement<
  [project: string, userId: string | null],
  { email: string; language: string | null }
>(
  'memberships.other-administrators',
  (project, userId) => sql`
    select distinct u.email, u.language
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and m.active and m.admin and u.active
      and u.email is not null and u.email_proven_at is not null and m.user_id is distinct from ${userId}::uuid
    order by u.email
    limit 100`,
)

/**
 * A membership in a project that an address was invited to, active or not, proven or not. So an inviter who invites it
 * again learns the same whether the address has an account or not.
 */
export const membershipOfAddress = statement<[project: string, email: string, userProject: string], { id: string }>(
  'memberships.of-address',
  (project, email, userProject) => sql`
    select m.id::text as id
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and u.email = ${email} and u.project = ${userProject}
    limit 1`,
)

/** A membership in a project that an invitation may be about. */
export interface MemberOfInvitee {
  readonly id: string
  readonly userId: string
  readonly profile: string
  readonly active: boolean
  readonly pending: boolean
  /** It has the external id of the invitation. */
  readonly hasExternalId: boolean
  /** It has another one. */
  readonly hasOtherId: boolean
}

/** A project's memberships of people with an address, proven or not, and those with an external id. */
export const membersOfInvitee = statementByNames<
  {
    project: string
    email: string | null
    /** Of the account with the invited number. */
    userId: string | null
    externalId: string | null
    externalIdIssuer: string | null
  },
  MemberOfInvitee
>(
  'memberships.of-invitee',
  ({ project, email, userId, externalId, externalIdIssuer }) => sql`
    with known as (
      select m.id::text as id, m.user_id::text as "userId", m.profile, m.active, m.invitation_open as pending,
        coalesce(m.external_id = ${externalId}
          and coalesce(m.external_id_issuer, '') = coalesce(${externalIdIssuer}, ''), false) as "hasExternalId",
        m.external_id is not null as "hasAnyId",
        coalesce(u.email = ${email}, false) or coalesce(u.id = ${userId}::uuid, false) as "hasAddress"
      from memberships m join users u on u.id = m.user_id
      where m.project = ${project} and m.user_type = 'User' and (u.email = ${email} or u.id = ${userId}::uuid or m.external_id = ${externalId})
    )
    select id, "userId", profile, active, pending, "hasExternalId", "hasAnyId" and not "hasExternalId" as "hasOtherId"
    from known
    where "hasExternalId" or "hasAddress"
    order by id
    limit 20`,
)

/**
 * The account that an earlier invitation of this project made for an address and that was never accepted. It has no
 * password, and only the reader of that e-mail can set one. Its membership may have been removed.
 */
export const awaitedInvitee = statement<[project: string, email: string, userProject: string], { id: string }>(
  'memberships.awaited-invitee',
  (project, email, userProject) => sql`
    select u.id::text as id
    from users u
    where u.email = ${email} and u.project = ${userProject} and u.email_proven_at is null and u.password_hash is null
      and u.active and not exists (select 1 from identities i where i.user_id = u.id and i.how = 'created') and (
        exists (select 1 from memberships m where m.project = ${project} and m.user_type = 'User' and m.user_id = u.id)
        or exists (
          select 1 from resource_history h
          where h.project = ${project} and h.type = 'ProjectMembership'
            and position('"user":{"reference":"User/' || u.id::text || '"' in h.content) > 0
        )
      )
    order by u.id
    limit 1`,
)

/** Whether an account, client or Bot of a membership belongs to this project. */
export const principalInProject = statement<[userType: string, userId: string, project: string], { found: boolean }>(
  'memberships.principal-in-project',
  (userType, userId, project) => sql`
    select exists (
      select 1 from resources where project = ${project} and type = ${userType} and id = ${userId} and not deleted
    ) as found`,
)

/** Whether another user has a profile. */
export const profileOfAnother = statement<[project: string, profile: string, userId: string], { found: boolean }>(
  'memberships.profile-of-another',
  (project, profile, userId) => sql`
    select exists (
      select 1 from memberships where project = ${project} and profile = ${profile} and user_id::text <> ${userId}
    ) as found`,
)

/** Whether a user has a profile, in an active membership or not. */
export const profileOfUser = statement<[project: string, profile: string, userId: string], { found: boolean }>(
  'memberships.profile-of-user',
  (project, profile, userId) => sql`
    select exists (
      select 1 from memberships where project = ${project} and profile = ${profile} and user_id::text = ${userId}
    ) as found`,
)

export const projectsOfUser = statement<[userId: string], { project: string; id: string }>(
  'memberships.projects-of-user',
  (userId) => sql`
    select project::text as project, id::text as id from memberships where user_id = ${userId} and user_type = 'User'`,
)

/** Marks a membership as made by an invitation: it is pending until its person signs in to it. */
export const markInvited = statement<[now: Date, project: string, id: string], never>(
  'memberships.mark-invited',
  (now, project, id) => sql`
    update memberships set invited_at = ${now}, invitation_open = true where project = ${project} and id = ${id}`,
)

/** What a membership's table adds to its resource. */
export interface StandingRow {
  readonly id: string
  readonly owner: boolean
  readonly invitedAt: Date | null
  /** Invited, and never signed in to this membership. An existing account doesn't change that. */
  readonly pending: boolean
  readonly lastSignInAt: Date | null
}

const STANDING = sql.raw(
  'm.id::text as id, m.owner, m.invited_at as "invitedAt", m.invitation_open as pending, ' +
    'm.last_sign_in_at as "lastSignInAt"',
)

export const standingOf = statement<[project: string, ids: readonly string[]], StandingRow>(
  'memberships.standing-of',
  (project, ids) => sql`
    select ${STANDING} from memberships m where m.project = ${project} and m.id = any(${ids}::uuid[])`,
)

/** The people's memberships that have one of these profiles, or belong to one of these accounts. */
export const membersByOwners = statement<
  [project: string, profiles: readonly string[], users: readonly string[]],
  { id: string; owner: string }
>(
  'memberships.by-owners',
  (project, profiles, users) => sql`
    select m.id::text as id, split_part(m.profile, '/', 2) as owner from memberships m
    where m.profile = any(${profiles}::text[]) and m.project = ${project} and m.user_type = 'User'
    union all
    select m.id::text as id, m.user_id::text as owner from memberships m
    where m.user_id = any(${users}::uuid[]) and m.project = ${project} and m.user_type = 'User'`,
)

export interface AddressedRow {
  readonly id: string
  readonly user: string
  readonly profile: string
}

/** The people's memberships whose account has such an address, in the order of their ids. */
export const membersByAccount = statementByNames<
  { project: string; pattern: string; after: string; limit: number },
  AddressedRow
>(
  'memberships.by-account',
  ({ project, pattern, after, limit }) => sql`
    select m.id::text as id, 'User/' || m.user_id::text as user, m.profile
    from memberships m join users u on u.id = m.user_id
    where m.project = ${project} and m.user_type = 'User' and m.id > ${after}::uuid and u.email like ${pattern}
    order by m.id
    limit ${limit}`,
  // Few are found by a whole address, and all by its end.
  { byValues: true },
)

/**
 * Those whose profile has such a text, and whose account has no such address, in the order of their ids. What of it the asker
 * may read is to be looked at. Each profile is found by its key: joined otherwise, all resources of the project would be
 * read.
 */
export const membersByProfile = statementByNames<
  { project: string; pattern: string; after: string; until: string; limit: number },
  AddressedRow
>(
  'memberships.by-profile-text',
  ({ project, pattern, after, until, limit }) => sql`
    select m.id::text as id, 'User/' || m.user_id::text as user, m.profile
    from memberships m
      left join lateral (select u.email like ${pattern} as has from users u where u.id = m.user_id limit 1) a on true
      left join lateral (
        select r.content collate "C" ilike ${pattern} as has from resources r
        where not coalesce(a.has, false) and r.project = m.project and r.type = split_part(m.profile, '/', 1)
          and r.id = split_part(m.profile, '/', 2)
        limit 1
      ) p on true
    where m.project = ${project} and m.user_type = 'User' and m.id > ${after}::uuid and m.id <= ${until}::uuid and p.has
    order by m.id
    limit ${limit}`,
)

/** The next of the people's memberships after one and so many more; none if there are fewer. */
export const memberFurtherOn = statement<[project: string, after: string, between: number], { id: string }>(
  'memberships.further-on',
  (project, after, between) => sql`
    select m.id::text as id from memberships m
    where m.project = ${project} and m.user_type = 'User' and m.id > ${after}::uuid
    order by m.id offset ${between} limit 1`,
)

/** The profiles of some memberships of a project. */
export const profilesOfMembers = statement<[project: string, ids: readonly string[]], { id: string; profile: string }>(
  'memberships.profiles-of',
  (project, ids) => sql`
    select m.id::text as id, m.profile from memberships m where m.project = ${project} and m.id = any(${ids}::uuid[])`,
)

/** The memberships of some accounts as staff of a project. */
export const staffOfAccounts = statement<[project: string, userIds: readonly string[]], { id: string }>(
  'memberships.staff-of-accounts',
  (project, userIds) => sql`
    select m.id::text as id from memberships m
    where m.project = ${project} and m.user_type = 'User' and m.user_id = any(${userIds}::uuid[])
      and starts_with(m.profile, 'Practitioner/')`,
)

/** Pending memberships, the latest invitation first; null cursors begin at the first. */
export const pendingAfter = statementByNames<
  { project: string; at: Date | null; id: string | null; limit: number },
  StandingRow
>(
  'memberships.pending-after',
  ({ project, at, id, limit }) => sql`
    select ${STANDING} from memberships m
    where m.project = ${project} and m.invitation_open
      and (${at}::timestamptz is null or (m.invited_at, m.id) < (${at}::timestamptz, ${id}::uuid))
    order by m.invited_at desc, m.id desc
    limit ${limit}`,
  { byValues: true },
)

/** Whether a membership is pending, locked until the transaction ends, so that no first sign-in happens meanwhile. */
export const holdPending = statement<[project: string, id: string], { userId: string }>(
  'memberships.hold-pending',
  (project, id) => sql`
    select m.user_id::text as "userId" from memberships m
    where m.project = ${project} and m.id = ${id} and m.invitation_open
    for no key update`,
)

/**
 * Makes the open invitation links of a membership's person useless, unless they lead to another membership too. Run it
 * before the membership is changed: choosing a password locks the link first, then the memberships. The links belong to
 * `domain/users`.
 */
export const endInvitationLinks = statement<[now: Date, project: string, id: string], never>(
  'memberships.end-invitation-links',
  (now, project, id) => sql`
    update one_time_links l set used_at = ${now}
    from memberships m
    where m.project = ${project} and m.id = ${id} and m.user_type = 'User'
      and l.user_id = m.user_id and l.kind = 'invite' and l.used_at is null
      and not exists (
        select 1 from memberships o
        where o.user_id = m.user_id and o.user_type = 'User' and (o.project, o.id) <> (m.project, m.id)
      )`,
)
