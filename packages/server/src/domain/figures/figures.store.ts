import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** Adds to what every node has counted. Ordered, so that two nodes wait for each other and never for both. */
export const addFigures = statementByNames<
  {
    readonly projects: readonly string[]
    readonly hours: readonly string[]
    readonly kinds: readonly string[]
    readonly counts: readonly string[]
  },
  never
>(
  'figures.add',
  ({ projects, hours, kinds, counts }) => sql`
    insert into hourly_figures as f (project, hour, kind, count)
    select project, hour, kind, count
    from unnest(${projects}::uuid[], ${hours}::timestamptz[], ${kinds}::text[], ${counts}::bigint[])
      as n (project, hour, kind, count)
    order by project, hour, kind
    on conflict (project, hour, kind) do update set count = f.count + excluded.count`,
)

export const addNearLimits = statementByNames<
  {
    readonly projects: readonly string[]
    readonly hours: readonly string[]
    readonly names: readonly string[]
    readonly subjects: readonly string[]
    readonly percents: readonly string[]
  },
  never
>(
  'near-limits.add',
  ({ projects, hours, names, subjects, percents }) => sql`
    insert into near_limits as l (project, hour, name, subject, percent)
    select project, hour, name, subject, percent
    from unnest(${projects}::uuid[], ${hours}::timestamptz[], ${names}::text[], ${subjects}::text[],
      ${percents}::integer[]) as n (project, hour, name, subject, percent)
    order by project, hour, name, subject
    on conflict (project, hour, name, subject) do update set percent = greatest(l.percent, excluded.percent)`,
)

export interface FigureRow {
  readonly at: Date
  readonly kind: string
  readonly count: number
}

/** What was counted in a project since a time, by the hour. */
export const figuresByHour = statement<[project: string, since: Date], FigureRow>(
  'figures.by-hour',
  (project, since) => sql`
    select hour as at, kind, count::float8 as count from hourly_figures
    where project = ${project} and hour >= ${since}
    order by hour`,
)

/** The same by the day, in UTC. */
export const figuresByDay = statement<[project: string, since: Date], FigureRow>(
  'figures.by-day',
  (project, since) => sql`
    select date_trunc('day', hour at time zone 'UTC') at time zone 'UTC' as at, kind, sum(count)::float8 as count
    from hourly_figures
    where project = ${project} and hour >= ${since}
    group by 1, 2
    order by 1`,
)

export interface NearLimitRow {
  readonly name: string
  readonly subject: string
  readonly percent: number
  readonly at: Date
}

/** The limits that were nearly used up since a time, the most used first. */
export const nearLimitsSince = statement<[project: string, since: Date, limit: number], NearLimitRow>(
  'near-limits.since',
  (project, since, limit) => sql`
    select name, subject, max(percent) as percent, max(hour) as at from near_limits
    where project = ${project} and hour >= ${since}
    group by name, subject
    order by max(percent) desc, name, subject
    limit ${limit}`,
)

export const forgetFigures = forgetStatement('figures.forget', {
  table: 'hourly_figures',
  by: 'hour',
  due: (before) => sql`hour < ${before}`,
})

export const forgetNearLimits = forgetStatement('near-limits.forget', {
  table: 'near_limits',
  by: 'hour',
  due: (before) => sql`hour < ${before}`,
})
