import { sql, statement, statementByNames } from '#base/db'

/** A deployed version of a Bot's code, without the code. */
export interface BotVersion {
  readonly id: string
  readonly number: number
  readonly entry: string
  readonly deployedBy: string
  readonly deployedAt: Date
  readonly isActive: boolean
}

export interface NewBotVersion {
  readonly id: string
  readonly project: string
  readonly botId: string
  readonly entry: string
  /** JSON. */
  readonly files: string
  readonly code: string
  readonly map: string
  readonly deployedBy: string
  readonly now: Date
}

/** Needs the lock of the Bot: its number is the next one. */
export const insertBotVersion = statementByNames<NewBotVersion, { number: number }>(
  'bot-versions.insert',
  ({ id, project, botId, entry, files, code, map, deployedBy, now }) => sql`
    insert into bot_versions (id, project, bot_id, number, entry, files, code, map, deployed_by, deployed_at)
    select ${id}::uuid, ${project}::uuid, ${botId}::uuid, coalesce(max(number), 0) + 1, ${entry}::text, ${files}::text,
      ${code}::text, ${map}::text, ${deployedBy}::text, ${now}::timestamptz
    from bot_versions
    where project = ${project}::uuid and bot_id = ${botId}::uuid
    returning number`,
)

/** Marks the version that runs. No row if the Bot has no such version. */
export const activateBotVersion = statementByNames<
  { project: string; botId: string; number: number; now: Date },
  { versionId: string }
>(
  'active-bots.put',
  ({ project, botId, number, now }) => sql`
    insert into active_bots (project, bot_id, version_id, activated_at)
    select project, bot_id, id, ${now}::timestamptz
    from bot_versions
    where project = ${project} and bot_id = ${botId} and number = ${number}
    on conflict (project, bot_id) do update
      set version_id = excluded.version_id, activated_at = excluded.activated_at
    returning version_id::text as "versionId"`,
)

/** A Bot that is deleted runs nothing, also where somebody creates it again. */
export const deactivateBot = statement<[project: string, botId: string], never>(
  'active-bots.delete',
  (project, botId) => sql`delete from active_bots where project = ${project} and bot_id = ${botId}`,
)

export const activeBotVersion = statement<[project: string, botId: string], { versionId: string; code: string }>(
  'active-bots.program',
  (project, botId) => sql`
    select v.id::text as "versionId", v.code
    from active_bots a
    join bot_versions v on v.id = a.version_id and v.project = a.project
    where a.project = ${project} and a.bot_id = ${botId}`,
)

export const anyActiveBot = statement<[], { any: boolean }>(
  'active-bots.any',
  () => sql`select exists (select from active_bots) as "any"`,
)

/** The newest first. */
export const botVersions = statement<[project: string, botId: string], BotVersion>(
  'bot-versions.of',
  (project, botId) => sql`
    select v.id::text as id, v.number, v.entry, v.deployed_by as "deployedBy", v.deployed_at as "deployedAt",
      a.version_id is not null as "isActive"
    from bot_versions v
    left join active_bots a on a.project = v.project and a.bot_id = v.bot_id and a.version_id = v.id
    where v.project = ${project} and v.bot_id = ${botId}
    order by v.number desc`,
)

/** The source maps of some versions, the newest first, as far as all of them together have no more characters. */
export const mapsOfBotVersions = statementByNames<
  { project: string; botId: string; ids: readonly string[]; most: number },
  { id: string; map: string }
>(
  'bot-versions.maps',
  ({ project, botId, ids, most }) => sql`
    select id, map
    from (
      select id::text as id, map, sum(length(map)) over (order by number desc) as so_far
      from bot_versions
      where project = ${project} and bot_id = ${botId} and id = any(${ids}::uuid[]) and length(map) <= ${most}::integer
    ) v
    where so_far <= ${most}::integer`,
)

export const sourceOfBotVersion = statement<[project: string, botId: string, number: number], { files: string }>(
  'bot-versions.source',
  (project, botId, number) => sql`
    select files from bot_versions where project = ${project} and bot_id = ${botId} and number = ${number}`,
)

/** Deletes the oldest versions of a Bot beyond the newest `kept`, of which one runs. */
export const dropOldBotVersions = statement<[project: string, botId: string, kept: number], never>(
  'bot-versions.drop-old',
  (project, botId, kept) => sql`
    delete from bot_versions v
    where v.project = ${project} and v.bot_id = ${botId}
      and v.number <= (
        select max(number) - ${kept}::integer from bot_versions where project = ${project} and bot_id = ${botId}
      )`,
)
