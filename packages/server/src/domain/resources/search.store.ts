import type { Condition, Search, Sort } from '@damson/fhir'
import { dynamic, sql, type Tx } from '#base/db'
import { conditionSql } from './condition.store.ts'
import { indexHash } from './hash.ts'
import { STORED } from './resource.store.ts'
import type { Stored } from './stored.ts'

type Fragment = ReturnType<typeof sql>

/** The sort values of the last row of a page, as texts, and its row key. */
export interface Place {
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

/** What a query reads from, what it adds to the condition, and what it sorts by. */
interface Plan {
  readonly from: Fragment
  readonly where: readonly Fragment[]
  readonly keys: readonly Key[]
}

const TABLES = {
  date: { table: sql`resource_dates`, column: sql.raw('lo'), cast: sql`bigint` },
  string: { table: sql`resource_strings`, column: sql.raw('value'), cast: sql`text` },
  number: { table: sql`resource_numbers`, column: sql.raw('lo'), cast: sql`float8` },
} as const

function isIndexed(sort: Sort): sort is Sort & { kind: keyof typeof TABLES } {
  return sort.kind in TABLES
}

/** Sorted by one ordered parameter, a search runs in two parts: rows that have a value, then those that have none. */
export function sortsByOneParameter(search: Search): boolean {
  const [first, second] = search.sort
  return first !== undefined && second === undefined && isIndexed(first)
}

export type Part = 'all' | 'valued' | 'valueless'

export async function selectPage(
  tx: Tx,
  project: string,
  search: Search,
  condition: Condition,
  part: Part,
  after: Place | undefined,
  limit: number,
): Promise<readonly Found[]> {
  const { from, where, keys } = planOf(project, search, part)
  const [direction] = keys.length === 0 ? [false] : keys.map(({ descending }) => descending)
  const rk: Key = { value: sql`r.rk`, cast: sql`bigint`, descending: direction ?? false, nullable: false }
  const all = [...keys, rk]
  const conditions = [
    sql`r.project = ${project} and r.type = ${search.type} and not r.deleted`,
    conditionSql(project, search.type, condition),
    ...where,
    ...(after === undefined ? [] : [beyond(all, [...after.keys, String(after.rk)])]),
  ]
  const shown = keys.map(({ value }) => sql`(${value})::text`)
  return dynamic.rows<Found>(
    tx,
    sql`
    select ${STORED}, array[${sql.join(shown)}]::text[] as keys
    from ${from}
    where ${sql.join(conditions, sql` and `)}
    order by ${sql.join(all.map(orderOf))}
    limit ${limit}`,
  )
}

function planOf(project: string, search: Search, part: Part): Plan {
  const [only] = search.sort
  if (part !== 'all' && only !== undefined && isIndexed(only))
    return part === 'valued' ? valuedPlan(project, search, only) : valuelessPlan(project, search, only)
  const joins: Fragment[] = []
  const keys = search.sort.map((sort, i): Key => {
    if (sort.kind === 'updated')
      return {
        value: sql`r.updated_at`,
        cast: sql`timestamptz`,
        descending: sort.descending,
        nullable: false,
      }
    if (sort.kind === 'id') return { value: sql`r.id`, cast: sql`text`, descending: sort.descending, nullable: false }
    const { table, column, cast } = TABLES[sort.kind]
    const alias = sql.raw(`k${i}`)
    joins.push(
      sql`left join ${table} ${alias} on ${alias}.rk = r.rk and ${alias}.param = ${hashOf(project, search, sort)}::bigint and ${flag(alias, sort)}`,
    )
    return { value: sql`${alias}.${column}`, cast, descending: sort.descending, nullable: true }
  })
  const newestFirst: Key = {
    value: sql`r.updated_at`,
    cast: sql`timestamptz`,
    descending: true,
    nullable: false,
  }
  return {
    from: sql`resources r ${sql.join(joins, sql` `)}`,
    where: [],
    keys: keys.length === 0 ? [newestFirst] : keys,
  }
}

function valuedPlan(project: string, search: Search, sort: Sort & { kind: keyof typeof TABLES }): Plan {
  const { table, column, cast } = TABLES[sort.kind]
  const k = sql.raw('k')
  return {
    from: sql`${table} k join resources r on r.rk = k.rk`,
    where: [sql`k.param = ${hashOf(project, search, sort)}::bigint`, flag(k, sort)],
    keys: [{ value: sql`k.${column}`, cast, descending: sort.descending, nullable: false }],
  }
}

function valuelessPlan(project: string, search: Search, sort: Sort & { kind: keyof typeof TABLES }): Plan {
  const { table } = TABLES[sort.kind]
  const none = sql`not exists (select 1 from ${table} k where k.rk = r.rk and k.param = ${hashOf(project, search, sort)}::bigint)`
  return { from: sql`resources r`, where: [none], keys: [] }
}

const hashOf = (project: string, search: Search, sort: Sort): string =>
  indexHash(project, search.type, sort.param).toString()
const flag = (alias: Fragment, { descending }: Sort): Fragment =>
  descending ? sql`${alias}.highest` : sql`${alias}.lowest`

/** Rows without a value come last, whichever the direction. */
function orderOf({ value, descending, nullable }: Key): Fragment {
  const direction = descending ? sql`desc` : sql`asc`
  return nullable ? sql`(${value}) is null, ${value} ${direction}` : sql`${value} ${direction}`
}

/** Everything that sorts after a place: a row comparison where all keys run one way, which an index serves. */
function beyond(keys: readonly Key[], place: readonly (string | null)[]): Fragment {
  const values = keys.map(({ cast }, i) => sql`${place[i] ?? null}::text::${cast}`)
  const oneWay = keys.every(({ descending, nullable }) => descending === keys[0]?.descending && !nullable)
  if (oneWay) {
    const operator = keys[0]?.descending === true ? sql`<` : sql`>`
    return sql`(${sql.join(keys.map(({ value }) => value))}) ${operator} (${sql.join(values)})`
  }
  const alternatives = keys.map((key, i) => {
    const same = keys.slice(0, i).map(({ value }, j) => sql`${value} is not distinct from ${values[j] ?? sql`null`}`)
    return sql`(${sql.join([...same, after(key, values[i] ?? sql`null`, place[i] === null)], sql` and `)})`
  })
  return sql`(${sql.join(alternatives, sql` or `)})`
}

function after({ value, descending, nullable }: Key, than: Fragment, isNull: boolean): Fragment {
  if (isNull) return sql`false`
  const compared = descending ? sql`${value} < ${than}` : sql`${value} > ${than}`
  return nullable ? sql`(${compared} or ${value} is null)` : compared
}

export async function countFound(tx: Tx, project: string, search: Search, condition: Condition): Promise<number> {
  const { total } = await dynamic.one<{ total: number }>(
    tx,
    sql`
    select count(*) as total
    from resources r
    where r.project = ${project} and r.type = ${search.type} and not r.deleted and ${conditionSql(project, search.type, condition)}`,
  )
  return total
}
