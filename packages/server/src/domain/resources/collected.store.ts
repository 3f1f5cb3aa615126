import type { Condition } from '@damson/fhir'
import { sql } from '#base/db'
import type { Hash } from './cached-conditions.ts'

type Fragment = ReturnType<typeof sql>
type Of<Op extends Condition['op']> = Extract<Condition, { readonly op: Op }>

export type StartCondition = Of<'string'>

/**
 * A large policy has many conditions on texts and dates. With a subquery for each, the planner needs seconds for
 * thousands. So the texts and dates of the row are collected once, and the conditions are compared with them.
 */
export interface Collection {
  readonly texts: readonly string[]
  readonly dates: readonly string[]
}

/** Fewer conditions are asked one by one, so that an index may serve them. */
const MANY = 16

/** What to collect for alternatives, if that is worth it. */
export function collectionOf(alternatives: readonly Condition[]): Collection | undefined {
  const [texts, dates] = [new Set<string>(), new Set<string>()]
  let count = 0
  const look = (one: Condition): void => {
    if (one.op === 'all' || one.op === 'any') one.of.forEach(look)
    else if (one.op === 'not') look(one.of)
    else if (isStart(one)) {
      texts.add(one.param)
      count += 1
    } else if (one.op === 'date' && one.comparison === 'eq') {
      dates.add(one.param)
      count += 1
    }
  }
  alternatives.forEach(look)
  return count < MANY ? undefined : { texts: [...texts], dates: [...dates] }
}

/** Separates large groups of prefix conditions on one parameter, which become one question, from the other alternatives. */
export function manyStarts(alternatives: readonly Condition[]): {
  readonly groups: readonly (readonly StartCondition[])[]
  readonly others: readonly Condition[]
} {
  const byParam = Map.groupBy(alternatives.filter(isStart), ({ param }) => param)
  const groups = [...byParam.values()].filter(({ length }) => length >= MANY)
  const grouped = new Set<Condition>(groups.flat())
  return { groups, others: alternatives.filter((one) => !grouped.has(one)) }
}

/** Whether a text of the parameter has one of the prefixes. */
export function someStartSql(
  hash: Hash,
  starts: readonly StartCondition[],
  endOf: (start: string) => string | undefined,
): Fragment {
  const from = starts.map(({ value }) => value)
  const to = from.map((value) => endOf(value) ?? null)
  return sql`exists (
    select 1
    from resource_strings e
    join unnest(${from}::text[], ${to}::text[]) as s(first, beyond)
      on e.value >= s.first and (s.beyond is null or e.value < s.beyond)
    where e.rk = r.rk and e.param = ${hash(starts[0]?.param ?? '')}::bigint)`
}

export function isStart(condition: Condition): condition is StartCondition {
  return condition.op === 'string' && condition.match === 'starts'
}

/** Whether `inside` holds, with the collected entries of the row available to it. */
export function collectedSql(hash: Hash, { texts, dates }: Collection, inside: Fragment): Fragment {
  const spans = dates.map(
    (param) => sql`coalesce(array_agg(int8range(e.lo, e.hi)) filter (where e.param = ${hash(param)}::bigint), '{}')`,
  )
  return sql`exists (
    select 1
    from (
      select coalesce(string_agg(chr(10) || e.param || ':' || e.value, ''), '') as texts
      from resource_strings e
      where e.rk = r.rk and e.param = any(${texts.map(hash)}::bigint[])
    ) s
    cross join (
      select ${sql.join([sql`count(*) as found`, ...spans.map((span, at) => sql`${span} as ${sql.raw(columnAt(at))}`)])}
      from resource_dates e
      where e.rk = r.rk and e.param = any(${dates.map(hash)}::bigint[])
    ) d
    where ${inside})`
}

const columnAt = (at: number): string => `span${at}`

/** Whether a collected text of the shared parameter has one of the prefixes. No text contains a line feed. */
export function startsSql(hash: Hash, starts: readonly StartCondition[]): Fragment {
  const patterns = starts.map(({ param, value }) => `%\n${hash(param)}:${value.replace(/[\\%_]/g, '\\$&')}%`)
  return sql`s.texts like any(${patterns}::text[])`
}

/** Whether a collected date of the parameter is within the demanded one. */
export function duringSql({ dates }: Collection, { param, lo, hi }: Of<'date'>): Fragment {
  const column = sql.raw(`d.${columnAt(dates.indexOf(param))}`)
  return sql`int8range(${lo}::bigint, ${hi}::bigint) @> any(${column})`
}
