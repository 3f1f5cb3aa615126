import type { Condition } from '@damson/fhir'
import { sql } from '#base/db'
import {
  afterPrefix,
  type EntryCondition,
  entrySql,
  isRangeCondition,
  plainEntrySql,
  type RangeCondition,
  TABLES,
} from './entry.store.ts'
import { indexHash } from './hash.ts'
import { keptSql } from './kept-conditions.ts'

type Fragment = ReturnType<typeof sql>

/**
 * A condition as SQL over a row `r` of `resources`: the same meaning as `holds` in packages/fhir, which a property
 * test keeps true. Values are always parameters.
 */
export function conditionSql(project: string, type: string, condition: Condition): Fragment {
  switch (condition.op) {
    case 'all':
      return joined(allSql(project, type, condition.of), sql` and `, sql`true`)
    case 'any':
      return keptSql(project, type, condition, () => anySql(project, type, condition.of))
    case 'not':
      return sql`not ${conditionSql(project, type, condition.of)}`
    case 'id':
      return sql`r.id = any(${condition.ids}::text[])`
    case 'term':
      return keptSql(project, type, condition, () => termSql(project, type, condition.terms))
    case 'updated':
      return instantSql(sql`r.updated_at`, condition)
    case 'string':
      return existsSql(project, type, condition, [])
    default:
      return existsSql(project, type, condition, [condition])
  }
}

/** The overlap of two lists compares each with each, unless an index serves it; a search has no more values than this. */
const LONGEST_OVERLAP = 200

function termSql(project: string, type: string, terms: readonly string[]): Fragment {
  const hashes = terms.map((term) => indexHash(project, type, term))
  if (hashes.length <= LONGEST_OVERLAP) return sql`r.terms && ${hashes}::bigint[]`
  // PostgreSQL hashes the list of `any`, once for all rows. As text it is not written anew for each statement.
  return sql`exists (select 1 from unnest(r.terms) as t where t = any(${`{${hashes.join(',')}}`}::bigint[]))`
}

type StringCondition = Extract<Condition, { readonly op: 'string' }>

/** Many starts of one parameter are one question: the planner thinks about each question for itself. */
const MANY_STARTS = 8

function anySql(project: string, type: string, parts: readonly Condition[]): Fragment {
  const starts = parts.filter((part): part is StringCondition => part.op === 'string' && part.match === 'starts')
  const many = [...Map.groupBy(starts, ({ param }) => param).values()].filter(({ length }) => length >= MANY_STARTS)
  const together = new Set<Condition>(many.flat())
  return joined(
    [
      ...many.map((ones) => startsSql(project, type, ones)),
      ...parts.filter((part) => !together.has(part)).map((part) => conditionSql(project, type, part)),
    ],
    sql` or `,
    sql`false`,
  )
}

function startsSql(project: string, type: string, starts: readonly StringCondition[]): Fragment {
  const param = indexHash(project, type, starts[0]?.param ?? '').toString()
  const from = starts.map(({ value }) => value)
  const to = from.map((value) => afterPrefix(value) ?? null)
  return sql`exists (
    select 1
    from resource_strings e
    join unnest(${from}::text[], ${to}::text[]) as s(first, beyond) on e.value >= s.first and (s.beyond is null or e.value < s.beyond)
    where e.rk = r.rk and e.param = ${param}::bigint)`
}

function joined(parts: readonly Fragment[], by: Fragment, none: Fragment): Fragment {
  return parts.length === 0 ? none : sql`(${sql.join(parts, by)})`
}

function allSql(project: string, type: string, parts: readonly Condition[]): readonly Fragment[] {
  const ranges = parts.filter(isRangeCondition)
  return parts.map((part) => {
    if (!isRangeCondition(part)) return conditionSql(project, type, part)
    const together = ranges.filter(({ op, param }) => op === part.op && param === part.param)
    return existsSql(project, type, part, together)
  })
}

/** That some entry satisfies a condition; `together` are those of its parameter that must all hold, itself included. */
function existsSql(
  project: string,
  type: string,
  condition: EntryCondition,
  together: readonly RangeCondition[],
): Fragment {
  const e = sql.raw('e')
  const one = entrySql(e, condition)
  const param = indexHash(project, type, condition.param).toString()
  // `is true` keeps the planner from taking what both sides have in common out of the `or`.
  const satisfied =
    together.length === 0 ? one : sql`((${plainEntrySql(e, together)}) or (e.apart and (${one}) is true))`
  return sql`exists (select 1 from ${TABLES[condition.op]} e where e.rk = r.rk and e.param = ${param}::bigint and ${satisfied})`
}

/** The years that a timestamp parameter can have; nothing was ever updated outside them. */
const [FIRST_DAY, LAST_DAY] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')]

/** A column that holds an instant is the entry [t, t + 1 ms): each comparison is one with a bound, which an index serves. */
export function instantSql(
  column: Fragment,
  { comparison, lo: low, hi: high }: Extract<Condition, { readonly op: 'date' | 'updated' }>,
): Fragment {
  const bound = (ms: number): Date => new Date(Math.min(Math.max(ms, FIRST_DAY), LAST_DAY))
  const [lo, hi] = [sql`${bound(low)}::timestamptz`, sql`${bound(high)}::timestamptz`]
  switch (comparison) {
    case 'eq':
      return sql`(${column} >= ${lo} and ${column} < ${hi})`
    case 'ne':
      return sql`not (${column} >= ${lo} and ${column} < ${hi})`
    case 'gt':
    case 'sa':
      return sql`${column} >= ${hi}`
    case 'lt':
    case 'eb':
      return sql`${column} < ${lo}`
    case 'ge':
      return sql`${column} >= ${lo}`
    case 'le':
      return sql`${column} < ${hi}`
    case 'overlaps':
      return sql`(${column} < ${hi} and ${column} >= ${lo})`
  }
}
