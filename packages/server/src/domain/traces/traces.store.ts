import { sql, statement, statementByNames } from '#base/db'

export interface TraceRow {
  readonly project: string
  readonly id: string
  readonly at: Date
  readonly flow: string | null
  readonly login: string | null
  readonly step: string
}

/** Kept once: a request that is written twice stays as it was first. */
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

/** A step of one of these projects: for whoever administers none of them there is none. */
export const stepById = statement<[projects: readonly string[], id: string], TraceRow>(
  'traces.by-id',
  (projects, id) => sql`
    select ${COLUMNS} from traces where project = any(${projects}::uuid[]) and id = ${id} limit 1`,
)

/** The steps of a flow: those that carry its mark or its login, and those that share one with them. */
export const stepsOfFlow = statementByNames<
  { project: string; flow: string | null; login: string | null; limit: number },
  TraceRow
>(
  'traces.of-flow',
  ({ project, flow, login, limit }) => sql`
    with near as (
      select flow, login from traces where project = ${project} and (flow = ${flow}::text or login = ${login}::uuid)
    )
    select ${COLUMNS} from traces
    where project = ${project} and (flow in (select flow from near) or login in (select login from near))
    order by at desc, id
    limit ${limit}`,
)

/** Forgets what is old, and of each project what is beyond so many. */
export const forgetSteps = statement<[before: Date, most: number], never>(
  'traces.forget',
  (before, most) => sql`
    delete from traces t using (
      select project, id, at, row_number() over (partition by project order by at desc, id) as place from traces
    ) ranked
    where t.project = ranked.project and t.id = ranked.id and (ranked.at < ${before} or ranked.place > ${most})`,
)
