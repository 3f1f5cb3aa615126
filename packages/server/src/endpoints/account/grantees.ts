import type { FastifyRequest } from 'fastify'
import type { Grantee } from '#domain/access'
import { allowedMemberships } from '#domain/email-domains'
import { membershipsByIdentity } from '#domain/identities'
import { isByMessage } from '#domain/logins'
import { type ActiveMembership, membershipsOfUser } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { takesMessage } from '#domain/signin'
import type { AccountDeps } from './dependencies.ts'
import type { Visitor } from './visitor.ts'

/**
 * What a person is in their projects, with the rights that the browser's sign-in gives them there now: none where it would
 * not sign them in to an app. At a project's address: in that project alone.
 */
export async function granteesOf(
  { db, grantees, providers }: AccountDeps,
  { root, user }: Visitor,
  { ip: address, issuer }: FastifyRequest,
  isWanted: (membership: ActiveMembership) => boolean | Promise<boolean>,
): Promise<readonly Grantee[]> {
  const isTaken = async (one: ActiveMembership): Promise<boolean> =>
    !isByMessage(root.factors) || takesMessage(await readProject(db, one.project), one, root.factors)
  const all: ActiveMembership[] = []
  for (const one of await membershipsOfUser.rows(db, user.id)) {
    const isHere = issuer.project === undefined || one.project === issuer.project
    if (isHere && (await isWanted(one)) && (await isTaken(one))) all.push(one)
  }
  const way = { providerKey: root.providerKey ?? undefined, client: undefined, email: user.email }
  const { allowed } = await allowedMemberships(db, way, all)
  const provider = root.providerKey === null ? undefined : await providers.byKey(root.providerKey)
  const found: Grantee[] = []
  for (const { project, id: membershipId } of await membershipsByIdentity(db, provider, root, allowed)) {
    const { factors, authenticatedAt, providerKey } = root
    const vouchedFor = providerKey !== null
    const member = { project, membershipId, userId: user.id, factors, authenticatedAt, vouchedFor }
    const grantee = await grantees.ofMember(member, address)
    if (grantee.ok && grantee.value.lacks === undefined) found.push(grantee.value)
  }
  return found
}
