import type { Endpoint, Organization } from '@damson/fhir'

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason'
const TOLD = new Set(['asked-declined', 'asked-unknown'])

/** A resource without data-absent reasons, which a brand may not contain. */
export function publishable<T>(value: T): T {
  if (Array.isArray(value)) return value.filter((one) => !isUntold(one)).map(publishable) as T
  // A number that is kept as its text is an object with that member.
  if (typeof value !== 'object' || value === null || 'rawJSON' in value) return value
  const members = Object.entries(value).map(([name, member]) => [name, publishable<unknown>(member)] as const)
  // An object that held only the reason is left out too.
  return Object.fromEntries(members.filter(([, member]) => !isEmpty(member))) as T
}

function isUntold(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('url' in value) || value.url !== ABSENT) return false
  return !('valueCode' in value && typeof value.valueCode === 'string' && TOLD.has(value.valueCode))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** The project's FHIR API as an Endpoint, for a project that stores none of its own. */
export function ownEndpoint(
  fhirUrl: string,
  organization: Organization & { readonly id: string },
): Endpoint & { readonly id: string } {
  const code = (system: string, value: string): { readonly system: string; readonly code: string } => ({
    system: `http://terminology.hl7.org/CodeSystem/${system}`,
    code: value,
  })
  return {
    resourceType: 'Endpoint',
    id: 'fhir-r4',
    extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/endpoint-fhir-version', valueCode: '4.0.1' }],
    status: 'active',
    connectionType: code('endpoint-connection-type', 'hl7-fhir-rest'),
    ...(organization.name !== undefined && { name: organization.name }),
    managingOrganization: { reference: `Organization/${organization.id}` },
    contact: [{ system: 'url', value: `${fhirUrl}.well-known/smart-configuration` }],
    payloadType: [{ coding: [code('endpoint-payload-type', 'none')] }],
    address: fhirUrl,
  }
}
