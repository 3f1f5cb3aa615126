import type { Condition, Search } from '@damson/fhir'
import { type DynamicOptions, dynamic, sql, type Tx } from '#base/db'
import { conditionSql, conditionSqlInSlices } from './condition.store.ts'
import { readingOf } from './fence.store.ts'

type Fragment = ReturnType<typeof sql>

/** A count reads every match, but for no longer than this. */
const COUNT_MS = 5_000
const ESTIMATES = {
  /** The planner's cost below which rows are counted exactly: that takes some tens of milliseconds. */
  cheapCost: 20_000,
  /** How many pages of the table, of 8 kB each, an estimate reads. */
  sampledPages: 2_000,
}

interface Counting {
  /** The `from` and `where` of the query; a count and a sample put different text around them. */
  readonly rows: Fragment
  readonly where: Fragment
  readonly isFenced: boolean
  readonly options: DynamicOptions
}

/** The exact number. @throws {StoreUnavailable} `canceled`, when counting takes too long. */
export async function countFound(tx: Tx, project: string, search: Search, condition: Condition): Promise<number> {
  return counted(tx, await countingOf(tx, project, search, condition))
}

/**
 * The approximate number: an exact count where that is cheap, else an estimate from a sample of the table. Both look only
 * at rows that the condition permits. The planner's own estimate would reveal how common a value is among resources that
 * the caller may not see.
 */
export async function estimateFound(
  tx: Tx,
  project: string,
  search: Search,
  condition: Condition,
  { cheapCost, sampledPages } = ESTIMATES,
): Promise<number> {
  const counting = await countingOf(tx, project, search, condition)
  if (counting.isFenced || (await costOf(tx, counting)) < cheapCost) return counted(tx, counting)
  return sampled(tx, counting, sampledPages)
}

async function countingOf(tx: Tx, project: string, search: Search, condition: Condition): Promise<Counting> {
  await conditionSqlInSlices(project, search.type, condition)
  const { rows, isFenced, isShape, condition: rest } = readingOf(tx, project, search, condition)
  const within = conditionSql(project, search.type, rest, isFenced)
  const where = sql`r.project = ${project} and r.type = ${search.type} and not r.deleted and ${within}`
  return { rows, where, isFenced, options: { isShape, workMs: COUNT_MS } }
}

async function counted(tx: Tx, { rows, where, options }: Counting): Promise<number> {
  const text = sql`select count(*) as total from ${rows} where ${where}`
  return (await dynamic.one<{ total: number }>(tx, text, options)).total
}

async function costOf(tx: Tx, { rows, where }: Counting): Promise<number> {
  const text = sql`explain (format json) select count(*) from ${rows} where ${where}`
  const { 'QUERY PLAN': plans } = await dynamic.one<{ 'QUERY PLAN': readonly { Plan: { 'Total Cost': number } }[] }>(
    tx,
    text,
  )
  return plans[0]?.Plan['Total Cost'] ?? 0
}

async function sampled(tx: Tx, { where, options }: Counting, pages: number): Promise<number> {
  const part = sql`least(1, ${pages}::float8 * 8192 / greatest(1, pg_relation_size('resources')))`
  const { total } = await dynamic.one<{ total: number }>(
    tx,
    sql`
    select round(count(*) / ${part})::bigint as total
    from resources r tablesample system (100 * ${part}) repeatable (1)
    where ${where}`,
    options,
  )
  return total
}
