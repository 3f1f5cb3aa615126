import type { IndexEntries } from '@damson/fhir'
import { indexHash, unitHash } from './hash.ts'

/** The index entries of one resource as the columns that the insert statements unnest. */
export interface IndexColumns {
  readonly terms: readonly bigint[]
  readonly dates: Columns<'param' | 'lo' | 'hi' | 'apart' | 'lowest' | 'highest'>
  readonly strings: Columns<'param' | 'value' | 'lowest' | 'highest'>
  readonly numbers: Columns<'param' | 'lo' | 'hi' | 'apart' | 'system' | 'code' | 'lowest' | 'highest'>
}

/** A plain date is up to a month wide, as nearly all are, and the only one of its parameter. */
export const WIDEST_PLAIN_MS = 31 * 86_400_000

type Columns<Names extends string> = Readonly<Record<Names, readonly string[]>>

export function indexColumns(project: string, type: string, entries: IndexEntries): IndexColumns {
  const hash = (text: string): string => indexHash(project, type, text).toString()
  const dates = ranked(entries.dates, (a, b) => a.lo - b.lo)
  const strings = ranked(entries.strings, (a, b) => Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)))
  const numbers = ranked(entries.numbers, (a, b) => a.lo - b.lo)
  return {
    terms: [...new Set(entries.terms.map((term) => indexHash(project, type, term)))],
    dates: {
      param: dates.map(({ entry }) => hash(entry.param)),
      lo: dates.map(({ entry }) => String(entry.lo)),
      hi: dates.map(({ entry }) => String(entry.hi)),
      apart: dates.map((date) => String(!isOnly(date) || date.entry.hi - date.entry.lo > WIDEST_PLAIN_MS)),
      ...flags(dates),
    },
    strings: {
      param: strings.map(({ entry }) => hash(entry.param)),
      value: strings.map(({ entry }) => entry.value),
      ...flags(strings),
    },
    numbers: {
      param: numbers.map(({ entry }) => hash(entry.param)),
      lo: numbers.map(({ entry }) => String(entry.lo)),
      hi: numbers.map(({ entry }) => String(entry.hi)),
      apart: numbers.map((number) => String(!isOnly(number) || number.entry.lo < number.entry.hi)),
      system: numbers.map(({ entry }) => unitHash(entry.system).toString()),
      code: numbers.map(({ entry }) => unitHash(entry.code).toString()),
      ...flags(numbers),
    },
  }
}

interface Ranked<E> {
  readonly entry: E
  readonly lowest: boolean
  readonly highest: boolean
}

const isOnly = ({ lowest, highest }: Ranked<unknown>): boolean => lowest && highest

/** Marks, for each parameter, the one entry that sorts first upwards and the one that does downwards. */
function ranked<E extends { readonly param: string }>(
  entries: readonly E[],
  compare: (a: E, b: E) => number,
): readonly Ranked<E>[] {
  const sorted = [...entries].sort((a, b) => (a.param < b.param ? -1 : a.param > b.param ? 1 : compare(a, b)))
  return sorted.map((entry, i) => ({
    entry,
    lowest: sorted[i - 1]?.param !== entry.param,
    highest: sorted[i + 1]?.param !== entry.param,
  }))
}

function flags(entries: readonly Ranked<unknown>[]): Columns<'lowest' | 'highest'> {
  return {
    lowest: entries.map(({ lowest }) => String(lowest)),
    highest: entries.map(({ highest }) => String(highest)),
  }
}
