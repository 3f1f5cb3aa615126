import { StoreRefusal } from '#base/db'
import type { EndLine, Heading, Partition, RowLine, Sequence, TableLine } from './portable-format.ts'

// A backup may come from anywhere: what is not exactly of the form that this program writes is refused, and nothing of it
// becomes SQL but names that are quoted and times that were read.

const NAME = /^[a-z_][a-z0-9_]{0,62}$/
const TIME = String.raw`\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d){0,2}`
const BOUND = new RegExp(`^FOR VALUES FROM \\('(${TIME})'\\) TO \\('(${TIME})'\\)$`)

/** The period of a partition's rows; undefined for the default partition. */
export type Bound = { readonly from: string; readonly to: string } | undefined

/** The bound of a partition by time, as PostgreSQL writes it; refuses anything else. */
export function readBound(text: string): Bound {
  if (text === 'DEFAULT') return undefined
  const [, from, to] = BOUND.exec(text) ?? []
  if (from === undefined || to === undefined) throw damaged('a partition has a bound of another form')
  return { from, to }
}

type Members = Readonly<Record<string, unknown>>

export function readHeading(value: unknown): Heading {
  const told = membersOf(value)
  if (told['damson'] !== 'portable backup') throw damaged('it is something else')
  const { madeAt, migrations, partitions } = told
  return {
    damson: 'portable backup',
    madeAt: textOf(madeAt),
    migrations: listOf(migrations).map((one) => {
      const { ordinal, name, checksum } = membersOf(one)
      if (!Number.isSafeInteger(ordinal)) throw damaged('a migration has no number')
      return { ordinal: ordinal as number, name: textOf(name), checksum: textOf(checksum) }
    }),
    partitions: listOf(partitions).map(readPartition),
  }
}

function readPartition(value: unknown): Partition {
  const { parent, name, bound } = membersOf(value)
  readBound(textOf(bound))
  return { parent: nameOf(parent), name: nameOf(name), bound: textOf(bound) }
}

/** A line after the heading; rows are lists. */
export function readLine(value: unknown): TableLine | RowLine | EndLine {
  if (Array.isArray(value)) {
    if (!value.every((one) => one === null || typeof one === 'string'))
      throw damaged('a row has a value of another kind')
    return value as RowLine
  }
  const told = membersOf(value)
  if ('end' in told) {
    const { end, rows } = told
    if (end !== true || !Number.isSafeInteger(rows)) throw damaged('its end has another form')
    return { end, rows: rows as number }
  }
  // The names of tables and columns are compared with the existing ones.
  const columns = listOf(told['columns']).map(textOf)
  if (new Set(columns).size !== columns.length) throw damaged('a table names a column twice')
  return { table: textOf(told['table']), columns, sequences: listOf(told['sequences']).map(readSequence) }
}

function readSequence(value: unknown): Sequence {
  const { column, last, isUsed } = membersOf(value)
  if (!/^\d{1,19}$/.test(textOf(last)) || typeof isUsed !== 'boolean') throw damaged('a sequence has another form')
  return { column: textOf(column), last: textOf(last), isUsed }
}

function membersOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damaged('a line has another form')
  return value as Members
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw damaged('a list is missing')
  return value as readonly unknown[]
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw damaged('a text is missing')
  return value
}

function nameOf(value: unknown): string {
  const text = textOf(value)
  if (!NAME.test(text)) throw damaged('a name has letters that no name of ours has')
  return text
}

export function damaged(reason: string): StoreRefusal {
  return new StoreRefusal('bad_backup', `This is not a whole portable backup: ${reason}.`)
}
