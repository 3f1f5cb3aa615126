import type { Tx } from '#base/db'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import { projectsOfUser } from './memberships.store.ts'

/**
 * Whether an account is visible at an address: a project's address shows accounts that belong to the project or have a
 * membership in it. Queries the store for an unknown account too, so that the time reveals nothing.
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
