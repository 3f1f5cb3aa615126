import { type AdministratorRole, administratorRoles } from '@damson/access'
import type { ProjectMembership } from '@damson/fhir'

/**
 * What an administrator is. `limited`: has the admin flag, and a policy that allows less than the shipped one. It may do
 * what that policy says, and nothing that needs an owner.
 */
export type Role = AdministratorRole | 'limited'

/** A role whose rights are the server's, not those of a stored policy. */
export type NamedRole = Exclude<Role, 'owner' | 'limited'>

/** An act of administration: what its route, and nothing else, does. */
export type AdminAct =
  | 'see_overview'
  | 'see_members'
  | 'invite'
  | 'start_recovery'
  | 'confirm_recovery'
  | 'end_sign_ins'
  | 'change_members'
  | 'import_people'
  | 'manage_clients'
  | 'manage_bots'
  | 'see_providers'
  | 'change_providers'
  | 'set_emergency_account'
  | 'set_secrets'
  | 'read_traces'

const ACTS: Readonly<Record<NamedRole, readonly AdminAct[]>> = {
  'identity-administrator': [
    'see_overview',
    'see_members',
    'invite',
    'start_recovery',
    'confirm_recovery',
    'end_sign_ins',
    'change_members',
    'manage_clients',
    'see_providers',
    'read_traces',
  ],
  'help-desk': ['see_overview', 'see_members', 'invite', 'start_recovery', 'end_sign_ins'],
  'privacy-officer': ['see_overview'],
  'app-developer': ['see_overview', 'manage_clients', 'read_traces'],
  deployer: ['see_overview', 'manage_bots'],
}

/** The roles that a role may give to people. Only an owner gives a role to a machine. */
const GIVES: Readonly<Record<NamedRole, readonly NamedRole[]>> = {
  'identity-administrator': ['help-desk', 'app-developer'],
  'help-desk': [],
  'privacy-officer': [],
  'app-developer': [],
  deployer: [],
}

/** Whether a role covers an act. What a limited administrator may do beyond this, the policy of the membership says. */
export function mayAct({ role }: { readonly role: Role | undefined }, act: AdminAct): boolean {
  return isNamed(role) ? ACTS[role].includes(act) : role !== undefined
}

export function isNamed(role: Role | undefined): role is NamedRole {
  return role !== undefined && role !== 'owner' && role !== 'limited'
}

/** Whether somebody with a role may give another role, and so act on people who have it. */
export function mayGive(role: Role | undefined, given: string): boolean {
  if (role === 'owner') return true
  return isNamed(role) && (GIVES[role] as readonly string[]).includes(given)
}

/** Which roles of others one may act on; undefined: all, as owners. */
export function rolesBelow(role: Role | undefined): readonly NamedRole[] | undefined {
  if (role === 'owner') return undefined
  return isNamed(role) ? GIVES[role] : []
}

/** The role that a membership names. Versions that do not know it give it nothing. */
export function namedRoleOf({ adminRole, admin }: ProjectMembership): NamedRole | undefined {
  const role = administratorRoles.find((one) => one === adminRole)
  return admin === true || !isNamed(role) ? undefined : role
}

/** Whether a membership administers its project in any way. */
export function administers({ admin, adminRole }: ProjectMembership): boolean {
  return admin === true || adminRole !== undefined
}

/** The role of a member. `holdsEverything`: the policy covers the shipped policy of administrators. */
export function roleOf(
  { admin, limited }: { readonly admin: boolean; readonly limited: boolean },
  membership: ProjectMembership,
  holdsEverything: boolean,
): Role | undefined {
  if (limited) return undefined
  if (!admin) return namedRoleOf(membership)
  return membership.adminRole === 'owner' || holdsEverything ? 'owner' : 'limited'
}
