import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { cameTo } from './came-to.store.ts'
import { within } from './roots.store.ts'

/** For a login `l` under its root `t`. A login from an earlier release has its root's limits. */
const ENDS_AT = sql.raw('coalesce(t.authenticated_at + make_interval(secs => l.overall_seconds), t.ends_at)')
const USED_AT = sql.raw('coalesce(l.idle_from, t.last_used_at, t.authenticated_at)')
const IDLE_UNTIL = sql`${USED_AT} + make_interval(secs => coalesce(l.idle_seconds, t.idle_seconds))`

export const lasts = (now: PlaceholderFor<Date>) => sql`
  l.granted_at is not null and l.revoked_at is null and not l.outlives_root and t.revoked_at is null
  and ${ENDS_AT} > ${now}::timestamptz and coalesce(${IDLE_UNTIL} > ${now}::timestamptz, true)`

/** How long a login lasts: at most, and unused. */
export interface LoginLimitsRow {
  readonly endsAt: Date
  readonly idleUntil: Date | null
}

/**
 * Restarts the idle time of a login and of the other logins of the same sign-in in the same project; an expired login
 * stays expired. Counts as use of the root too, so that other projects see that the person is still there.
 */
export const touchLogin = statement<[now: Date, id: string], LoginLimitsRow>(
  'logins.touch',
  (now, id) => sql`
    with live as (
      select l.id from logins mine
      join logins l on l.root_id = mine.root_id and l.project = mine.project
      join login_roots t on t.id = l.root_id
      where mine.id = ${id} and ${lasts(now)}
      order by l.id
      for update of l
    ), used as (
      update logins l set idle_from = greatest(l.idle_from, ${now}::timestamptz)
      from live where l.id = live.id and exists (select 1 from live where id = ${id})
      returning l.id, l.root_id, l.idle_from, l.idle_seconds, l.overall_seconds
    ), root as (
      update login_roots t set last_used_at = greatest(t.last_used_at, ${now}::timestamptz)
      from used where used.id = ${id} and t.id = used.root_id and ${within(now)}
    )
    select ${ENDS_AT} as "endsAt", ${IDLE_UNTIL} as "idleUntil"
    from used l join login_roots t on t.id = l.root_id
    where l.id = ${id}`,
)

/** How long a login lasts; undefined once it has expired. */
export const limitsOfLogin = statement<[now: Date, id: string], LoginLimitsRow>(
  'logins.limits',
  (now, id) => sql`
    select ${ENDS_AT} as "endsAt", ${IDLE_UNTIL} as "idleUntil"
    from logins l join login_roots t on t.id = l.root_id
    where l.id = ${id} and ${lasts(now)}`,
)

/**
 * Uses a root in a project, within the strictest limits that apply to the sign-in there. If the person has used that
 * project in this sign-in, idle time counts from that use: busy apps of other projects keep nobody signed in here. If an
 * administrator has ended the person's sign-ins here since, the root is of no use until the person proves themselves anew.
 */
export const useRootInProject = statementByNames<
  { now: Date; id: string; project: string; idleSeconds: number; overallSeconds: number; until: Date },
  { id: string }
>(
  'roots.go-on',
  ({ now, id, project, idleSeconds, overallSeconds, until }) => sql`
    update login_roots t
    set last_used_at = greatest(t.last_used_at, ${now}::timestamptz)
    from (
      select max(idle_from) filter (where not outlives_root) as used_at, min(idle_seconds) as idle,
        min(overall_seconds) as overall
      from logins where root_id = ${id} and project = ${project}
    ) here
    where t.id = ${id} and ${within(now)} and t.ends_at > ${until}::timestamptz
      and t.authenticated_at + make_interval(secs => least(here.overall, ${overallSeconds}::integer)) > ${until}::timestamptz
      and greatest(t.authenticated_at, coalesce(here.used_at, t.last_used_at))
        + make_interval(secs => least(here.idle, ${idleSeconds}::integer)) > ${now}::timestamptz
      and not exists (
        select 1 from memberships m
        where m.project = ${project} and m.user_type = 'User' and m.user_id = t.user_id
          and m.signed_out_at >= t.authenticated_at
      )
    returning t.id::text as id`,
)

/**
 * Gives a complete login a code and its project's limits; an earlier unredeemed code stops working. All logins of a
 * browser's sign-in in one project get the strictest limits of any of them, by whichever proof, because several people
 * may use the machine. The same statement records the sign-in on the membership, which it also sets if the login has none
 * yet. It is written so that its plan reads by
 * index alone (`offset 0` keeps joins apart): one made while the tables are new would else read them whole until the next
 * `analyze`.
 */
export const putCode = statementByNames<
  {
    codeHash: string
    expiresAt: Date
    id: string
    project: string | null
    membershipId: string | null
    profile: string | null
    now: Date
    idleSeconds: number
    overallSeconds: number
  },
  { stricter: readonly string[] }
>(
  'logins.put-code',
  ({ codeHash, expiresAt, id, project, membershipId, profile, now, idleSeconds, overallSeconds }) => sql`
    with mine as (
      select l.id, coalesce(l.project, ${project}::uuid) as project, t.id as root_id, t.browser_hash, t.user_id, t.authenticated_at
      from logins l join login_roots t on t.id = (select root_id from logins where id = ${id})
      where l.id = ${id} and ${within(now)}
    ), beside as (
      select s.id, s.idle_seconds, s.overall_seconds from mine
      cross join lateral (
        select mine.root_id
        union all
        select b.id from login_roots b
        where b.browser_hash = mine.browser_hash and b.user_id = mine.user_id and b.revoked_at is null
          and b.id <> mine.root_id
      ) b
      cross join lateral (select * from logins where root_id = b.root_id offset 0) s
      where s.project = mine.project and s.id <> mine.id
    ), here as (
      select least(min(idle_seconds), ${idleSeconds}::integer) as idle,
        least(min(overall_seconds), ${overallSeconds}::integer) as overall
      from beside
    ), put as (
      update logins l
      set code_hash = ${codeHash}, code_expires_at = ${expiresAt}, idle_seconds = here.idle, overall_seconds = here.overall,
        idle_from = ${now}::timestamptz, project = mine.project, membership_id = coalesce(l.membership_id, ${membershipId}::uuid),
        profile = coalesce(l.profile, ${profile})
      from mine, here
      where l.id = ${id} and coalesce(l.membership_id, ${membershipId}::uuid) is not null and l.code_spent_at is null
        and l.granted_at is null
        and not exists (
          select 1 from memberships m
          where m.project = mine.project and m.id = coalesce(l.membership_id, ${membershipId}::uuid) and mine.authenticated_at <= m.signed_out_at
        )
        and l.revoked_at is null and l.handle_expires_at > ${now}::timestamptz
        and mine.authenticated_at + make_interval(secs => here.overall) > ${now}::timestamptz
      returning l.project, l.membership_id, l.idle_seconds, l.overall_seconds
    ), came as (${cameTo(now, sql.raw('put'))}
    ), wider as (
      select s.id from (
        select beside.id from put cross join beside
        where beside.idle_seconds > put.idle_seconds or beside.overall_seconds > put.overall_seconds
        offset 0
      ) b
      join logins s on s.id = b.id
      where s.revoked_at is null
      order by s.id
      for update of s
    ), held as (
      update logins s
      set idle_seconds = least(s.idle_seconds, put.idle_seconds),
        overall_seconds = least(s.overall_seconds, put.overall_seconds)
      from wider, put where s.id = wider.id
      returning s.root_id
    )
    select array(select distinct root_id::text from held) as stricter from put`,
)
