/** The model that this package reads: R4 as generated, and the identity resources. */
import { source } from '../generated/model.ts'
import type { ResourceType } from '../generated/types.ts'
import { auditAgents, identityCodes, identityRows, identityTypeNames, metaElements } from '../identity/definitions.ts'
import { identityParameters } from '../identity/search-parameters.ts'
import type { CodeRow, ModelRows, ParameterRow, TypeRow } from './rows.ts'

const official = JSON.parse(source) as ModelRows & { readonly resources: readonly ResourceType[] }

const typeRows = new Map<string, TypeRow>([...Object.entries(official.types), ...Object.entries(identityRows)])
typeRows.set('Meta', { base: 'Element', elements: { ...official.types.Meta?.elements, ...metaElements } })
const { who = '', ...agent } = official.types['AuditEvent.agent']?.elements ?? {}
typeRows.set('AuditEvent.agent', {
  base: 'BackboneElement',
  elements: { ...agent, who: who.replace(')', `,${auditAgents.join(',')})`) },
})

const codeRows = new Map<string, CodeRow>([...Object.entries(official.codes), ...Object.entries(identityCodes)])

/** The 146 resource types of FHIR R4, in alphabetical order. */
export const resourceTypes: readonly ResourceType[] = official.resources

/**
 * The resource types for identity and access that Damson adds. They are stored, searched and audited like the others.
 */
export const identityTypes: readonly ResourceType[] = identityTypeNames

/** Every search parameter, including composite and special ones. */
export const parameterRows = [...official.parameters.map(withAgents), ...identityParameters]

function withAgents(row: ParameterRow): ParameterRow {
  const { expression, targets = [] } = row
  return expression === 'AuditEvent.agent.who' ? { ...row, targets: [...targets, ...auditAgents] } : row
}

/** Compartment type → resource type → the parameters that place a resource in it. */
export const compartments: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries(official.compartments).map(([compartment, types]) => [compartment, new Map(Object.entries(types))]),
)

const known: ReadonlySet<unknown> = new Set([...resourceTypes, ...identityTypes])

/**
 * Whether a text is the name of a resource type, of R4 or of identity.
 *
 * @param name Anything, for example the `resourceType` of a body or a segment of a path.
 *
 * @example
 * ```ts
 * const segment: string = 'Patient'
 * if (isResourceType(segment)) console.log(searchParametersOf(segment).length)
 * ```
 *
 * @see https://hl7.org/fhir/R4/resourcelist.html
 */
export function isResourceType(name: unknown): name is ResourceType {
  return known.has(name)
}

/** The row of a type that the model itself names. */
export function typeRow(type: string): TypeRow {
  const row = typeRows.get(type)
  if (row === undefined) throw new TypeError(`the model has no type ${type}`)
  return row
}

/** Whether the type has elements, as opposed to being a primitive. */
export function hasElements(type: string): boolean {
  return typeRows.has(type)
}

/** The codes of a value set that the model itself names. */
export function codeRow(binding: string): CodeRow {
  const row = codeRows.get(binding)
  if (row === undefined) throw new TypeError(`the model has no value set ${binding}`)
  return row
}
