import type { Project } from '@damson/sdk'

/** The roles that are no policy of the project's. */
export const ROLES = ['identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'] as const
type Role = (typeof ROLES)[number]

/** What a project says of one role of its administrators. */
export type OneRole = NonNullable<Project['adminRole']>[number]

export function roleIn({ adminRole = [] }: Pick<Project, 'adminRole'>, role: Role): OneRole {
  return adminRole.find((one) => one.role === role) ?? { role }
}

/** The project with another word on a role, in its place. What says nothing is left out. */
export function withRole(project: Project, { mfaRequired, minimumAcr, mayAssign = [], ...rest }: OneRole): Project {
  const { adminRole = [], ...others } = project
  const one: OneRole = {
    ...rest,
    ...(mayAssign.length > 0 && { mayAssign }),
    ...(mfaRequired === true && { mfaRequired }),
    ...(minimumAcr !== undefined && { minimumAcr }),
  }
  const isSaid = Object.keys(one).some((name) => name !== 'role')
  const at = adminRole.findIndex(({ role }) => role === one.role)
  const next = isSaid
    ? adminRole.toSpliced(at === -1 ? adminRole.length : at, at === -1 ? 0 : 1, one)
    : adminRole.filter(({ role }) => role !== one.role)
  return { ...others, ...(next.length > 0 && { adminRole: next }) }
}
