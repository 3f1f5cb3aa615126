import type { Tx } from '#base/db'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { projectsOfUser } from './memberships.store.ts'

/**
 * Whether an account is to be seen at an address: at a project's, an account that belongs to the project, or has a membership
 * in it. Asks the store for an unknown account too, so that it takes as long.
 */
export async function isVisibleAtIssuer(
  tx: Tx,
  { project: own }: Issuer,
  user: { readonly id: string; readonly project: string } | undefined,
): Promise<boolean> {
  if (own === undefined) return user !== undefined
  const memberships = await projectsOfUser.rows(tx, user?.id ?? SYSTEM_PROJECT)
  return user !== undefined && (user.project === own || memberships.some(({ project }) => project === own))
}
