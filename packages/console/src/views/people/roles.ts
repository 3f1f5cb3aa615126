import type { ProjectMembership } from '@damson/sdk'
import { GIVEN_BY, type useMe } from '#frame'
import { type Access, policiesOf, withPolicies } from './membership/policies-held.ts'

/** What somebody administrates, from nothing to all. */
export const ROLES = [
  'none',
  'help-desk',
  'identity-administrator',
  'privacy-officer',
  'app-developer',
  'deployer',
  'owner',
] as const
export type Role = (typeof ROLES)[number]

type Administrator = Pick<ReturnType<typeof useMe>, 'role' | 'membership'>
type Membership = Pick<ProjectMembership, 'admin' | 'adminRole' | 'user'>

/** The role that a membership has. The flag alone is shown as an owner's, too: how far it goes, the policy says. */
export const roleOf = ({ admin, adminRole }: Membership): Role => (admin === true ? 'owner' : (adminRole ?? 'none'))

/** What a membership holds of a role. */
export const asRole = (role: Role): Pick<ProjectMembership, 'admin' | 'adminRole'> =>
  role === 'owner' ? { admin: true } : role === 'none' ? {} : { adminRole: role }

/** What is changed of a membership at once. */
export interface Rights {
  /** Empty: none is chosen. */
  readonly policy: string
  /** Those that hold beside it. */
  readonly more: Access
  readonly role: Role
  readonly mfaRequired: boolean
}

export function rightsOf(membership: ProjectMembership): Rights {
  const { policy = '', more } = policiesOf(membership)
  return { policy, more, role: roleOf(membership), mfaRequired: membership.mfaRequired === true }
}

/** A membership with other rights. What was not changed stays as it was read. */
export function withRights(
  membership: ProjectMembership,
  { policy, more, role, mfaRequired }: Rights,
): ProjectMembership {
  const held = withPolicies(membership, { policy: policy === '' ? undefined : policy, more })
  const { admin, adminRole, mfaRequired: _factor, ...rest } = held
  return {
    ...rest,
    ...(role === roleOf(membership)
      ? { ...(admin !== undefined && { admin }), ...(adminRole && { adminRole }) }
      : asRole(role)),
    ...(mfaRequired && { mfaRequired }),
  }
}

/** The roles that an administrator may give. */
export function givenBy({ role }: Pick<Administrator, 'role'>): readonly Role[] {
  if (role === 'owner') return ROLES
  const given: readonly Role[] = role === undefined ? [] : GIVEN_BY[role]
  return ROLES.filter((one) => one === 'none' || given.includes(one))
}

/**
 * Whether an administrator may act on a person, by all that the person has in the project: nobody but an owner acts on
 * themselves, or on those to whom they could not give their role.
 */
export function isCovered(administrator: Administrator, memberships: readonly Membership[]): boolean {
  if (administrator.role === 'owner') return true
  const [given, own] = [givenBy(administrator), administrator.membership.user?.reference]
  return memberships.every((one) => one.user?.reference !== own && given.includes(roleOf(one)))
}
