import type { Condition, Search, Sort } from '@damson/fhir'
import { dynamic, sql, type Tx } from '#base/db'
import { conditionSql, conditionSqlInSlices } from './condition.store.ts'
import { entriesSql, isRangeCondition, plainEntrySql, type RangeCondition } from './entry.store.ts'
import { type Reading, readingOf } from './fence.store.ts'
import { indexHash } from './hash.ts'
import { conjuncts } from './narrowed.ts'
import { STORED } from './resource.store.ts'
import type { Stored } from './stored.ts'

type Fragment = ReturnType<typeof sql>

/** The sort values of a page's last row, as texts, and its row key. */
export interface RowPosition {
  readonly keys: readonly (string | null)[]
  readonly rk: number
}

/** A found row with its sort values. */
export type Found = Stored & { readonly keys: readonly (string | null)[] }

interface Key {
  readonly value: Fragment
  /** The SQL type that a value from a cursor is cast to. */
  readonly cast: Fragment
  readonly descending: boolean
  readonly nullable: boolean
}

/** The source, conditions and sort keys of a query; `rk` is the expression of the last key. */
interface Plan {
  readonly from: Fragment
  readonly where: readonly Fragment[]
  readonly keys: readonly Key[]
  readonly rk: Fragment
}

const COLUMNS = {
  date: { column: sql.raw('lo'), cast: sql`bigint` },
  string: { column: sql.raw('value'), cast: sql`text` },
  number: { column: sql.raw('lo'), cast: sql`float8` },
} as const

type IndexedSort = Sort & { readonly kind: keyof typeof COLUMNS }

function isIndexed(sort: Sort | undefined): sort is IndexedSort {
  return sort !== undefined && sort.kind in COLUMNS
}

/** A search that sorts first by an ordered parameter runs in two parts: rows with a value, then rows without one. */
export function sortsByParameter({ sort }: Search): boolean {
  return isIndexed(sort[0])
}

export type Part = 'all' | 'valued' | 'valueless'

export async function selectPage(
  tx: Tx,
  project: string,
  search: Search,
  condition: Condition,
  part: Part,
  after: RowPosition | undefined,
  limit: number,
): Promise<readonly Found[]> {
  // Writes large policy conditions in slices first; `planOf` then finds them in the cache.
  await conditionSqlInSlices(project, search.type, condition)
  const reading = readingOf(tx, project, search, condition)
  const { from, where, keys, rk } = planOf(project, search, reading, part)
  const all = [...keys, { value: rk, cast: sql`bigint`, descending: keys[0]?.descending ?? false, nullable: false }]
  const conditions = [
    sql`r.project = ${project} and r.type = ${search.type} and not r.deleted`,
    ...where,
    ...(after === undefined ? [] : [beyond(all, [...after.keys, String(after.rk)])]),
  ]
  const found = sql`
    from ${from}
    where ${sql.join(conditions, sql` and `)}
    order by ${sql.join(all.map(orderOf))}
    limit ${limit}`
  if (reading.isFenced) return dynamic.rows<Found>(tx, widened(all, found), { isShape: reading.isShape })
  const shown = keys.map(({ value }) => sql`(${value})::text`)
  return dynamic.rows<Found>(tx, sql`select ${STORED}, array[${sql.join(shown)}]::text[] as keys ${found}`)
}

/** Sorts the matches with their sort keys only, and then fetches the whole rows of the page. The last key is `rk`. */
function widened(keys: readonly Key[], found: Fragment): Fragment {
  const named = keys.map((key, i) => ({ ...key, value: sql`page.${sql.raw(`s${i}`)}` }))
  const inner = keys.map(({ value }, i) => sql`${value} as ${sql.raw(`s${i}`)}`)
  const shown = named.slice(0, -1).map(({ value }) => sql`(${value})::text`)
  return sql`
    select ${STORED}, array[${sql.join(shown)}]::text[] as keys
    from (select ${sql.join(inner)} ${found}) page
    cross join lateral (select * from resources w where w.rk = page.${sql.raw(`s${keys.length - 1}`)} offset 0) r
    order by ${sql.join(named.map(orderOf))}`
}

function planOf(project: string, search: Search, reading: Reading, part: Part): Plan {
  const [first, ...others] = search.sort
  if (part !== 'all' && isIndexed(first))
    return part === 'valued'
      ? valuedPlan(project, search, reading, first, others)
      : valuelessPlan(project, search, reading, first, others)
  const newestFirst: Sort = { param: '_lastUpdated', kind: 'updated', descending: true }
  const { joins, keys } = joined(project, search, reading, first === undefined ? [newestFirst] : search.sort)
  const where = [conditionOf(project, search, reading, reading.condition)]
  return { from: sql`${reading.rows} ${joins}`, where, keys, rk: sql`r.rk` }
}

function conditionOf(project: string, { type }: Search, { isFenced }: Reading, condition: Condition): Fragment {
  return conditionSql(project, type, condition, isFenced)
}

/** Reads the index of the first key in order, or the first key of each of a few rows. One index entry per resource. */
function valuedPlan(
  project: string,
  search: Search,
  reading: Reading,
  first: IndexedSort,
  others: readonly Sort[],
): Plan {
  const k = sql.raw('k')
  const { column, cast } = COLUMNS[first.kind]
  const { joins, keys } = joined(project, search, reading, others)
  return {
    from: sql`${reading.rows} join ${entriesSql(first.kind, k, reading.isFenced)} on k.rk = r.rk ${joins}`,
    where: [
      sql`k.param = ${hashOf(project, search, first)}::bigint and ${flag(k, first)}`,
      ...valuedConditions(project, search, reading, first),
    ],
    keys: [{ value: sql`k.${column}`, cast, descending: first.descending, nullable: false }, ...keys],
    rk: sql`k.rk`,
  }
}

