import type { IndexEntries, Steps } from '@damson/fhir'
import { indexHash, unitHash } from './hash.ts'

/** The index entries of one resource as the columns that the insert statements unnest. */
export interface IndexColumns {
  readonly terms: readonly bigint[]
  readonly dates: Columns<'param' | 'lo' | 'hi' | 'apart' | 'lowest' | 'highest'>
  readonly strings: Columns<'param' | 'value' | 'lowest' | 'highest'>
  readonly numbers: Columns<'param' | 'lo' | 'hi' | 'apart' | 'system' | 'code' | 'lowest' | 'highest'>
}

/** The columns of a deleted resource. */
export const noIndexColumns: IndexColumns = {
  terms: [],
  dates: { param: [], lo: [], hi: [], apart: [], lowest: [], highest: [] },
  strings: { param: [], value: [], lowest: [], highest: [] },
  numbers: { param: [], lo: [], hi: [], apart: [], system: [], code: [], lowest: [], highest: [] },
}

/** A plain date is at most a month wide, as nearly all are, and the only one of its parameter. */
export const WIDEST_PLAIN_MS = 31 * 86_400_000

type Columns<Names extends string> = Readonly<Record<Names, readonly string[]>>

/** Computes the columns in steps, so that other work can run in between. */
export function* indexColumns(project: string, type: string, entries: IndexEntries): Steps<IndexColumns> {
  const hashes = new Map<string, string>()
  const hash = (param: string): string => {
    const known = hashes.get(param) ?? indexHash(project, type, param).toString()
    hashes.set(param, known)
    return known
  }
  const dates = ranked(entries.dates, (a, b) => a.lo - b.lo)
  yield
  const strings = ranked(entries.strings, (a, b) => compareTexts(a.value, b.value))
  yield
  const numbers = ranked(entries.numbers, (a, b) => a.lo - b.lo)
  yield
  const terms = new Set<bigint>()
  for (const [at, term] of entries.terms.entries()) {
    terms.add(indexHash(project, type, term))
    if (at % HASHES_IN_A_STEP === HASHES_IN_A_STEP - 1) yield
  }
  return {
    terms: [...terms],
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

const HASHES_IN_A_STEP = 512

/** Compares texts in the "C" order of UTF-8; below the surrogates that is the order of code units. */
function compareTexts(a: string, b: string): number {
  if (BELOW_SURROGATES.test(a) && BELOW_SURROGATES.test(b)) return a < b ? -1 : a > b ? 1 : 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

const BELOW_SURROGATES = /^[\0-\ud7ff]*$/

interface Ranked<E> {
  readonly entry: E
  readonly lowest: boolean
  readonly highest: boolean
}

const isOnly = ({ lowest, highest }: Ranked<unknown>): boolean => lowest && highest

/**
 * Marks each parameter's lowest and highest entry: of several equal entries, the first as lowest and the last as highest.
 */
function ranked<E extends { readonly param: string }>(
  entries: readonly E[],
  compare: (a: E, b: E) => number,
): readonly Ranked<E>[] {
  // One pass instead of a sort: a body has room for tens of thousands of entries, and other requests wait meanwhile.
  const lowest = new Map<string, E>()
  const highest = new Map<string, E>()
  for (const entry of entries) {
    const [low, high] = [lowest.get(entry.param), highest.get(entry.param)]
    if (low === undefined || compare(entry, low) < 0) lowest.set(entry.param, entry)
    if (high === undefined || compare(entry, high) >= 0) highest.set(entry.param, entry)
  }
  return entries.map((entry) => ({
    entry,
    lowest: lowest.get(entry.param) === entry,
    highest: highest.get(entry.param) === entry,
  }))
}

function flags(entries: readonly Ranked<unknown>[]): Columns<'lowest' | 'highest'> {
  return {
    lowest: entries.map(({ lowest }) => String(lowest)),
    highest: entries.map(({ highest }) => String(highest)),
  }
}
