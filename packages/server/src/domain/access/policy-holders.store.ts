import { sql, statement } from '#base/db'
import { accountsOf } from './access.store.ts'

/** Whether a machine that acts for people has a policy, and whether one has none of its own but the project's defaults. */
export const actingHolders = statement<[project: string, policy: string], { held: boolean; usesDefaults: boolean }>(
  'access.acting-holders',
  (project, policy) => sql`
    select coalesce(bool_or(position('AccessPolicy/' || ${policy} in r.content) > 0), false) as held,
      coalesce(bool_or(position('AccessPolicy/' in r.content) = 0), false) as "usesDefaults"
    from memberships m
    join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
    where m.project = ${project} and m.user_type <> 'User' and m.active and position('"actFor"' in r.content) > 0`,
)

/** Whether a person, or any machine of the project, has a policy. It may be named in words only: that counts too. */
export const isHeldByPersonOrMachine = statement<[project: string, policy: string, userId: string], { held: boolean }>(
  'access.is-held-by-person-or-machine',
  (project, policy, userId) => sql`
    select exists (
      select 1
      from memberships m
      join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
      where m.project = ${project} and (m.user_type <> 'User' or m.user_id in (${accountsOf(userId)}))
        and position('AccessPolicy/' || ${policy} in r.content) > 0
    ) as held`,
)

/** The memberships of these clients or Bots that say for whom they act; a text of theirs may only look as if it did. */
export const membershipsNamingActFor = statement<
  [project: string, userType: string, ids: readonly string[]],
  { id: string; content: string }
>(
  'access.memberships-naming-act-for',
  (project, userType, ids) => sql`
    select m.user_id::text as id, r.content
    from memberships m
    join resources r on r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
    where m.project = ${project} and m.user_type = ${userType} and m.user_id = any(${ids}::uuid[])
      and position('"actFor"' in r.content) > 0`,
)
