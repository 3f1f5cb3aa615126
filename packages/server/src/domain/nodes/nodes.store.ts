import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface NodeRow {
  readonly id: string
  readonly host: string
  readonly version: string
  readonly startedAt: Date
  readonly seenAt: Date
  readonly state: unknown
}

export const putNode = statementByNames<
  { id: string; host: string; version: string; startedAt: Date; seenAt: Date; state: string },
  never
>(
  'nodes.put',
  ({ id, host, version, startedAt, seenAt, state }) => sql`
    insert into nodes (id, host, version, started_at, seen_at, state)
    values (${id}, ${host}, ${version}, ${startedAt}, ${seenAt}, ${state}::jsonb)
    on conflict (id) do update set seen_at = excluded.seen_at, state = excluded.state`,
)

export const deleteNode = statement<[id: string], never>(
  'nodes.delete',
  (id) => sql`delete from nodes where id = ${id}`,
)

/** The nodes that are kept, those that started first at the top. */
export const allNodes = statement<[limit: number], NodeRow>(
  'nodes.all',
  (limit) => sql`
    select id::text as id, host, version, started_at as "startedAt", seen_at as "seenAt", state
    from nodes
    order by started_at, id
    limit ${limit}`,
)

/** Nodes that ended without taking their row away. */
export const forgetNodes = forgetStatement('nodes.forget', {
  table: 'nodes',
  by: 'seen_at',
  due: (before) => sql`seen_at < ${before}`,
})
