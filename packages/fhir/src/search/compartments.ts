/** Finds the compartments that a resource is in. */

import type { Resource } from '../generated/types.ts'
import { compartments, isResourceType } from '../model/model.ts'
import { readReferenceText } from '../primitives/reference-text.ts'
import { allSteps, type Steps } from '../steps.ts'
import { parametersOf } from './parameters.ts'
import { compileRoutes, type Route, valuesAlong } from './route.ts'

/** What indexing needs in addition to the resource. */
export interface IndexOptions {
  /**
   * The FHIR base URLs of the server, with or without a trailing slash. Absolute references under one of them count as
   * relative.
   */
  readonly baseUrls?: readonly string[]
  /**
   * References outside the plain resource that also place it in a compartment, such as the `meta.account` of the wire.
   * The resource's own `meta` is ignored.
   */
  readonly accounts?: readonly string[]
}

interface Membership {
  /** The type whose resources are the compartments. */
  readonly compartment: string
  readonly routes: readonly Route[]
}

/** So few that they take a fraction of a millisecond, so many that ordinary resources need only one step. */
export const VALUES_IN_A_STEP = 256

/** R4 writes this in place of a parameter if the resource is its own compartment. */
const itself = '{def}'

const cache = new Map<string, readonly Membership[]>()

/**
 * The compartments that a resource is in, as references: the Patients, Practitioners, RelatedPersons, Encounters and
 * Devices that it refers to through the parameters in R4's compartment definitions; the resource itself if it has one
 * of these types; and the given accounts.
 *
 * @param resource A resource; only its local references count.
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

/** As `compartmentsOf`, in steps, so that other work can run in between. */
export function* compartmentSteps(resource: Resource, options: IndexOptions = {}): Steps<string[]> {
  const found = new Set<string>()
  if (typeof resource.id === 'string' && compartments.has(resource.resourceType)) {
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
