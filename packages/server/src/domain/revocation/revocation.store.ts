import { forgetStatement, sql, statement } from '#base/db'

export const CHANNEL = 'damson_news'

/** Increments the revision, writes what changed, and notifies listeners; all three take effect at commit. */
export const publish = statement<[kinds: readonly string[], subjects: readonly string[], now: Date], { value: string }>(
  'revocation.publish',
  (kinds, subjects, now) => sql`
    with bumped as (
      update revision set value = value + 1 returning value
    ), written as (
      insert into invalidations (revision, kind, subject, at)
      select bumped.value, invalidations.kind, invalidations.subject, ${now}
      from bumped, unnest(${kinds}::text[], ${subjects}::text[]) as invalidations (kind, subject)
      on conflict do nothing
    )
    select pg_notify(${sql.lit(CHANNEL)}, value::text)::text as value from bumped`,
)

/** The committed revision, and the time of the database's clock. */
export const currentRevision = statement<[], { value: number; at: Date }>(
  'revocation.current',
  () => sql`select value, clock_timestamp() as at from revision`,
  { timeoutMs: 900 },
)

export const invalidationsAfter = statement<[revision: number], { revision: number; kind: string; subject: string }>(
  'revocation.after',
  (revision) => sql`
    select revision, kind, subject from invalidations where revision > ${revision} order by revision`,
)

export const forgetOldInvalidations = forgetStatement('revocation.forget', {
  table: 'invalidations',
  by: 'at',
  due: (before) => sql`at < ${before}`,
})
