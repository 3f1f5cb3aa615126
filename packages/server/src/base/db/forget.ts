import { type Compilable, type PlaceholderFor, type Statement, sql, statement } from './statement.ts'
import type { Param } from './types.ts'

type Fragment = ReturnType<typeof sql>

/** Which rows of a table have had their time. */
export interface Forgotten<Before extends Param> {
  readonly table: string
  /** The column, or expression, that an index orders them by. */
  readonly by: string
  readonly due: (before: PlaceholderFor<Before>) => Fragment
}

/** Deletes some rows that have had their time, the oldest first. Rows that another node is deleting are left to it. */
export function forgetSome<Before extends Param>(
  { table, by, due }: Forgotten<Before>,
  before: PlaceholderFor<Before>,
  limit: PlaceholderFor<number>,
): Fragment {
  return sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select o.ctid from ${sql.table(table)} o where ${due(before)} order by ${sql.raw(by)} limit ${limit} for update skip locked
    ))`
}

/** A statement that does so: what is deleted at once stays well within the time of a statement, however much is due. */
export function forgetStatement<Before extends Param = Date>(
  name: string,
  forgotten: Forgotten<Before>,
): Statement<[before: Before, limit: number], never> {
  const write = (before: PlaceholderFor<Before>, limit: PlaceholderFor<number>): Compilable =>
    forgetSome(forgotten, before, limit)
  return statement<[before: Before, limit: number], never>(name, write, { byValues: true })
}
