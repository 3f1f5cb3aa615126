import type { Comparison, Condition } from '@damson/fhir'
import { sql } from '#base/db'
import { unitHash } from './hash.ts'
import { WIDEST_PLAIN_MS } from './index-columns.ts'

type Fragment = ReturnType<typeof sql>

/** A condition that one entry of an ordered parameter can satisfy. */
export type EntryCondition = Extract<Condition, { readonly op: 'date' | 'string' | 'number' }>

export const TABLES = {
  date: sql`resource_dates`,
  string: sql`resource_strings`,
  number: sql`resource_numbers`,
} as const

/**
 * The source of the entries `row` of a resource `r`. With `isRowByRow` they are looked up only by the resource: other
 * conditions cannot lead the planner to read everyone's entries.
 */
export function entriesSql(kind: keyof typeof TABLES, row: Fragment, isRowByRow: boolean): Fragment {
  if (!isRowByRow) return sql`${TABLES[kind]} ${row}`
  return sql`lateral (select * from ${TABLES[kind]} t where t.rk = r.rk offset 0) ${row}`
}

/** A condition on an entry with a `lo` and a `hi`. */
export type RangeCondition = Exclude<EntryCondition, { readonly op: 'string' }>

export function isRangeCondition(condition: Condition): condition is RangeCondition {
  return condition.op === 'date' || condition.op === 'number'
}

/** Whether the entry in a row of its table satisfies a condition. */
export function entrySql(row: Fragment, condition: EntryCondition): Fragment {
  switch (condition.op) {
    case 'date':
      return dateSql(sql`${row}.lo`, sql`${row}.hi`, condition)
    case 'string':
      return stringSql(sql`${row}.value`, condition.match, condition.value)
    case 'number':
      return sql.join(
        [
          numberSql(sql`${row}.lo`, sql`${row}.hi`, condition),
          ...(condition.system === undefined ? [] : [sql`${row}.system = ${hashOf(condition.system)}`]),
          ...(condition.code === undefined ? [] : [sql`${row}.code = ${hashOf(condition.code)}`]),
        ],
        sql` and `,
      )
  }
}

/**
 * Whether an entry satisfies conditions that must all hold, if it isn't `apart` (it is narrow and the only one of its
 * parameter): then it decides alone. Bounds its `lo`, so that an index serves it and the planner can estimate the number
 * of rows in a range.
 */
export function plainEntrySql(row: Fragment, conditions: readonly RangeCondition[]): Fragment {
  return sql.join(
    [...conditions.flatMap((one) => boundsSql(row, one)), ...conditions.map((one) => entrySql(row, one))],
    sql` and `,
  )
}

const hashOf = (text: string): Fragment => sql`${unitHash(text).toString()}::bigint`

function stringSql(value: Fragment, match: 'starts' | 'contains', part: string): Fragment {
  if (match === 'contains') return sql`position(${part} in ${value}) > 0`
  const end = afterPrefix(part)
  return end === undefined ? sql`${value} >= ${part}` : sql`(${value} >= ${part} and ${value} < ${end})`
}

const LAST_CHARACTER = 0x10ffff

/** The first text after all texts with this prefix, in the "C" order of UTF-8; undefined if there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (characters.at(-1) === LAST_CHARACTER) characters.pop()
  const last = characters.pop()
  if (last === undefined) return undefined
  // Surrogates are not characters.
  const next = last === 0xd7ff ? 0xe000 : last + 1
  return String.fromCodePoint(...characters, next)
}

interface Range {
  readonly comparison: Comparison
  readonly lo: number
  readonly hi: number
}

/** The entry [elo, ehi) against the searched [lo, hi). */
function dateSql(elo: Fragment, ehi: Fragment, { comparison, lo: low, hi: high }: Range): Fragment {
  const [lo, hi] = [sql`${low}::bigint`, sql`${high}::bigint`]
  switch (comparison) {
    case 'eq':
      return sql`(${elo} >= ${lo} and ${ehi} <= ${hi})`
    case 'ne':
      return sql`not (${elo} >= ${lo} and ${ehi} <= ${hi})`
    case 'gt':
      return sql`${ehi} > ${hi}`
    case 'lt':
      return sql`${elo} < ${lo}`
    case 'ge':
      return sql`(${ehi} > ${hi} or ${elo} >= ${lo})`
    case 'le':
      return sql`(${elo} < ${lo} or ${ehi} <= ${hi})`
    case 'sa':
      return sql`${elo} >= ${hi}`
    case 'eb':
      return sql`${ehi} <= ${lo}`
    case 'overlaps':
      return sql`(${elo} < ${hi} and ${ehi} > ${lo})`
  }
}

/** The entry [elo, ehi] against the searched value or its implicit range [lo, hi). */
function numberSql(elo: Fragment, ehi: Fragment, { comparison, lo: low, hi: high }: Range): Fragment {
  const [lo, hi] = [sql`${low}::float8`, sql`${high}::float8`]
  switch (comparison) {
    case 'eq':
      return sql`(${elo} >= ${lo} and ${ehi} < ${hi})`
    case 'ne':
      return sql`not (${elo} >= ${lo} and ${ehi} < ${hi})`
    case 'gt':
      return sql`${ehi} > ${hi}`
    case 'lt':
      return sql`${elo} < ${lo}`
    case 'ge':
      return sql`${ehi} >= ${hi}`
    case 'le':
      return sql`${elo} <= ${lo}`
    case 'sa':
      return sql`${elo} > ${hi}`
    case 'eb':
      return sql`${ehi} < ${lo}`
    case 'overlaps':
      return sql`(${elo} <= ${hi} and ${ehi} >= ${lo})`
  }
}

/** Bounds for `lo`, given that a plain entry has a greatest width: `lo` lies at most that far before `hi`. */
function boundsSql(row: Fragment, condition: RangeCondition): readonly Fragment[] {
  const [width, type] = condition.op === 'date' ? [WIDEST_PLAIN_MS, sql`bigint`] : [0, sql`float8`]
  const [least, most] = limitsOf(condition, width)
  return [
    ...(least === undefined ? [] : [sql`${row}.lo >= ${least}::${type}`]),
    ...(most === undefined ? [] : [sql`${row}.lo <= ${most}::${type}`]),
  ]
}

function limitsOf({ comparison, lo, hi }: Range, width: number): [least: number | undefined, most: number | undefined] {
  switch (comparison) {
    case 'eq':
      return [lo, hi]
    case 'ne':
      return [undefined, undefined]
    case 'gt':
      return [hi - width, undefined]
    case 'ge':
      return [Math.min(lo, hi - width), undefined]
    case 'lt':
    case 'eb':
      return [undefined, lo]
    case 'le':
      return [undefined, hi]
    case 'sa':
      return [hi, undefined]
    case 'overlaps':
      return [lo - width, hi]
  }
}
