import { type Compilable, type PlaceholderFor, type Statement, sql, statement } from './statement.ts'
import type { Param } from './types.ts'

type Fragment = ReturnType<typeof sql>

/** Which rows of a table have expired. */
export interface Forgotten<Before extends Param> {
  readonly table: string
  /** The indexed column or expression that orders them. */
  readonly by: string
  readonly due: (before: PlaceholderFor<Before>) => Fragment
}

/** Deletes some expired rows, the oldest first. Skips rows that another node is deleting. */
export function forgetSome<Before extends Param>(
  { table, by, due }: Forgotten<Before>,
  before: PlaceholderFor<Before>,
  limit: PlaceholderFor<number>,
): Fragment {
  return sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select o.ctid from ${sql.table(table)} o where ${due(before)} order by ${sql.raw(by)}
      limit ${limit} for update skip locked
    ))`
}

/** A statement that does so. Its limit keeps it well within a statement's time, however many rows are due. */
export function forgetStatement<Before extends Param = Date>(
  name: string,
  forgotten: Forgotten<Before>,
): Statement<[before: Before, limit: number], never> {
  const write = (before: PlaceholderFor<Before>, limit: PlaceholderFor<number>): Compilable =>
    forgetSome(forgotten, before, limit)
  return statement<[before: Before, limit: number], never>(name, write, { byValues: true })
}