/** Checks conditions on the sort parameter directly on its entry; reads other entries only where there are several. */
function valuedConditions(
  project: string,
  search: Search,
  reading: Reading,
  { param, kind }: IndexedSort,
): readonly Fragment[] {
  const k = sql.raw('k')
  const parts = conjuncts(reading.condition)
  const isOwn = (part: Condition): part is RangeCondition =>
    isRangeCondition(part) && part.op === kind && part.param === param
  const own = parts.filter(isOwn)
  const others = conditionOf(project, search, reading, { op: 'all', of: parts.filter((part) => !isOwn(part)) })
  if (own.length === 0) return [others]
  const some = conditionOf(project, search, reading, { op: 'all', of: own })
  return [sql`((${plainEntrySql(k, own)}) or (k.apart and ${some}))`, others]
}

function valuelessPlan(
  project: string,
  search: Search,
  reading: Reading,
  first: IndexedSort,
  others: readonly Sort[],
): Plan {
  const entries = entriesSql(first.kind, sql.raw('k'), reading.isFenced)
  const none = sql`not exists (select 1 from ${entries}
    where k.rk = r.rk and k.param = ${hashOf(project, search, first)}::bigint)`
  const { joins, keys } = joined(project, search, reading, others)
  return {
    from: sql`${reading.rows} ${joins}`,
    where: [conditionOf(project, search, reading, reading.condition), none],
    keys,
    rk: sql`r.rk`,
  }
}

/** Sort keys that may have no value, each with the join that finds it. */
function joined(
  project: string,
  search: Search,
  { isFenced }: Reading,
  sorts: readonly Sort[],
): { readonly joins: Fragment; readonly keys: readonly Key[] } {
  const joins: Fragment[] = []
  const keys = sorts.map((sort, i): Key => {
    const { descending } = sort
    if (!isIndexed(sort)) {
      return sort.kind === 'id'
        ? { value: sql`r.id`, cast: sql`text`, descending, nullable: false }
        : { value: sql`r.updated_at`, cast: sql`timestamptz`, descending, nullable: false }
    }
    const alias = sql.raw(`k${i}`)
    const { column, cast } = COLUMNS[sort.kind]
    joins.push(
      sql`left join ${entriesSql(sort.kind, alias, isFenced)} on ${alias}.rk = r.rk
        and ${alias}.param = ${hashOf(project, search, sort)}::bigint and ${flag(alias, sort)}`,
    )
    return { value: sql`${alias}.${column}`, cast, descending, nullable: true }
  })
  return { joins: sql.join(joins, sql` `), keys }
}

const hashOf = (project: string, search: Search, sort: Sort): string =>
  indexHash(project, search.type, sort.param).toString()
const flag = (alias: Fragment, { descending }: Sort): Fragment =>
  descending ? sql`${alias}.highest` : sql`${alias}.lowest`

/** Rows without a value come last in either direction. */
function orderOf({ value, descending, nullable }: Key): Fragment {
  const direction = descending ? sql`desc` : sql`asc`
  return nullable ? sql`(${value}) is null, ${value} ${direction}` : sql`${value} ${direction}`
}

/**
 * Everything that sorts after a cursor: one row comparison if all keys have the same direction, because an index serves
 * it.
 */
function beyond(keys: readonly Key[], position: readonly (string | null)[]): Fragment {
  const values = keys.map(({ cast }, i) => sql`${position[i] ?? null}::text::${cast}`)
  const [first] = keys
  const oneWay = keys.every(({ descending, nullable }) => descending === first?.descending && !nullable)
  if (oneWay) {
    const operator = first?.descending === true ? sql`<` : sql`>`
    return sql`(${sql.join(keys.map(({ value }) => value))}) ${operator} (${sql.join(values)})`
  }
  const alternatives = keys.map((key, i) => {
    const same = keys.slice(0, i).map(({ value }, j) => sql`${value} is not distinct from ${values[j] ?? sql`null`}`)
    return sql`(${sql.join([...same, after(key, values[i] ?? sql`null`, position[i] === null)], sql` and `)})`
  })
  return sql`(${sql.join(alternatives, sql` or `)})${bound(first, values[0])}`
}

/** A bound on the first key that the alternatives imply, repeated in a form that an index serves. */
function bound(first: Key | undefined, than: Fragment | undefined): Fragment {
  if (first === undefined || than === undefined || first.nullable) return sql``
  return first.descending ? sql` and ${first.value} <= ${than}` : sql` and ${first.value} >= ${than}`
}

function after({ value, descending, nullable }: Key, than: Fragment, isNull: boolean): Fragment {
  if (isNull) return sql`false`
  const compared = descending ? sql`${value} < ${than}` : sql`${value} > ${than}`
  return nullable ? sql`(${compared} or ${value} is null)` : compared
}

/** The patients whose records hold the matching resources, for any reader; at most `limit`. */
export async function patientsFound(
  tx: Tx,
  project: string,
  type: Search['type'],
  condition: Condition,
  limit: number,
): Promise<readonly string[]> {
  const rows = await dynamic.rows<{ patient: string }>(
    tx,
    sql`
    select distinct patient
    from resources r cross join lateral unnest(r.patients) as patient
    where r.project = ${project} and r.type = ${type} and not r.deleted and ${conditionSql(project, type, condition)}
    limit ${limit}`,
  )
  return rows.map(({ patient }) => patient)
}

/** Part of a statement: the ids of the resources of a type that meet a condition. */
export function idsFound(project: string, type: Search['type'], condition: Condition): Fragment {
  return sql`
    select r.id from resources r
    where r.project = ${project} and r.type = ${type} and not r.deleted and ${conditionSql(project, type, condition)}`
}
