import { sql, statement } from '#base/db'

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
  'm.project::text as project, m.id::text as id, m.user_type as "userType", m.user_id::text as "userId", m.profile, m.active, m.admin, m.owner',
)

export const putMembership = statement<
  [
    project: string,
    id: string,
    userType: string,
    userId: string,
    profile: string,
    active: boolean,
    admin: boolean,
    owner: boolean,
    externalId: string | null,
  ],
  never
>(
  'memberships.put',
  (project, id, userType, userId, profile, active, admin, owner, externalId) => sql`
    insert into memberships (project, id, user_type, user_id, profile, active, admin, owner, external_id)
    values (${project}, ${id}, ${userType}, ${userId}, ${profile}, ${active}, ${admin}, ${owner}, ${externalId})
    on conflict (project, id) do update
    set user_type = excluded.user_type, user_id = excluded.user_id, profile = excluded.profile, active = excluded.active,
      admin = excluded.admin, external_id = excluded.external_id`,
)

export const deleteMembership = statement<[project: string, id: string], never>(
  'memberships.delete',
  (project, id) => sql`delete from memberships where project = ${project} and id = ${id}`,
)

export const membershipById = statement<[project: string, id: string], MembershipRow>(
  'memberships.by-id',
  (project, id) => sql`select ${COLUMNS} from memberships m where m.project = ${project} and m.id = ${id}`,
)

/** Where a person can sign in: active memberships in active projects. */
export const membershipsOfUser = statement<[userId: string], MembershipRow>(
  'memberships.of-user',
  (userId) => sql`
    select ${COLUMNS}
    from memberships m join projects p on p.id = m.project and p.active
    where m.user_id = ${userId} and m.user_type = 'User' and m.active
    order by m.project, m.id`,
)

/** A person's place in a project, active or not. */
export const membershipOfUserInProject = statement<[project: string, userId: string], { id: string }>(
  'memberships.of-user-in-project',
  (project, userId) => sql`
    select m.id::text as id from memberships m where m.project = ${project} and m.user_id = ${userId} limit 1`,
)

/** Whether an account, client or Bot that a membership names is of this project. */
export const principalInProject = statement<[userType: string, userId: string, project: string], { found: boolean }>(
  'memberships.principal-in-project',
  (userType, userId, project) => sql`
    select exists (
      select 1 from resources where project = ${project} and type = ${userType} and id = ${userId} and not deleted
    ) as found`,
)

export const moveMemberships = statement<[to: string, from: string], { project: string; id: string }>(
  'memberships.move',
  (to, from) => sql`
    update memberships set user_id = ${to} where user_id = ${from} and user_type = 'User'
    returning project::text as project, id::text as id`,
)
