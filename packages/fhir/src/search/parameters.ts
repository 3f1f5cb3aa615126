/** The search parameters of each type. */
import type { ResourceType } from '../generated/types.ts'
import { isResourceType, parameterRows } from '../model/model.ts'
import type { ParameterRow } from '../model/rows.ts'

/** A search parameter that can be used, as a CapabilityStatement lists it. */
export interface SearchParameterSummary {
  readonly name: string
  readonly type: 'date' | 'number' | 'quantity' | 'reference' | 'string' | 'token' | 'uri'
  readonly documentation: string
}

/** Base type → the parameters defined on it. */
const byBase = Map.groupBy(
  parameterRows.flatMap((row) => row.bases.map((base) => ({ base, row }))),
  (pair) => pair.base,
)

const cache = new Map<string, ReadonlyMap<string, ParameterRow>>()

/** The parameters of a type by name, including those of all resources; `*` has only the latter. */
export function parametersOf(type: string): ReadonlyMap<string, ParameterRow> {
  const known = cache.get(type)
  if (known !== undefined) return known
  if (type !== '*' && !isResourceType(type)) return new Map()
  const bases = type === '*' ? ['Resource'] : [type, 'Resource', 'DomainResource']
  const rows = bases.flatMap((base) => (byBase.get(base) ?? []).map(({ row }) => [row.code, row] as const))
  const parameters = new Map(rows)
  cache.set(type, parameters)
  return parameters
}

/**
 * The search parameters that `parseSearch` accepts for a type, in alphabetical order. Composite and special parameters
 * of R4 are not supported, and not listed.
 *
 * @param type A resource type, or `*` for the parameters that every type has.
 *
 * @example
 * ```ts
 * for (const { name, type } of searchParametersOf('Patient')) console.log(name, type) // active token …
 * ```
 *
 * @see https://hl7.org/fhir/R4/searchparameter-registry.html
 */
export function searchParametersOf(type: ResourceType | '*'): readonly SearchParameterSummary[] {
  return [...parametersOf(type).values()]
    .filter((row) => row.type !== 'composite' && row.type !== 'special')
    .map((row) => ({
      name: row.code,
      type: row.type as SearchParameterSummary['type'],
      documentation: row.documentation[Math.max(0, row.bases.indexOf(type))] ?? '',
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
