import { allSteps, type Condition, type Steps } from '@damson/fhir'
import { type Flat, flattened, joinedFlat, ofFlat, sql } from '#base/db'
import { inSlices } from '#base/slices'
import { type Hash, isKept, keepSteps, keptSql } from './cached-conditions.ts'
import {
  type Collection,
  collectedSql,
  collectionOf,
  duringSql,
  isStart,
  manyStarts,
  someStartSql,
  startsSql,
} from './collected.store.ts'
import {
  afterPrefix,
  type EntryCondition,
  entriesSql,
  entrySql,
  isRangeCondition,
  plainEntrySql,
  type RangeCondition,
} from './entry.store.ts'
import { indexHash } from './hash.ts'

type Fragment = ReturnType<typeof sql>

/** The project and type that conditions are written for, and how their terms are hashed there. */
interface ConditionTarget {
  readonly project: string
  readonly type: string
  readonly hash: Hash
  /** The entries already collected for the row: a condition on them needs no subquery. */
  readonly collected?: Collection
  /** There are few rows: entries are looked up by row, never rows by entry. */
  readonly isRowByRow?: boolean
}

/**
 * A condition as SQL over a row `r` of `resources`: the same meaning as `holds` in packages/fhir, which a property
 * test keeps true. Values are always parameters.
 */
export function conditionSql(project: string, type: string, condition: Condition, isRowByRow = false): Fragment {
  return writtenSql({ project, type, hash: (text) => indexHash(project, type, text), isRowByRow }, condition)
}

/** Like `conditionSql`, but hashes and writes large policy conditions in slices. */
export async function conditionSqlInSlices(project: string, type: string, condition: Condition): Promise<Fragment> {
  // The SQL of large parts goes to the cache, where `conditionSql` finds it.
  await inSlices(keepSteps(project, type, condition, (part, hash) => largeSteps({ project, type, hash }, part)))
  return conditionSql(project, type, condition)
}

function* largeSteps(target: ConditionTarget, part: Condition): Steps<Flat> {
  if (part.op !== 'any')
    return flattened(part.op === 'term' ? termSql(target.hash, part.terms) : writtenSql(target, part))
  const { groups, others } = manyStarts(part.of)
  const collected = collectionOf(others)
  const inside: ConditionTarget = collected === undefined ? target : { ...target, collected }
  const alternatives: Flat[] = []
  for (const one of others) {
    alternatives.push(flattened(writtenSql(inside, one)))
    yield
  }
  const any = others.length === 0 ? sql`false` : ofFlat(joinedFlat(alternatives, ' or '))
  const rest = collected === undefined ? any : collectedSql(target.hash, collected, any)
  const starts = groups.map((ones) => someStartSql(target.hash, ones, afterPrefix))
  return flattened(joined([...starts, rest], sql` or `, sql`false`))
}

function writtenSql(target: ConditionTarget, condition: Condition): Fragment {
  const { project, type, hash, collected } = target
  switch (condition.op) {
    case 'all':
      return joined(allSql(target, condition.of), sql` and `, sql`true`)
    case 'any':
      if (collected) return anySql(target, condition.of)
      if (target.isRowByRow && !isKept(condition)) return anySql(target, condition.of)
      // Cached for all callers.
      return keptSql(project, type, condition, () => ofFlat(allSteps(largeSteps({ project, type, hash }, condition))))
    case 'not':
      return sql`not ${writtenSql(target, condition.of)}`
    case 'id':
      return sql`r.id = any(${condition.ids}::text[])`
    case 'term':
      if (collected) return termSql(hash, condition.terms)
      return keptSql(project, type, condition, () => termSql(hash, condition.terms))
    case 'updated':
      return instantSql(sql`r.updated_at`, condition)
    case 'string':
      return collected && condition.match === 'starts' ? startsSql(hash, [condition]) : existsSql(target, condition, [])
    case 'date':
      return collected && condition.comparison === 'eq'
        ? duringSql(collected, condition)
        : existsSql(target, condition, [condition])
    default:
      return existsSql(target, condition, [condition])
  }
}

/** A list overlap compares every pair, unless an index serves it; a search has no more values than this. */
const LONGEST_OVERLAP = 200

function termSql(hash: Hash, terms: readonly string[]): Fragment {
  const hashes = terms.map(hash)
  if (hashes.length <= LONGEST_OVERLAP) return sql`r.terms && ${hashes}::bigint[]`
  // PostgreSQL hashes the list of `any` once for all rows. As one text it isn't serialised again for each statement.
  return sql`exists (select 1 from unnest(r.terms) as t where t = any(${`{${hashes.join(',')}}`}::bigint[]))`
}

function anySql(target: ConditionTarget, parts: readonly Condition[]): Fragment {
  const starts = target.collected ? parts.filter(isStart) : []
  const byParam = [...Map.groupBy(starts, ({ param }) => param).values()]
  return joined(
    [
      ...byParam.map((ones) => startsSql(target.hash, ones)),
      ...parts.filter((part) => !target.collected || !isStart(part)).map((part) => writtenSql(target, part)),
    ],
    sql` or `,
    sql`false`,
  )
}

function joined(parts: readonly Fragment[], by: Fragment, none: Fragment): Fragment {
  return parts.length === 0 ? none : sql`(${sql.join(parts, by)})`
}

function allSql(target: ConditionTarget, parts: readonly Condition[]): readonly Fragment[] {
  if (target.collected) return parts.map((part) => writtenSql(target, part))
  const ranges = parts.filter(isRangeCondition)
  return parts.map((part) => {
    if (!isRangeCondition(part)) return writtenSql(target, part)
    const together = ranges.filter(({ op, param }) => op === part.op && param === part.param)
    return existsSql(target, part, together)
  })
}

/**
 * Whether some entry satisfies a condition; `together` are the conditions on its parameter that must all hold, with this
 * one.
 */
function existsSql(
  { hash, isRowByRow = false }: ConditionTarget,
  condition: EntryCondition,
  together: readonly RangeCondition[],
): Fragment {
  const e = sql.raw('e')
  const one = entrySql(e, condition)
  const param = hash(condition.param).toString()
  // `is true` keeps the planner from moving what both sides share out of the `or`.
  const satisfied =
    together.length === 0 ? one : sql`((${plainEntrySql(e, together)}) or (e.apart and (${one}) is true))`
  const entries = entriesSql(condition.op, e, isRowByRow)
  return sql`exists (select 1 from ${entries} where e.rk = r.rk and e.param = ${param}::bigint and ${satisfied})`
}

/** The years that a timestamp parameter can have; no resource was ever updated outside them. */
const [FIRST_DAY, LAST_DAY] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')]

/** An instant column is the entry [t, t + 1 ms): each comparison becomes one with a bound, which an index serves. */
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
