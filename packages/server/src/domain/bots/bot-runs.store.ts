import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface BotRunRow {
  readonly project: string
  readonly id: string
  readonly botId: string
  readonly at: Date
  readonly trace: string
  readonly outcome: string
  readonly sealed: string
}

export const insertBotRun = statementByNames<BotRunRow, never>(
  'bot-runs.insert',
  ({ project, id, botId, at, trace, outcome, sealed }) => sql`
    insert into bot_runs (project, id, bot_id, at, trace, outcome, sealed)
    values (${project}, ${id}, ${botId}, ${at}, ${trace}, ${outcome}, ${sealed})`,
)

/**
 * The newest of a Bot before the given one; of one request if a trace is given. The last one shown is the one that reaches
 * `characters`.
 */
export const botRuns = statementByNames<
  { project: string; botId: string; before: string; trace: string | null; limit: number; characters: number },
  BotRunRow
>(
  'bot-runs.of',
  ({ project, botId, before, trace, limit, characters }) => sql`
    select project, id, "botId", at, trace, outcome, sealed
    from (
      select *, sum(length(sealed)) over (order by id desc) - length(sealed) as newer
      from (
        select project::text as project, id::text as id, bot_id::text as "botId", at, trace, outcome, sealed
        from bot_runs
        where project = ${project} and bot_id = ${botId} and id < ${before}::uuid
          and (${trace}::text is null or trace = ${trace}::text)
        order by bot_runs.id desc
        limit ${limit}
      ) newest
    ) summed
    where newer < ${characters}
    order by id desc`,
)

/** A Bot that logs at each run leaves room for the runs that others look for: of each, the newest are kept. */
export const forgetExcessRuns = statement<[project: string, botId: string, most: number], never>(
  'bot-runs.forget-excess',
  (project, botId, most) => sql`
    delete from bot_runs
    where project = ${project} and bot_id = ${botId} and id < (
      select id from bot_runs where project = ${project} and bot_id = ${botId}
      order by id desc offset ${most} limit 1
    )`,
)

export const forgetBotRuns = forgetStatement('bot-runs.forget', {
  table: 'bot_runs',
  by: 'at',
  due: (before) => sql`o.at < ${before}`,
})

/** What was sealed with another key version than the given one. */
export const outdatedBotRuns = statement<[keyVersion: string], Pick<BotRunRow, 'project' | 'id' | 'sealed'>>(
  'bot-runs.outdated',
  (keyVersion) => sql`
    select project::text as project, id::text as id, sealed from bot_runs
    where not starts_with(sealed, ${keyVersion})
    limit 50`,
)

export const resealBotRun = statement<[sealed: string, project: string, id: string], never>(
  'bot-runs.reseal',
  (sealed, project, id) => sql`update bot_runs set sealed = ${sealed} where project = ${project} and id = ${id}`,
)
