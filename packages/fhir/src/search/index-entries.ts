/** Extracts everything that a search can ask about a resource. */
import type { Resource } from '../generated/types.ts'
import { isResourceType } from '../model/model.ts'
import { allSteps, type Steps } from '../steps.ts'
import { closedCodes } from './closed-codes.ts'
import { compartmentSteps, type IndexOptions, VALUES_IN_A_STEP } from './compartments.ts'
import type { IndexEntries } from './condition.ts'
import { EntryList } from './entry-list.ts'
import { type Indexer, indexerOf } from './indexers.ts'
import { parametersOf } from './parameters.ts'
import { compileRoutes, type Route, valuesAlong } from './route.ts'
import { compartmentTerm, presenceTerm, unlistedTerm } from './terms.ts'

interface IndexedParameter {
  readonly name: string
  readonly routes: readonly { readonly route: Route; readonly add: Indexer }[]
  readonly codes: ReadonlyMap<unknown, unknown> | undefined
}

/** Not indexed as parameters: the store has columns for them. */
const columns = new Set(['_id', '_lastUpdated'])

const cache = new Map<string, readonly IndexedParameter[]>()

/**
 * Extracts the index entries of a resource for every search parameter of its type except composite and special ones.
 *
 * - **token**: terms for the code alone, for system and code, for the system alone, and for "no system"; a code with a
 *   required binding also has the system that the binding implies. Matching is case-sensitive.
 * - **reference**: `Type/id` without version, including absolute references under one of `baseUrls`; other URLs and
 *   URNs as they are; a canonical with and without its version. A reference that has only an identifier gives no entry.
 * - **uri**: the whole text. **string**: each part, normalised, and as written for `:exact`.
 * - **date**: `[lo, hi)` by precision, UTC if there is no zone; the outer limits of a Period or Timing.
 * - **number, quantity**: the value, or the limits of a Range; a comparator opens one side. If there is no code, the
 *   unit counts as the code, without a system. SampledData has no entry.
 * - a presence term for each parameter that has a value, for `:missing`; a compartment term for each compartment; for a
 *   required element whose codes are all known, a term if it has none of them.
 *
 * @param resource A resource that `validate` accepts. If it is invalid, its well-formed parts are indexed.
 *
 * @example
 * ```ts
 * const observation = { resourceType: 'Observation', subject: { reference: 'Patient/1' } }
 * console.log(indexEntries(observation).terms) // subject=Patient/1, subject?, _compartment=Patient/1 …
 * ```
 *
 * @see https://hl7.org/fhir/R4/search.html
 */
export function indexEntries(resource: Resource, options: IndexOptions = {}): IndexEntries {
  return allSteps(indexSteps(resource, options)).entries
}

/** The result of `indexSteps`. */
export interface Indexed {
  readonly entries: IndexEntries
  /** There are more entries than the limit, so only the first ones are included. */
  readonly isCut: boolean
}

/**
 * As `indexEntries`, in steps, so that other work can run in between, and with a limit on the entries.
 *
 * @param most The limit for entries of all kinds together; further ones are not collected.
 *
 * @example
 * ```ts
 * const { entries, isCut } = allSteps(indexSteps({ resourceType: 'Patient', active: true }, {}, 10_000))
 * console.log(isCut ? 'too many' : entries.terms)
 * ```
 */
export function* indexSteps(resource: Resource, options: IndexOptions = {}, most = Infinity): Steps<Indexed> {
  const list = new EntryList(options.baseUrls, most)
  let seen = 0
  for (const { name, routes, codes } of indexedParameters(resource.resourceType)) {
    let [present, listed] = [false, false]
    for (const { route, add } of routes) {
      for (const value of valuesAlong(route, resource)) {
        present = true
        listed ||= codes?.has(value) === true
        add(list, name, value)
        seen += 1
        if (seen % VALUES_IN_A_STEP === 0) yield
      }
    }
    if (present) list.addTerm(presenceTerm(name))
    if (codes !== undefined && !listed) list.addTerm(unlistedTerm(name))
  }
  for (const reference of yield* compartmentSteps(resource, options)) list.addTerm(compartmentTerm(reference))
  return { entries: list.entries(), isCut: list.isCut }
}

function indexedParameters(type: string): readonly IndexedParameter[] {
  const known = cache.get(type)
  if (known !== undefined) return known
  if (!isResourceType(type)) return []
  const parameters: IndexedParameter[] = []
  for (const [name, row] of parametersOf(type)) {
    if (columns.has(name) || row.type === 'composite' || row.type === 'special') continue
    const routes = compileRoutes(type, row.expression).flatMap((route) => {
      const add = indexerOf(row.type, route.type, route.property?.binding)
      return add === undefined ? [] : [{ route: toTargets(route, row.targets), add }]
    })
    parameters.push({ name, routes, codes: closedCodes(type, row) })
  }
  cache.set(type, parameters)
  return parameters
}

/** A route to whole resources (`Bundle.composition`) includes only the types that the parameter is about. */
function toTargets(route: Route, targets: readonly string[] | undefined): Route {
  if (route.type !== 'Resource' || targets === undefined) return route
  const isTarget = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    'resourceType' in value &&
    targets.some((target) => target === value.resourceType)
  return { ...route, moves: [...route.moves, (values) => values.filter(isTarget)] }
}
