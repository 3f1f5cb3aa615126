import { dynamic, sql, type Tx } from '#base/db'
import type { Stored } from './stored.ts'

/** Versions, newest first. */
export interface HistoryPage {
  readonly versions: readonly Stored[]
  /** Whether older versions follow. */
  readonly more: boolean
}

/** Where a page of a type's history begins: after this version. */
export interface HistoryPlace {
  readonly updatedAt: Date
  readonly id: string
  readonly version: number
}

const COLUMNS = sql.raw(
  'project::text as project, type, id, version, updated_at as "updatedAt", deleted, content, extended, patients',
)

/** The versions of one resource that are older than `before`, newest first. */
export async function instanceHistory(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  count: number,
  before?: number,
): Promise<HistoryPage> {
  const older = before === undefined ? sql`true` : sql`version < ${before}`
  const of = sql`project = ${project} and type = ${type} and id = ${id} and ${older}`
  return pageOf(
    await dynamic.rows<Stored>(
      tx,
      sql`
      select rk, ${COLUMNS} from resources where ${of}
      union all
      select 0 as rk, ${COLUMNS} from resource_history where ${of}
      order by version desc
      limit ${count + 1}`,
    ),
    count,
  )
}

/** The versions of all resources of a type, newest first, after a place and not before `since`. */
export async function typeHistory(
  tx: Tx,
  project: string,
  type: string,
  count: number,
  since?: Date,
  after?: HistoryPlace,
): Promise<HistoryPage> {
  const of = sql.join(
    [
      sql`project = ${project} and type = ${type}`,
      ...(since === undefined ? [] : [sql`updated_at >= ${since}`]),
      ...(after === undefined
        ? []
        : [sql`(updated_at, id, version) < (${after.updatedAt}, ${after.id}, ${after.version}::integer)`]),
    ],
    sql` and `,
  )
  const newest = sql`order by updated_at desc, id desc, version desc limit ${count + 1}`
  return pageOf(
    await dynamic.rows<Stored>(
      tx,
      sql`
      (select rk, ${COLUMNS} from resources where ${of} ${newest})
      union all
      (select 0 as rk, ${COLUMNS} from resource_history where ${of} ${newest})
      order by "updatedAt" desc, id desc, version desc
      limit ${count + 1}`,
    ),
    count,
  )
}

function pageOf(rows: readonly Stored[], count: number): HistoryPage {
  return { versions: rows.slice(0, count), more: rows.length > count }
}
