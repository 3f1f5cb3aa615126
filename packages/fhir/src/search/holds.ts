/** Evaluates conditions in memory. */

import type { Resource } from '../generated/types.ts'
import { readDateRange } from '../primitives/date-range.ts'
import type { IndexOptions } from './compartments.ts'
import type { Comparison, Condition, IndexEntries } from './condition.ts'
import { lookupOf } from './entry-lookup.ts'
import { indexEntries } from './index-entries.ts'
import type { Search } from './search.ts'

/** What a condition needs from a resource in addition to its index entries. */
export interface Identified {
  readonly id?: string
  /** `meta.lastUpdated`, an instant. */
  readonly lastUpdated?: string
}

/**
 * Whether a condition holds for a resource, judged by its index entries.
 *
 * A condition on dates, numbers or strings holds if at least one entry of its parameter satisfies the comparison. This
 * includes `ne`, so `ne` is not the complement of `eq` if there are several entries, or none.
 *
 * For dates and `updated` (whose entry is one millisecond wide), with the entry [elo, ehi) and the condition [lo, hi):
 *
 * | comparison | holds when |
 * |---|---|
 * | `eq` | lo ≤ elo and ehi ≤ hi |
 * | `ne` | not `eq` |
 * | `gt` | ehi > hi |
 * | `lt` | elo < lo |
 * | `ge` | ehi > hi, or elo ≥ lo |
 * | `le` | elo < lo, or ehi ≤ hi |
 * | `sa` | elo ≥ hi |
 * | `eb` | ehi ≤ lo |
 * | `overlaps` | elo < hi and ehi > lo |
 *
 * For numbers, with the closed entry [elo, ehi]. `eq` and `ne` get the half-open [lo, hi) of the written precision, the
 * others the exact value as lo = hi. System and code, if the condition has them, must be equal:
 *
 * | comparison | holds when |
 * |---|---|
 * | `eq` | elo ≥ lo and ehi < hi |
 * | `ne` | not `eq` |
 * | `gt` | ehi > hi |
 * | `lt` | elo < lo |
 * | `ge` | ehi ≥ hi |
 * | `le` | elo ≤ lo |
 * | `sa` | elo > hi |
 * | `eb` | ehi < lo |
 * | `overlaps` | elo ≤ hi and ehi ≥ lo |
 *
 * @param condition From `parseSearch`, or built by hand.
 * @param entries The result of `indexEntries` for the resource.
 * @param resource The resource's id and when it was last updated.
 *
 * @example
 * ```ts
 * const patient = { resourceType: 'Patient', id: '1', active: true }
 * const search = parseSearch('Patient', splitQuery('active=true'))
 * if (search.ok) console.log(holds(search.value.condition, indexEntries(patient), patient)) // true
 * ```
 */
export function holds(condition: Condition, entries: IndexEntries, resource: Identified): boolean {
  switch (condition.op) {
    case 'all':
      return condition.of.every((one) => holds(one, entries, resource))
    case 'any':
      return condition.of.some((one) => holds(one, entries, resource))
    case 'not':
      return !holds(condition.of, entries, resource)
    case 'id':
      return resource.id !== undefined && condition.ids.includes(resource.id)
    case 'term':
      return lookupOf(entries)?.hasTerm(condition) ?? condition.terms.some((term) => entries.terms.includes(term))
    case 'string':
      return (
        lookupOf(entries)?.hasString(condition) ??
        entries.strings.some(({ param, value }) => param === condition.param && isFound(condition, value))
      )
    case 'date':
      return (
        lookupOf(entries)?.hasDate(condition) ??
        entries.dates.some(
          ({ param, lo, hi }) =>
            param === condition.param && dateComparisons[condition.comparison](lo, hi, condition.lo, condition.hi),
        )
      )
    case 'updated':
      return isUpdated(condition, resource.lastUpdated)
    default:
      return (
        lookupOf(entries)?.hasNumber(condition) ??
        entries.numbers.some(
          (entry) =>
            isMeasuredAlike(condition, entry) &&
            numberComparisons[condition.comparison](entry.lo, entry.hi, condition.lo, condition.hi),
        )
      )
  }
}

/**
 * Whether a search or a condition finds a resource: `indexEntries` and `holds` in one step.
 *
 * @param demand A search also demands its type.
 *
 * @example
 * ```ts
 * const search = parseSearch('Patient', splitQuery('family:exact=Čapek'))
 * const patient = { resourceType: 'Patient', name: [{ family: 'Čapek' }] }
 * if (search.ok) console.log(matches(patient, search.value)) // true
 * ```
 */
export function matches(resource: Resource, demand: Condition | Search, options: IndexOptions = {}): boolean {
  if (!('op' in demand)) {
    if (demand.type !== '*' && demand.type !== resource.resourceType) return false
    return matches(resource, demand.condition, options)
  }
  const { id, meta } = resource
  return holds(demand, indexEntries(resource, options), {
    ...(id !== undefined && { id }),
    ...(meta?.lastUpdated !== undefined && { lastUpdated: meta.lastUpdated }),
  })
}

type Of<Op extends Condition['op']> = Extract<Condition, { readonly op: Op }>

function isFound({ match, value }: Of<'string'>, entry: string): boolean {
  return match === 'starts' ? entry.startsWith(value) : entry.includes(value)
}

function isUpdated({ comparison, lo, hi }: Of<'updated'>, lastUpdated: string | undefined): boolean {
  const range = lastUpdated === undefined ? undefined : readDateRange(lastUpdated)
  return range !== undefined && dateComparisons[comparison](range.lo, range.lo + 1, lo, hi)
}

/** Compares entry and condition as ranges: elo, ehi, lo, hi. */
type Compare = (elo: number, ehi: number, lo: number, hi: number) => boolean

const dateComparisons: Readonly<Record<Comparison, Compare>> = {
  eq: (elo, ehi, lo, hi) => lo <= elo && ehi <= hi,
  ne: (elo, ehi, lo, hi) => lo > elo || ehi > hi,
  gt: (_elo, ehi, _lo, hi) => ehi > hi,
  lt: (elo, _ehi, lo) => elo < lo,
  ge: (elo, ehi, lo, hi) => ehi > hi || elo >= lo,
  le: (elo, ehi, lo, hi) => elo < lo || ehi <= hi,
  sa: (elo, _ehi, _lo, hi) => elo >= hi,
  eb: (_elo, ehi, lo) => ehi <= lo,
  overlaps: (elo, ehi, lo, hi) => elo < hi && ehi > lo,
}

const numberComparisons: Readonly<Record<Comparison, Compare>> = {
  eq: (elo, ehi, lo, hi) => elo >= lo && ehi < hi,
  ne: (elo, ehi, lo, hi) => elo < lo || ehi >= hi,
  gt: (_elo, ehi, _lo, hi) => ehi > hi,
  lt: (elo, _ehi, lo) => elo < lo,
  ge: (_elo, ehi, _lo, hi) => ehi >= hi,
  le: (elo, _ehi, lo) => elo <= lo,
  sa: (elo, _ehi, _lo, hi) => elo > hi,
  eb: (_elo, ehi, lo) => ehi < lo,
  overlaps: (elo, ehi, lo, hi) => elo <= hi && ehi >= lo,
}

type NumberEntry = IndexEntries['numbers'][number]

function isMeasuredAlike({ param, system, code }: Of<'number'>, entry: NumberEntry): boolean {
  if (entry.param !== param || (system !== undefined && entry.system !== system)) return false
  return code === undefined || entry.code === code
}
