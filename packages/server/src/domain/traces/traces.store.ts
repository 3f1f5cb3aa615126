import { sql, statement, statementByNames } from '#base/db'

export interface TraceRow {
  readonly project: string
  readonly id: string
  readonly at: Date
  readonly flow: string | null
  readonly login: string | null
  readonly step: string
}

/** Stored once: a second write of the same request changes nothing. */
export const insertStep = statementByNames<
  { project: string; id: string; at: Date; flow: string | null; login: string | null; step: string },
  never
>(
  'traces.insert',
  ({ project, id, at, flow, login, step }) => sql`
    insert into traces (project, id, at, flow, login, step)
    values (${project}, ${id}, ${at}, ${flow}, ${login}, ${step})
    on conflict (project, id) do nothing`,
)

const COLUMNS = sql.raw('project::text as project, id::text as id, at, flow, login::text as login, step')

/** The newest step of one of these projects with an id in this range; other projects' steps are not found. */
export const stepWithin = statement<[projects: readonly string[], first: string, last: string], TraceRow>(
  'traces.within',
  (projects, first, last) => sql`
    select ${COLUMNS} from traces
    where project = any(${projects}::uuid[]) and id between ${first} and ${last}
    order by at desc limit 1`,
)

/** Where a page of steps begins: after this one. */
export interface StepPosition {
  readonly at: Date
  readonly id: string
}

/** The steps of these projects, the newest first; null cursors begin at the first. */
export const newestSteps = statementByNames<
  {
    projects: readonly string[]
    client: string | null
    refusedOnly: boolean
    at: Date | null
    id: string | null
    limit: number
  },
  TraceRow
>(
  'traces.newest',
  ({ projects, client, refusedOnly, at, id, limit }) => sql`
    select ${COLUMNS} from traces
    where project = any(${projects}::uuid[])
      and (${at}::timestamptz is null or (at, id) < (${at}::timestamptz, ${id}::uuid))
      and (${client}::text is null or step::json ->> 'clientId' = ${client})
      and (not ${refusedOnly} or (step::json ->> 'status')::integer >= 400 or step::json ->> 'error' is not null)
    order by at desc, id desc
    limit ${limit}`,
)

/** The steps of a flow: those with its mark or login, and those that share a mark or login with them. */
export const stepsOfFlow = statementByNames<
  { project: string; flow: string | null; login: string | null; limit: number },
  TraceRow
>(
  'traces.of-flow',
  ({ project, flow, login, limit }) => sql`
    with related as (
      select flow, login from traces where project = ${project} and (flow = ${flow}::text or login = ${login}::uuid)
    )
    select ${COLUMNS} from traces
    where project = ${project} and (flow in (select flow from related) or login in (select login from related))
    order by at desc, id
    limit ${limit}`,
)

/** Deletes some old steps, and some of each project's excess steps. Projects are found one after the other. */
export const forgetSteps = statement<[before: Date, most: number, limit: number], never>(
  'traces.forget',
  (before, most, limit) => sql`
    with recursive owners as (
      (select project from traces order by project limit 1)
      union all
      select (select t.project from traces t where t.project > o.project order by t.project limit 1)
      from owners o where o.project is not null
    ), due as (
      select d.project, d.id
      from owners o cross join lateral (
        (select t.project, t.id from traces t where t.project = o.project and t.at < ${before} order by t.at limit ${limit})
        union
        (select t.project, t.id from traces t where t.project = o.project order by t.at desc, t.id
          offset ${most} limit ${limit})
      ) d
      limit ${limit}
    )
    delete from traces t using due where t.project = due.project and t.id = due.id`,
)
