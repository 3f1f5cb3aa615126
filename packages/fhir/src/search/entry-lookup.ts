/**
 * Many index entries, sorted so that a policy's conditions find theirs without a scan. A policy may have thousands of
 * conditions, and a resource thousands of entries.
 */
import type { Condition, IndexEntries } from './condition.ts'

type Of<Op extends Condition['op']> = Extract<Condition, { readonly op: Op }>

/** Up to this many, a scan is faster than sorting. */
const MANY = 64

const lookups = new WeakMap<IndexEntries, EntryLookup>()

/** An index over the entries, made once; undefined if they are few. */
export function lookupOf(entries: IndexEntries): EntryLookup | undefined {
  const { terms, dates, strings, numbers } = entries
  if (terms.length + dates.length + strings.length + numbers.length < MANY) return undefined
  const known = lookups.get(entries) ?? new EntryLookup(entries)
  lookups.set(entries, known)
  return known
}

/** Each method answers as `holds` would; undefined if only a scan of all entries can tell. */
class EntryLookup {
  readonly #entries: IndexEntries
  #terms: ReadonlySet<string> | undefined
  #strings: ReadonlyMap<string, readonly string[]> | undefined
  #dates: ReadonlyMap<string, Ranges> | undefined
  #numbers: ReadonlyMap<string, Ranges> | undefined

  constructor(entries: IndexEntries) {
    this.#entries = entries
  }

  hasTerm({ terms }: Of<'term'>): boolean {
    this.#terms ??= new Set(this.#entries.terms)
    const known = this.#terms
    return terms.some((term) => known.has(term))
  }

  hasString({ param, match, value }: Of<'string'>): boolean | undefined {
    if (match !== 'starts') return undefined
    this.#strings ??= sortedStrings(this.#entries.strings)
    const texts = this.#strings.get(param) ?? []
    // Texts with this prefix are adjacent, after all texts that sort before the prefix itself.
    return texts[firstAt(texts.length, (at) => (texts[at] ?? '') >= value)]?.startsWith(value) === true
  }

  hasDate({ param, comparison, lo, hi }: Of<'date'>): boolean | undefined {
    if (comparison !== 'eq') return undefined
    this.#dates ??= rangesBy(this.#entries.dates, (date) => [date.param])
    return this.#dates.get(param)?.has(lo, (end) => end <= hi) === true
  }

  hasNumber({ param, comparison, lo, hi, system, code }: Of<'number'>): boolean | undefined {
    if (comparison !== 'eq') return undefined
    this.#numbers ??= rangesBy(this.#entries.numbers, (number) => [
      unitKey(number.param, undefined, undefined),
      unitKey(number.param, number.system, undefined),
      unitKey(number.param, undefined, number.code),
      unitKey(number.param, number.system, number.code),
    ])
    return this.#numbers.get(unitKey(param, system, code))?.has(lo, (end) => end < hi) === true
  }
}

const unitKey = (param: string, system: string | undefined, code: string | undefined): string =>
  JSON.stringify([param, system ?? null, code ?? null])

function sortedStrings(strings: IndexEntries['strings']): ReadonlyMap<string, readonly string[]> {
  const byParam = Map.groupBy(strings, ({ param }) => param)
  // The default order is by code units, so texts with the same prefix are adjacent.
  return new Map([...byParam].map(([param, entries]) => [param, entries.map(({ value }) => value).sort()]))
}

interface Range {
  readonly lo: number
  readonly hi: number
}

function rangesBy<R extends Range>(
  entries: readonly R[],
  keysOf: (entry: R) => readonly string[],
): ReadonlyMap<string, Ranges> {
  const byKey = new Map<string, Range[]>()
  for (const entry of entries) {
    for (const key of keysOf(entry)) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [entry])
      else known.push(entry)
    }
  }
  return new Map([...byKey].map(([key, ranges]) => [key, new Ranges(ranges)]))
}

/** Ranges sorted by their start. For each position it stores the earliest end from there on. */
class Ranges {
  readonly #starts: readonly number[]
  readonly #ends: readonly number[]

  constructor(ranges: readonly Range[]) {
    const sorted = ranges.toSorted((a, b) => a.lo - b.lo)
    const ends = sorted.map(({ hi }) => hi)
    for (let at = ends.length - 2; at >= 0; at -= 1) ends[at] = Math.min(ends[at] ?? 0, ends[at + 1] ?? 0)
    this.#starts = sorted.map(({ lo }) => lo)
    this.#ends = ends
  }

  /** Whether a range starts at `lo` or later and ends soon enough. */
  has(lo: number, isSoonEnough: (end: number) => boolean): boolean {
    const earliest = this.#ends[firstAt(this.#starts.length, (at) => (this.#starts[at] ?? 0) >= lo)]
    return earliest !== undefined && isSoonEnough(earliest)
  }
}

/**
 * The first position for which the test is true, if it is also true for all later ones; the length if it is never true.
 */
function firstAt(length: number, isSo: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isSo(middle)) high = middle
    else low = middle + 1
  }
  return low
}
