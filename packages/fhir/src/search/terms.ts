/**
 * The form of index terms. A search compares whole terms, so each kind has its own punctuation after the parameter's
 * name, and two terms with different meanings are never equal.
 */

import type { IndexEntries } from './condition.ts'

/** Takes the place of a parameter's name in the terms of compartments. */
export const COMPARTMENT = '_compartment'

/** `code?`: the parameter has a value. */
export function presenceTerm(param: string): string {
  return `${param}?`
}

/** `status!`: of a parameter whose codes are all known and that each resource must have, it has none of them. */
export function unlistedTerm(param: string): string {
  return `${param}!`
}

/** `subject=Patient/1`, `url=http://…`: a reference or URI as it is. */
export function valueTerm(param: string, value: string): string {
  return `${param}=${value}`
}

/** `family:exact=Čapek`: a string as it was written. */
export function exactTerm(param: string, value: string): string {
  return `${param}:exact=${value}`
}

/**
 * `code=8867-4` (any system), `code=http://loinc.org|8867-4`, `code=|8867-4` (no system), `code=http://loinc.org|` (any
 * code). A bar inside a system or code is escaped, so that it is not read as the separator.
 *
 * @param system An empty text for "no system", undefined for "any system".
 * @param code Undefined for "any code".
 */
export function tokenTerm(param: string, system: string | undefined, code: string | undefined): string {
  const prefix = system === undefined ? '' : `${escapeBar(system)}|`
  return `${param}=${prefix}${code === undefined ? '' : escapeBar(code)}`
}

/**
 * The index term of a compartment.
 *
 * @param reference The resource whose compartment it is, for example `Patient/123`, or an account.
 *
 * @example
 * ```ts
 * const records: Condition = { op: 'term', terms: [compartmentTerm('Patient/123')] }
 * const observation = { resourceType: 'Observation', subject: { reference: 'Patient/123' } }
 * console.log(matches(observation, records)) // true
 * ```
 *
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 */
export function compartmentTerm(reference: string): string {
  return `${COMPARTMENT}=${reference}`
}

/**
 * The compartments in the index entries: the result of `compartmentsOf` when they were made.
 *
 * @example
 * ```ts
 * const observation = { resourceType: 'Observation', subject: { reference: 'Patient/1' } }
 * console.log(compartmentsIn(indexEntries(observation))) // ['Patient/1']
 * ```
 */
export function compartmentsIn({ terms }: Pick<IndexEntries, 'terms'>): string[] {
  const start = compartmentTerm('')
  return terms.filter((term) => term.startsWith(start)).map((term) => term.slice(start.length))
}

function escapeBar(text: string): string {
  return text.includes('|') || text.includes('\\') ? text.replaceAll(/[\\|]/g, '\\$&') : text
}
