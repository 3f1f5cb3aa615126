import { dynamic, sql, type Tx } from '#base/db'
import type { Stored } from './stored.ts'

/** The start of a page of a type's history: after this version. */
export interface HistoryCursor {
  readonly updatedAt: Date
  readonly id: string
  readonly version: number
}

const COLUMNS = sql.raw(
  'project::text as project, type, id, version, updated_at as "updatedAt", deleted, content, extended, patients',
)

/** The versions of one resource that are older than `before` and not before `since`, newest first. */
export function selectVersions(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  since: Date | undefined,
  before: number | undefined,
  limit: number,
): Promise<readonly Stored[]> {
  const of = sql.join(
    [
      sql`project = ${project} and type = ${type} and id = ${id}`,
      ...(since === undefined ? [] : [sql`updated_at >= ${since}`]),
      ...(before === undefined ? [] : [sql`version < ${before}`]),
    ],
    sql` and `,
  )
  return dynamic.rows<Stored>(
    tx,
    sql`
    select rk, ${COLUMNS} from resources where ${of}
    union all
    select 0 as rk, ${COLUMNS} from resource_history where ${of}
    order by version desc
    limit ${limit}`,
  )
}

/** The versions of all resources of a type, newest first, after a cursor and not before `since`. */
export function selectTypeVersions(
  tx: Tx,
  project: string,
  type: string,
  since: Date | undefined,
  after: HistoryCursor | undefined,
  limit: number,
): Promise<readonly Stored[]> {
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
  const newest = sql`order by updated_at desc, id desc, version desc limit ${limit}`
  return dynamic.rows<Stored>(
    tx,
    sql`
    (select rk, ${COLUMNS} from resources where ${of} ${newest})
    union all
    (select 0 as rk, ${COLUMNS} from resource_history where ${of} ${newest})
    order by "updatedAt" desc, id desc, version desc
    limit ${limit}`,
  )
}
