import type { Comparison, Condition } from '@damson/fhir'
import { sql } from '#base/db'
import { indexHash, unitHash } from './hash.ts'

type Fragment = ReturnType<typeof sql>

/**
 * A condition as SQL over a row `r` of `resources`: the same meaning as `holds` in packages/fhir, which a property
 * test keeps true. Values are always parameters.
 */
export function conditionSql(project: string, type: string, condition: Condition): Fragment {
  const hash = (text: string): string => indexHash(project, type, text).toString()
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0
        ? sql`true`
        : sql`(${sql.join(
            condition.of.map((part) => conditionSql(project, type, part)),
            sql` and `,
          )})`
    case 'any':
      return condition.of.length === 0
        ? sql`false`
        : sql`(${sql.join(
            condition.of.map((part) => conditionSql(project, type, part)),
            sql` or `,
          )})`
    case 'not':
      return sql`not ${conditionSql(project, type, condition.of)}`
    case 'id':
      return sql`r.id = any(${condition.ids}::text[])`
    case 'term':
      return sql`r.terms && ${condition.terms.map(hash)}::bigint[]`
    case 'string':
      return sql`exists (select 1 from resource_strings s where s.rk = r.rk and s.param = ${hash(condition.param)}::bigint and ${matchSql(condition.match, condition.value)})`
    case 'date':
      return sql`exists (select 1 from resource_dates d where d.rk = r.rk and d.param = ${hash(condition.param)}::bigint and ${dateSql(sql`d.lo`, sql`d.hi`, condition)})`
    case 'updated':
      return instantSql(sql`r.updated_at`, condition)
    case 'number':
      return sql`exists (select 1 from resource_numbers n where n.rk = r.rk and n.param = ${hash(condition.param)}::bigint and ${numberSql(condition)})`
  }
}

function matchSql(match: 'starts' | 'contains', value: string): Fragment {
  if (match === 'contains') return sql`position(${value} in s.value) > 0`
  const end = afterPrefix(value)
  return end === undefined ? sql`s.value >= ${value}` : sql`s.value >= ${value} and s.value < ${end}`
}

const LAST_CHARACTER = 0x10ffff

/** The first text that sorts after all that start so, in the "C" order of UTF-8; undefined when there is none. */
function afterPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (characters.at(-1) === LAST_CHARACTER) characters.pop()
  const last = characters.pop()
  if (last === undefined) return undefined
  // Surrogates are no characters.
  const next = last === 0xd7ff ? 0xe000 : last + 1
  return String.fromCodePoint(...characters, next)
}

interface Range {
  readonly comparison: Comparison
  readonly lo: number
  readonly hi: number
}

/** Entry [elo, ehi) against the searched [lo, hi). */
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

/** The years that a timestamp parameter can have; nothing was ever updated outside them. */
const [FIRST_DAY, LAST_DAY] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T00:00:00Z')]

/** A column that holds an instant is the entry [t, t + 1 ms): each comparison is one with a bound, which an index serves. */
export function instantSql(column: Fragment, { comparison, lo: low, hi: high }: Range): Fragment {
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
      return sql`(${column} >= ${hi} or ${column} >= ${lo})`
    case 'le':
      return sql`(${column} < ${lo} or ${column} < ${hi})`
    case 'overlaps':
      return sql`(${column} < ${hi} and ${column} >= ${lo})`
  }
}

/** Entry [elo, ehi] against the searched value or its implicit range [lo, hi). */
function numberSql(condition: Range & { readonly system?: string; readonly code?: string }): Fragment {
  const unit = [
    ...(condition.system === undefined ? [] : [sql`n.system = ${unitHash(condition.system).toString()}::bigint`]),
    ...(condition.code === undefined ? [] : [sql`n.code = ${unitHash(condition.code).toString()}::bigint`]),
  ]
  return sql.join([comparedNumber(condition), ...unit], sql` and `)
}

function comparedNumber({ comparison, lo: low, hi: high }: Range): Fragment {
  const [lo, hi] = [sql`${low}::float8`, sql`${high}::float8`]
  switch (comparison) {
    case 'eq':
      return sql`(n.lo >= ${lo} and n.hi < ${hi})`
    case 'ne':
      return sql`not (n.lo >= ${lo} and n.hi < ${hi})`
    case 'gt':
      return sql`n.hi > ${hi}`
    case 'lt':
      return sql`n.lo < ${lo}`
    case 'ge':
      return sql`n.hi >= ${hi}`
    case 'le':
      return sql`n.lo <= ${lo}`
    case 'sa':
      return sql`n.lo > ${hi}`
    case 'eb':
      return sql`n.hi < ${lo}`
    case 'overlaps':
      return sql`(n.lo <= ${hi} and n.hi >= ${lo})`
  }
}
