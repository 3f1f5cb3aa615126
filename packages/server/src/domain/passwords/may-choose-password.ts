import type { Tx } from '#base/db'
import { addressProblem, allowedMemberships, type MethodRefusal } from '#domain/email-domains'
import { membershipsOfUser } from '#domain/memberships'
import { type Issuer, SYSTEM_PROJECT } from '#domain/projects'
import type { UserRow } from '#domain/users'

/**
 * Why a person may not choose a password: their organisation's provider signs them in to every membership that they have at
 * this address. The emergency account may.
 */
export async function choosingProblem(
  tx: Tx,
  { project: issuerProject }: Pick<Issuer, 'project'>,
  { id, project, email }: Pick<UserRow, 'id' | 'project' | 'email'>,
): Promise<MethodRefusal | undefined> {
  const way = { providerKey: undefined, client: undefined, email }
  const memberships = (await membershipsOfUser.rows(tx, id)).filter(
    ({ project }) => issuerProject === undefined || project === issuerProject,
  )
  if (memberships.length === 0)
    return addressProblem(tx, { ...way, project: issuerProject ?? (project === SYSTEM_PROJECT ? undefined : project) })
  const { allowed, problem } = await allowedMemberships(tx, way, memberships)
  return allowed.length > 0 ? undefined : problem
}
