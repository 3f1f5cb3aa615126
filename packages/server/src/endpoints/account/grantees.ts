import type { FastifyRequest } from 'fastify'
import type { Grantee } from '#domain/access'
import { membershipsByIdentity } from '#domain/identities'
import { type ActiveMembership, membershipsOfUser } from '#domain/memberships'
import type { AccountDeps } from './dependencies.ts'
import type { Visitor } from './visitor.ts'

/**
 * What a person is in their projects, with the rights that the browser's sign-in gives them there now. At a project's
 * address: in that project alone.
 */
export async function granteesOf(
  { db, grantees, providers }: AccountDeps,
  { root, user }: Visitor,
  { ip: address, issuer }: FastifyRequest,
  isWanted: (membership: ActiveMembership) => boolean | Promise<boolean>,
): Promise<readonly Grantee[]> {
  const all: ActiveMembership[] = []
  for (const one of await membershipsOfUser.rows(db, user.id)) {
    const isHere = issuer.project === undefined || one.project === issuer.project
    if (isHere && (await isWanted(one))) all.push(one)
  }
  const provider = root.providerKey === null ? undefined : await providers.byKey(root.providerKey)
  const found: Grantee[] = []
  for (const { project, id: membershipId } of await membershipsByIdentity(db, provider, root, all)) {
    const { factors, authenticatedAt, providerKey } = root
    const vouchedFor = providerKey !== null
    const member = { project, membershipId, userId: user.id, factors, authenticatedAt, vouchedFor }
    const grantee = await grantees.ofMember(member, address)
    if (grantee.ok && grantee.value.lacks === undefined) found.push(grantee.value)
  }
  return found
}
