import type { Condition } from '@damson/fhir'
import { dynamic, sql, type Tx } from '#base/db'
import { conjuncts } from '#domain/resources'
import { auditConditionSql, type Beginning, beginningOf, IS_RARE } from './condition.store.ts'

type Fragment = ReturnType<typeof sql>

/** What one way into the events found in one bar. */
export interface CountedRow {
  /** Which way: each is read no further than its limit. */
  readonly way: number
  /** Counts from 1. */
  readonly bar: number
  readonly looked: number
  /** The earliest event that was looked at. */
  readonly since: Date
  readonly succeeded: number
  readonly refused: number
}

export interface CountedTime {
  readonly from: Date
  readonly until: Date
  /** Where each bar begins, as an instant. */
  readonly begins: readonly string[]
}

/** The ways into the events of a condition. */
export function waysInto(condition: Condition): Beginning {
  return beginningOf(condition) ?? { values: [sql`true`], rest: condition }
}

/** The ways into what was refused. */
export function waysIntoRefusals(rest: Condition): Beginning {
  return { values: [4, 8, 12].map((outcome) => sql`outcome <> 0 and outcome = ${outcome}`), rest }
}

export function countOfWays({ kinds, values }: Beginning): number {
  return Math.max(1, kinds?.length ?? values?.length ?? 1)
}

/** Whether a condition is of nothing but the time, so that an index alone can count its events. */
export function isOfTimeAlone(condition: Condition): boolean {
  return conjuncts(condition).every(isTime)
}

/**
 * Counts events by bars. Of each way into them, the newest `limit` that the reader may read are looked at and no more, however
 * many there are: an index has them in the order of time.
 */
export function countByBars(
  tx: Tx,
  project: string,
  { values = [], kinds, rest }: Beginning,
  { from, until, begins, within, limit }: CountedTime & { readonly within: Condition; readonly limit: number },
): Promise<readonly CountedRow[]> {
  const parts = conjuncts(rest)
  // A time bounds what is looked at; what else the events must meet is asked of those.
  const times: Condition = { op: 'all', of: parts.filter(isTime) }
  const others: Condition = { op: 'all', of: parts.filter((part) => !isTime(part)) }
  const newest = (by: Fragment) => sql`
    (select id, at, kind, outcome, agent, app, entity, patient
    from audit_events
    where project = ${project} and at >= ${from} and at < ${until} and ${by} and ${auditConditionSql(times)}
      and ${auditConditionSql(within)}
    order by at desc limit ${limit})`
  const looked =
    kinds === undefined
      ? sql.join(
          // An event that has several of the values is counted with the first.
          values.map((by, way) => {
            const notBefore = values.slice(0, way).map((other) => sql`and (${other}) is not true`)
            const only = notBefore.length === 0 ? sql`` : sql.join(notBefore, sql` `)
            return sql`select ${sql.lit(way)}::integer as way, found.* from ${newest(sql`${by} ${only}`)} as found`
          }),
          sql` union all `,
        )
      : sql`select wanted.way::integer as way, found.* from unnest(${kinds}::text[]) with ordinality as wanted (name, way)
          cross join lateral ${newest(sql`audit_events.kind = wanted.name and ${IS_RARE}`)} as found`
  return dynamic.rows<CountedRow>(
    tx,
    sql`
      select way, width_bucket(at, ${begins}::timestamptz[]) as bar, count(*)::integer as looked, min(at) as since,
        (count(*) filter (where outcome = 0 and ${auditConditionSql(others)}))::integer as succeeded,
        (count(*) filter (where outcome <> 0 and ${auditConditionSql(others)}))::integer as refused
      from (${looked}) as looked
      group by 1, 2`,
  )
}

/** Counts all events by bars, whatever their outcome, for a condition of the time alone: the newest `limit`, by an index alone. */
export function countAllByBars(
  tx: Tx,
  project: string,
  condition: Condition,
  { from, until, begins }: CountedTime,
  limit: number,
): Promise<readonly CountedRow[]> {
  return dynamic.rows<CountedRow>(
    tx,
    sql`
      select 0 as way, width_bucket(at, ${begins}::timestamptz[]) as bar, count(*)::integer as looked, min(at) as since,
        count(*)::integer as succeeded, 0 as refused
      from (
        select at from audit_events
        where project = ${project} and at >= ${from} and at < ${until} and ${auditConditionSql(condition)}
        order by at desc limit ${limit}
      ) as looked
      group by 2`,
  )
}

const isTime = ({ op }: Condition): boolean => op === 'date' || op === 'updated'
