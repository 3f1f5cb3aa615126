import { type PolicyInteraction, policyInteractions } from './interactions.ts'
import { ownProject, type PolicyResource } from './shipped.ts'

/** The roles that an owner gives to other administrators of a project, beside `owner`. */
export const administratorRoles = [
  'owner',
  'identity-administrator',
  'help-desk',
  'privacy-officer',
  'app-developer',
  'deployer',
] as const
export type AdministratorRole = (typeof administratorRoles)[number]

type Entry = PolicyResource['resource'][number]

/** To choose policies and find accounts, without changing either. */
const lookedUp = (projectId: string): readonly Entry[] => [
  { resourceType: 'AccessPolicy', interaction: ['read', 'search'] },
  ...ownProject(projectId, ['read']),
]

/** The profiles of people who are invited. A patient's record is made, but never read. */
const profiles: readonly Entry[] = [
  { resourceType: 'Practitioner', interaction: ['read', 'search', 'create'] },
  { resourceType: 'Patient', interaction: ['create'] },
  { resourceType: 'RelatedPerson', interaction: ['create'] },
]

const all = (resourceType: string, criteria?: string): Entry => ({
  resourceType,
  ...(criteria !== undefined && { criteria }),
  interaction: policyInteractions,
})
const some = (resourceType: string, ...interaction: readonly PolicyInteraction[]): Entry => ({
  resourceType,
  interaction,
})

/**
 * The policy of a role, which the server adds to the policies of a membership that has the role. It is no resource, so
 * nobody can change it. Its entries count as with the admin flag. An owner has none: the membership's policy counts.
 *
 * @example
 * ```ts
 * const policy = parsePolicy(rolePolicy('help-desk', '2f1c9a4e-5d0b-4d0e-9d0e-0b9a4e2f1c9a'))
 * ```
 *
 * @param projectId  The id of the project that they administer.
 * @throws {TypeError} When `projectId` is not a logical id.
 */
export function rolePolicy(role: Exclude<AdministratorRole, 'owner'>, projectId: string): PolicyResource {
  return { resourceType: 'AccessPolicy', name: role, resource: entriesOf(role, projectId) }
}

function entriesOf(role: Exclude<AdministratorRole, 'owner'>, projectId: string): readonly Entry[] {
  switch (role) {
    case 'identity-administrator':
      return [
        all('ProjectMembership'),
        all('ClientApplication'),
        some('DomainConfiguration', 'read', 'search'),
        some('ProjectIdentityProvider', 'read', 'search'),
        ...lookedUp(projectId),
        ...profiles,
      ]
    case 'help-desk':
      return [some('ProjectMembership', 'read', 'search', 'create'), ...lookedUp(projectId), ...profiles]
    case 'privacy-officer':
      return [some('AuditEvent', 'read', 'search')]
    case 'app-developer':
      return [all('ClientApplication', 'ClientApplication?developer=%profile')]
    case 'deployer':
      return [all('Bot')]
  }
}
