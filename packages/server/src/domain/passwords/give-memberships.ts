import type { ProjectMembership } from '@damson/fhir'
import type { Tx } from '#base/db'
import { moveMemberships, projectsOfUser } from '#domain/memberships'
import { deleteGated, findResource, replaceGated, resourceOf, type Stored, type WriteResult } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import type { UserRow } from '#domain/users'
import type { PasswordDeps } from './dependencies.ts'

/** Moves the memberships to the holder of the address; deletes one that the holder has already, with the same profile. */
export async function giveMembershipsTo(
  { invitationGates: gates }: PasswordDeps,
  tx: Tx,
  from: UserRow,
  to: UserRow,
  now: Date,
): Promise<readonly Invalidation[]> {
  const invalidations: Invalidation[] = []
  const write = async (
    { project, id }: { readonly project: string; readonly id: string },
    change: (stored: Stored) => Promise<WriteResult>,
  ): Promise<void> => {
    const stored = await findResource(tx, project, 'ProjectMembership', id)
    if (stored === undefined) throw new Error('a membership has no resource')
    const written = await change(stored)
    if (!written.ok) throw new Error(`a membership could not be moved: ${written.refusal.code}`)
    invalidations.push(...written.value.invalidations)
  }
  for (const one of await moveMemberships.rows(tx, to.id, from.id)) {
    await write(one, (stored) => {
      const membership = resourceOf<ProjectMembership>(stored)
      if (membership === undefined) throw new Error('a membership has no resource')
      const resource: ProjectMembership = { ...membership, user: { reference: `User/${to.id}` } }
      const { project, id } = one
      const draft = { project, type: 'ProjectMembership', id, resource, author: 'system' }
      return replaceGated(tx, gates, stored, draft, now)
    })
  }
  for (const one of await projectsOfUser.rows(tx, from.id))
    await write(one, (stored) => deleteGated(tx, gates, stored, 'system', now))
  return invalidations
}
