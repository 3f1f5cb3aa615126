import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, badRequest } from '#answers'
import { factorsOf, recoveryCodesLeft } from '#domain/factors'
import { identitiesOf } from '#domain/identities'
import { membershipById } from '#domain/memberships'
import { passkeysOf } from '#domain/passkeys'
import type { Stored } from '#domain/resources'
import { userById } from '#domain/users'
import { administratorOf, audited, eventOf, requirePerson, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { memberOf } from './members.ts'

type WaysRequest = FastifyRequest<{ Params: { projectId: string; membershipId: string } }>
const TYPE = 'ProjectMembership'

/**
 * `GET …/members/:membershipId/ways-in`: with what a member signs in, for those who help when it is lost. Names that people gave
 * to their devices are not told, nor linked accounts of other projects.
 */
export function registerWaysIn(app: FastifyInstance, deps: AdminDeps): void {
  const url = '/admin/projects/:projectId/members/:membershipId/ways-in'
  app.get(url, answersWith('outcome'), async (request: WaysRequest, reply) => {
    const administrator = await administratorOf(deps, request, 'start_recovery')
    const about = `${TYPE}/${request.params.membershipId}`
    const answer = await audited(deps, administrator, 'membership.read', about, async () => {
      const narrowing = requireReach(administrator, 'read', TYPE)
      const member = await memberOf(deps, administrator, request.params.membershipId, narrowing)
      await requirePerson(deps, administrator, member)
      const ways = await waysOf(deps, member)
      await deps.audit.committed(eventOf(administrator, 'membership.read', about, { version: member.version }))
      return ways
    })
    return reply.header('Cache-Control', 'no-store').send(answer)
  })
}

async function waysOf({ db, providers }: AdminDeps, { project, id }: Stored): Promise<object> {
  const membership = await membershipById.maybeOne(db, project, id)
  const user = membership?.userType === 'User' ? await userById.maybeOne(db, membership.userId) : undefined
  if (user === undefined)
    throw badRequest('Only a person signs in, and this member is not a person.', undefined, 'not_a_person')
  const recovery = await recoveryCodesLeft.maybeOne(db, user.id)
  const linked = (await identitiesOf(db, user.id)).filter((one) => one.project === project)
  return {
    hasPassword: user.passwordHash !== null,
    isAddressProven: user.emailProvenAt !== null,
    factors: (await factorsOf.rows(db, user.id)).map(({ kind, ...times }) => ({ kind, ...timesOf(times) })),
    passkeys: (await passkeysOf(db, user.id)).map(({ product, backedUp, ...times }) => ({
      product,
      isSynced: backedUp,
      ...timesOf(times),
    })),
    ...(recovery !== undefined && { recoveryCodes: recovery.left }),
    linked: await Promise.all(
      linked.map(async ({ providerKey, issuer, linkedAt, lastUsedAt }) => ({
        provider: (await providers.byKey(providerKey))?.name ?? issuer,
        ...timesOf({ createdAt: linkedAt, lastUsedAt }),
      })),
    ),
  }
}

const timesOf = ({ createdAt, lastUsedAt }: { readonly createdAt: Date; readonly lastUsedAt: Date | null }) => ({
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString(),
})
