import type { Tx } from '#base/db'
import { placesOf } from '#domain/memberships'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import type { UserRow } from '#domain/users'

/**
 * Whether somebody's account is of concern at an address: at a project's only who belongs to it, by the account itself or
 * by a place in it. Asks the store for nobody too, so that it takes as long.
 */
export async function belongsTo(
  tx: Tx,
  { project: own }: Issuer,
  user: Pick<UserRow, 'id' | 'project'> | undefined,
): Promise<boolean> {
  if (own === undefined) return user !== undefined
  const places = await placesOf.rows(tx, user?.id ?? SYSTEM_PROJECT)
  return user !== undefined && (user.project === own || places.some(({ project }) => project === own))
}
