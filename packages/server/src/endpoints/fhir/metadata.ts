import { identityTypes, resourceTypes, searchParametersOf } from '@damson/fhir'
import { AUDIT_PARAMETERS } from '#domain/audit'
import type { Issuer } from '#domain/projects'
import { mayBeWritten } from './write.ts'

/** The purpose of an API address, with the codes of CapabilityStatement if it has one. */
export type RoutedInteraction =
  | 'read'
  | 'vread'
  | 'update'
  | 'patch'
  | 'delete'
  | 'history-instance'
  | 'history-type'
  | 'create'
  | 'search-type'
  | 'conditional-update'
  | 'operation'

/** Types that the API never returns to any caller. */
const UNSERVED = new Set(['Login', 'UserSecurityRequest'])
const READING = new Set<RoutedInteraction>(['read', 'vread', 'history-instance', 'history-type', 'search-type'])
/** The interactions of AuditEvent. Events have only one version. */
const OF_AUDIT = new Set<RoutedInteraction>(['read', 'search-type'])

/** The interactions of Binary. Conditions would bypass its security context, and bytes cannot be patched. */
const NOT_OF_BINARY = new Set<RoutedInteraction>(['search-type', 'patch', 'conditional-update'])

/** The CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html), made from the routes. */
export function capabilityStatement(
  { url, fhirUrl }: Pick<Issuer, 'url' | 'fhirUrl'>,
  date: string,
  routed: readonly RoutedInteraction[],
): object {
  const types = [...resourceTypes, ...identityTypes].filter((type) => !UNSERVED.has(type)).sort()
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    publisher: 'Damson',
    kind: 'instance',
    software: { name: 'Damson' },
    implementation: { description: 'Damson FHIR R4 API', url: fhirUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    patchFormat: ['application/json-patch+json'],
    rest: [
      {
        mode: 'server',
        security: securityOf(`${url}oauth2/`),
        resource: [...new Set(types)].map((type) => resourceOf(type, routed)),
        interaction: [{ code: 'batch' }],
      },
    ],
  }
}

function securityOf(oauth2: string): object {
  return {
    cors: true,
    service: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }],
      },
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
      },
    ],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: ['authorize', 'token', 'introspect', 'revoke'].map((name) => ({
          url: name,
          valueUri: `${oauth2}${name}`,
        })),
      },
    ],
  }
}

function resourceOf(type: string, routed: readonly RoutedInteraction[]): object {
  const codes = [...new Set(routed)].filter((code) => isServed(type, code))
  const writes = codes.includes('create')
  return {
    type,
    interaction: codes
      .filter((code) => code !== 'conditional-update' && code !== 'operation')
      .map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: codes.includes('history-instance'),
    updateCreate: false,
    conditionalCreate: writes && type !== 'Binary',
    conditionalUpdate: writes && codes.includes('conditional-update'),
    conditionalDelete: 'not-supported',
    ...(codes.includes('search-type') && { searchParam: searchParamsOf(type) }),
  }
}

function isServed(type: string, code: RoutedInteraction): boolean {
  if (type === 'AuditEvent') return OF_AUDIT.has(code)
  if (type === 'Binary' && NOT_OF_BINARY.has(code)) return false
  if (READING.has(code)) return true
  try {
    mayBeWritten(
      type,
      code === 'create' || code === 'conditional-update' ? 'create' : code === 'delete' ? 'delete' : 'update',
    )
    return true
  } catch {
    return false
  }
}

function searchParamsOf(type: string): readonly object[] {
  const parameters = searchParametersOf(type as Parameters<typeof searchParametersOf>[0])
  const served = type === 'AuditEvent' ? parameters.filter(({ name }) => AUDIT_PARAMETERS.includes(name)) : parameters
  return served.map(({ name, type: kind, documentation }) => ({
    name,
    type: kind,
    ...(documentation !== '' && { documentation }),
  }))
}
