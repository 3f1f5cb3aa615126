import { forgetSome, forgetStatement, sql, statement, statementByNames } from '#base/db'

/**
 * Deletes people's ended logins after a while: until then a replayed token, ours or a provider's, still finds its login.
 * Returns their roots.
 */
export const forgetLoginsOfPeople = statement<[before: Date, limit: number], { rootId: string }>(
  'logins.forget',
  (before, limit) => sql`
    ${forgetSome(
      {
        table: 'logins',
        by: 'expires_at',
        due: (ended) => sql`
          o.root_id is not null and o.expires_at < ${ended}
            and not exists (select 1 from presented_tokens p where p.login_id = o.id)`,
      },
      before,
      limit,
    )}
    returning root_id::text as "rootId"`,
  { byValues: true },
)

/** Deletes machines' logins, which have no root. */
export const forgetLoginsOfMachines = forgetStatement('logins.forget-machines', {
  table: 'logins',
  by: 'expires_at',
  due: (before) => sql`root_id is null and expires_at < ${before}`,
})

/** Deletes those of these roots that have ended and have no login left. */
export const forgetRootsAmong = statement<[rootIds: readonly string[], before: Date], never>(
  'logins.forget-roots-among',
  (rootIds, before) => sql`
    delete from login_roots t
    where t.id = any(${rootIds}::uuid[]) and t.ends_at < ${before}
      and not exists (select 1 from logins l where l.root_id = t.id)`,
)

/** How far a walk over the ended roots has come. Text, because it is exact. */
export interface RootCursor {
  readonly endsAt: string
  readonly id: string
}

/**
 * Looks at some ended roots after a cursor and deletes those without logins. Returns no row when there are no more. Skips
 * roots that another node is deleting.
 */
export const forgetSomeRoots = statementByNames<
  { endsAt: string; id: string; before: Date; limit: number },
  RootCursor & { looked: number; rows: number }
>(
  'logins.forget-roots',
  ({ endsAt, id, before, limit }) => sql`
    with ended as (
      select t.id, t.ends_at from login_roots t
      where (t.ends_at, t.id) > (${endsAt}::text::timestamptz, ${id}::uuid) and t.ends_at < ${before}
      order by t.ends_at, t.id
      limit ${limit}
      for update skip locked
    ), forgotten as (
      delete from login_roots t using ended
      where t.id = ended.id and not exists (select 1 from logins l where l.root_id = t.id)
      returning 1
    )
    select ended.ends_at::text as "endsAt", ended.id::text as id, (select count(*) from ended)::integer as looked,
      (select count(*) from forgotten)::integer as rows
    from ended
    order by ended.ends_at desc, ended.id desc
    limit 1`,
  { byValues: true },
)
