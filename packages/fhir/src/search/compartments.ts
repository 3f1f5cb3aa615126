/** Which compartments a resource is in. */

import type { Resource } from '../generated/types.ts'
import { compartments, isResourceType } from '../model/model.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import { allSteps, type Steps } from '../steps.ts'
import { parametersOf } from './parameters.ts'
import { compileRoutes, type Route, valuesAlong } from './route.ts'

/** What indexing needs to know besides the resource. */
export interface IndexOptions {
  /** The FHIR base URLs of the server, with or without a last slash. Absolute references under one count as relative. */
  readonly baseUrls?: readonly string[]
  /**
   * References kept outside the plain resource that place it in a compartment too, such as the `meta.account` of the
   * wire. What stands in the resource's own `meta` is not looked at.
   */
  readonly accounts?: readonly string[]
}

interface Membership {
  /** The type whose resources are the compartments. */
  readonly compartment: string
  readonly routes: readonly Route[]
}

/** So few that they take a fraction of a millisecond, so many that ordinary resources are done in one step. */
export const VALUES_IN_A_STEP = 256

/** How R4 writes, in place of a parameter, that the resource is its own compartment. */
const itself = '{def}'

const cache = new Map<string, readonly Membership[]>()

/**
 * The compartments that a resource is in, as references: those of the Patients, Practitioners, RelatedPersons,
 * Encounters and Devices that it refers to through the parameters which R4's compartment definitions name; the
 * resource itself when it is of one of these types; and the accounts given.
 *
 * @param resource A resource; references in it count when they are local.
 *
 * @example
 * ```ts
 * const observation = { resourceType: 'Observation', subject: { reference: 'Patient/1' } }
 * console.log(compartmentsOf(observation)) // ['Patient/1']
 * ```
 *
 * @see https://hl7.org/fhir/R4/compartmentdefinition.html
 */
export function compartmentsOf(resource: Resource, options: IndexOptions = {}): string[] {
  return allSteps(compartmentSteps(resource, options))
}

/** As `compartmentsOf`, with steps between which others may have their turn. */
export function* compartmentSteps(resource: Resource, options: IndexOptions = {}): Steps<string[]> {
  const found = new Set<string>()
  if (resource.id !== undefined && compartments.has(resource.resourceType)) {
    found.add(`${resource.resourceType}/${resource.id}`)
  }
  let seen = 0
  for (const { compartment, routes } of membershipsOf(resource.resourceType)) {
    for (const route of routes) {
      for (const value of valuesAlong(route, resource)) {
        const id = localId(value, compartment, options.baseUrls)
        if (id !== undefined) found.add(`${compartment}/${id}`)
        seen += 1
        if (seen % VALUES_IN_A_STEP === 0) yield
      }
    }
  }
  for (const account of options.accounts ?? []) found.add(account)
  return [...found]
}

function membershipsOf(type: string): readonly Membership[] {
  const known = cache.get(type)
  if (known !== undefined) return known
  if (!isResourceType(type)) return []
  const memberships = [...compartments].flatMap(([compartment, types]) => {
    const codes = (types.get(type) ?? []).filter((code) => code !== itself)
    const routes = codes.flatMap((code) => referenceRoutes(type, code))
    return routes.length === 0 ? [] : [{ compartment, routes }]
  })
  cache.set(type, memberships)
  return memberships
}

function referenceRoutes(type: string, code: string): Route[] {
  const row = parametersOf(type).get(code)
  if (row === undefined) throw new TypeError(`a compartment names the unknown parameter ${type}.${code}`)
  return compileRoutes(type, row.expression).filter((route) => route.type === 'Reference')
}

function localId(value: unknown, type: string, baseUrls: readonly string[] | undefined): string | undefined {
  const text = typeof value === 'object' && value !== null && 'reference' in value ? value.reference : undefined
  const reference = typeof text === 'string' ? readReferenceText(text, baseUrls) : undefined
  return reference?.kind === 'local' && reference.type === type ? reference.id : undefined
}
