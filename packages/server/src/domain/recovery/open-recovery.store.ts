import { type PlaceholderFor, sql } from '#base/db'
import { REMEMBERED } from '#domain/logins'

/** Any membership with rights of administration counts, also one that is pending or switched off. */
export const ADMINISTERS = sql.raw(`exists (
  select 1 from memberships m
  left join resources e on e.project = m.project and e.type = 'ProjectMembership' and e.id = m.id::text and not e.deleted
  where m.user_id = r.user_id and m.user_type = 'User'
    and (m.admin or e.content is null or position('"adminRole":' in e.content) > 0)
)`)

/** Two independent proofs, one of them by an administrator if the person administers a project. */
export const suffices = (proofs: ReturnType<typeof sql>) => sql`(
  'host' = any(${proofs})
  or (cardinality(${proofs}) >= 2 and ('administrator' = any(${proofs}) or not ${ADMINISTERS}))
)`

/**
 * No old factor was used since the start, except for the recovery itself. Read from the factors, so that no way to use
 * one can be forgotten: whoever has one needs no recovery, and may be the person whom a thief wants to shut out. A trigger
 * notes the use of one that was removed since. A sign-in that another browser was remembered for counts, too; one in the
 * recovery's own browser does not, where people work on while they wait.
 */
const UNUSED = sql`(
  r.factor_used_at is null
  and not exists (
    select 1 from factors f
    where f.user_id = r.user_id and f.last_used_at > r.started_at and f.last_used_at <> all(r.own_uses)
  )
  and not exists (select 1 from passkeys k where k.user_id = r.user_id and k.last_used_at > r.started_at)
  and not exists (
    select 1 from recovery_codes c
    where c.user_id = r.user_id and c.used_at > r.started_at and c.used_at <> all(r.own_uses)
  )
  and not exists (
    select 1 from login_roots t join logins l on l.root_id = t.id
    where t.user_id = r.user_id and l.created_at > r.started_at and ${sql.lit(REMEMBERED)}::text = any(l.factors)
      and r.browser_hash is not null and l.browser_hash is distinct from r.opened_in
  )
)`

/** The address is the one that was proven for the recovery, and no newer one. */
export const SAME_ADDRESS = sql.raw(`exists (
  select 1 from users u where u.id = r.user_id and u.email_proven_at <= r.started_at
)`)

/**
 * The account is a member's of the project, and no other project uses it. What the person was only invited to does not
 * count, since anybody may invite.
 */
export const isReachedBy = (project: ReturnType<typeof sql>) => sql`(
  exists (
    select 1 from memberships m
    where m.user_id = r.user_id and m.user_type = 'User' and m.project = ${project} and not m.invitation_open
  ) and not exists (
    select 1 from memberships m
    where m.user_id = r.user_id and m.user_type = 'User' and m.project <> ${project} and not m.invitation_open
  )
)`

/**
 * An administrator whose word counted has lost no right to give it: they still administer a project that reaches the
 * account, as an owner would if the person administers one, and they are not the person by now.
 */
const mayStill = (by: ReturnType<typeof sql>) => sql`(${by} is null or (
  ${by} <> r.user_id
  and not exists (select 1 from users u join users o on o.email = u.email where u.id = ${by} and o.id = r.user_id)
  and exists (
    select 1
    from memberships a
    join users u on u.id = a.user_id and u.active
    join projects p on p.id = a.project and p.active
    join resources e on e.project = a.project and e.type = 'ProjectMembership' and e.id = a.id::text and not e.deleted
    where a.user_id = ${by} and a.user_type = 'User' and a.active and not a.invitation_open
      and (a.admin or not ${ADMINISTERS} and position('"adminRole":"identity-administrator"' in e.content) > 0)
      and (p.super_admin and a.admin or ${isReachedBy(sql.raw('a.project'))})
  )
))`

export const WORDS_HOLD = sql`(${mayStill(sql.raw('r.confirmed_by'))} and ${mayStill(sql.raw('r.shortened_by'))})`

export const isOpen = (now: PlaceholderFor<Date>) =>
  sql`r.ended_at is null and r.expires_at > ${now}::timestamptz and ${SAME_ADDRESS} and ${UNUSED} and ${WORDS_HOLD}`
