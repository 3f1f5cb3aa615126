import { type PolicyInteraction, policyInteractions, readingInteractions } from './interactions.ts'
import { isLogicalId } from './reference.ts'

/** A shipped policy as the resource that a project stores, where its administrators can see and change it. */
export interface PolicyResource {
  readonly resourceType: 'AccessPolicy'
  readonly name: string
  readonly resource: readonly {
    readonly resourceType: string
    readonly criteria?: string
    readonly interaction: readonly PolicyInteraction[]
  }[]
}

/** What a project's administrator manages: policies, apps, identity providers, e-mail domains, Bots and memberships. */
const administered = [
  'AccessPolicy',
  'ClientApplication',
  'DomainConfiguration',
  'ProjectIdentityProvider',
  'Bot',
  'ProjectMembership',
  'UserConfiguration',
] as const

/**
 * What a patient can send without being asked first. It must be about the patient. The compartment alone is not enough,
 * because it also holds resources about other people that the patient performs, answers or sends.
 */
const sentByPatients = [
  { resourceType: 'Observation', criteria: 'Observation?subject=%patient' },
  { resourceType: 'QuestionnaireResponse', criteria: 'QuestionnaireResponse?subject=%patient' },
  { resourceType: 'Communication', criteria: 'Communication?subject=%patient&sender=%patient' },
] as const

/**
 * The policy of a project's administrators: all clinical resources, the identity types they administer, their own
 * project, its users to look up, and the audit to read. It works only with the membership's admin flag.
 *
 * @example
 * ```ts
 * const policy = parsePolicy(adminPolicy('2f1c9a4e-5d0b-4d0e-9d0e-0b9a4e2f1c9a'))
 * ```
 *
 * @param projectId  The id of the project that they administer.
 * @throws {TypeError} When `projectId` is not a logical id.
 */
export function adminPolicy(projectId: string): PolicyResource {
  const id = logicalId(projectId)
  return {
    resourceType: 'AccessPolicy',
    name: 'Administrator',
    resource: [{ resourceType: '*', interaction: policyInteractions }, ...administration(id)],
  }
}

/** What an administrator without charts keeps: who works where, and how it can be reached. */
const staffed = [
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'HealthcareService',
  'Endpoint',
] as const

/**
 * The policy of administrators who see no patient's record: as `adminPolicy`, but instead of all clinical resources only
 * the staff and its places. They may make the record of somebody whom they invite, and not read it.
 *
 * @param projectId  The id of the project that they administer.
 * @throws {TypeError} When `projectId` is not a logical id.
 */
export function adminPolicyWithoutCharts(projectId: string): PolicyResource {
  const id = logicalId(projectId)
  return {
    resourceType: 'AccessPolicy',
    name: 'Administrator without charts',
    resource: [
      ...staffed.map((resourceType) => ({ resourceType, interaction: policyInteractions })),
      { resourceType: 'Patient', interaction: ['create'] },
      { resourceType: 'RelatedPerson', interaction: ['create'] },
      ...administration(id),
    ],
  }
}

function administration(id: string): PolicyResource['resource'] {
  return [
    ...administered.map((resourceType) => ({ resourceType, interaction: policyInteractions })),
    ...ownProject(id, ['read', 'update']),
    { resourceType: 'AuditEvent', interaction: ['read', 'search'] },
  ]
}

/** One's own project, and its accounts to look up. */
export function ownProject(projectId: string, interaction: readonly PolicyInteraction[]): PolicyResource['resource'] {
  const id = logicalId(projectId)
  return [
    { resourceType: 'Project', criteria: `Project?_id=${id}`, interaction },
    { resourceType: 'User', criteria: `User?project=Project/${id}`, interaction: ['read', 'search'] },
  ]
}

/**
 * The policy of patients. They read their own compartment, and can add an observation, an answered questionnaire or a
 * message about themselves. They change and delete nothing.
 *
 * @example
 * ```ts
 * const policy = parsePolicy(patientPolicy())
 * ```
 */
export function patientPolicy(): PolicyResource {
  return {
    resourceType: 'AccessPolicy',
    name: 'Patient',
    resource: [
      { resourceType: '*', criteria: '*?_compartment=%patient', interaction: readingInteractions },
      ...sentByPatients.map((sent) => ({ ...sent, interaction: ['create'] as const })),
    ],
  }
}

/**
 * The policy of a device or host that calls one Bot and does nothing else: `read` on a Bot also allows executing it.
 *
 * @example
 * ```ts
 * const policy = parsePolicy(devicePolicy('7d2e61c0-6a54-4f0e-8a3f-1c0a52d4b7e9'))
 * ```
 *
 * @param botId  The id of the Bot.
 * @throws {TypeError} When `botId` is not a logical id.
 */
export function devicePolicy(botId: string): PolicyResource {
  const criteria = `Bot?_id=${logicalId(botId)}`
  return {
    resourceType: 'AccessPolicy',
    name: 'Device',
    resource: [{ resourceType: 'Bot', criteria, interaction: ['read'] }],
  }
}

/** Stops an id that holds a separator from becoming a second condition or a second value. */
function logicalId(text: string): string {
  if (!isLogicalId(text)) throw new TypeError('This is not a logical id: 1 to 64 letters, digits, hyphens and dots.')
  return text
}
