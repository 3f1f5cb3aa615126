/** Parses searches. */
import { accepted, type Result, refused } from '../result.ts'
import type { Condition } from './condition.ts'
import { pairCondition } from './pair-condition.ts'
import type { Pair } from './query.ts'
import { isResultParameter, readResultParameters } from './result-parameters.ts'
import type { Search, SearchOptions, SearchRefusal } from './search.ts'

const defaultMaxValues = 200

/** A person's search needs no more conditions, and the planner's time grows with their square. */
const mostDemands = 20

/** Control characters would break texts downstream, and no search needs them. */
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/

/**
 * Parses a search of one type, strictly: anything that it does not understand is refused, never ignored.
 *
 * All pairs must hold. The values of one pair are alternatives; under `:not` none of them may match. Supported are the
 * parameters of `searchParametersOf(type)`, `_id`, `_lastUpdated` and `_compartment`; the modifiers `:missing`, `:not`
 * (token, reference, uri, `_id`), `:exact` and `:contains` (string) and `:Type` (reference); the prefixes of dates,
 * numbers and quantities; `_sort`, `_count`, `_total` and `_summary=count`. The server must remove `_format` and
 * `_pretty` first. At most 20 pairs may narrow the result.
 *
 * @param type The type to search, or `*` for all types.
 * @param pairs The result of `splitQuery`, with values in place of placeholders.
 * @returns The search, or all refusals in the order of the pairs. It never throws.
 *
 * @example
 * ```ts
 * const search = parseSearch('Observation', splitQuery('subject=Patient/1&date=ge2024&_sort=-date'))
 * if (!search.ok) for (const { parameter, text } of search.refusal) console.log(parameter, text)
 * ```
 *
 * @see https://hl7.org/fhir/R4/search.html
 */
export function parseSearch(
  type: Search['type'],
  pairs: readonly Pair[],
  options: SearchOptions = {},
): Result<Search, readonly SearchRefusal[]> {
  const refusals = tooMany(pairs, options.maxValues ?? defaultMaxValues)
  if (refusals.length > 0) return refused(refusals)
  const conditions: Condition[] = []
  for (const pair of pairs) {
    if (isResultParameter(pair.name)) continue
    const demand = pair.values.some(isUnclean)
      ? refused({ why: 'value', text: 'The value has control characters or broken ones.' } as const)
      : pairCondition(type, pair, options)
    if (demand.ok) conditions.push(demand.value)
    else refusals.push({ parameter: shownName(pair), ...demand.refusal })
  }
  const results = readResultParameters(type, pairs)
  if (!results.ok) refusals.push(...results.refusal)
  if (!results.ok || refusals.length > 0) return refused(refusals)
  return accepted({ type, condition: every(conditions), ...results.value })
}

function every(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions
  return only !== undefined && others.length === 0 ? only : { op: 'all', of: conditions }
}

function tooMany(pairs: readonly Pair[], most: number): SearchRefusal[] {
  const excess = pairs.filter(({ name }) => !isResultParameter(name))[mostDemands]
  if (excess !== undefined) {
    const text = `A search takes no more than ${mostDemands} parameters: split it into several.`
    return [{ parameter: shownName(excess), why: 'limit', text }]
  }
  let count = 0
  for (const pair of pairs) {
    count += Math.max(1, pair.values.length)
    if (count > most) {
      const text = `A search takes no more than ${most} values: split it into several.`
      return [{ parameter: shownName(pair), why: 'limit', text }]
    }
  }
  return []
}

function isUnclean({ parts }: Pair['values'][number]): boolean {
  return parts.some((part) => forbidden.test(part) || !part.isWellFormed())
}

/** The name as the client wrote it, shortened if it cannot be a name. */
function shownName({ name, modifier }: Pair): string {
  return (modifier === undefined ? name : `${name}:${modifier}`).slice(0, 100)
}
