import type { ProjectMembership } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allOk, answersWith, notFound } from '#answers'
import { isUuid } from '#base/random'
import { endActingLogins } from '#domain/access'
import { endLoginOfMember, endSignInsOfMember, signInsOfMember } from '#domain/logins'
import { namesFor } from '#domain/names'
import { resourceOf, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, requirePerson, requireReach } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'
import { memberOf } from './members.ts'
import { clientOf, signInAnswer } from './sign-in-answer.ts'

type SignInsRequest = FastifyRequest<{
  Params: { projectId: string; membershipId: string; loginId?: string }
}>
const TYPE = 'ProjectMembership'
const SIGN_INS = '/admin/projects/:projectId/members/:membershipId/sign-ins'
const WHY = 'by_administrator'

type Act = (deps: AdminDeps, administrator: Administrator, member: Stored, loginId: string) => Promise<object>

/** Lists a member's sign-ins in the project, and ends one of them or all. What they have in other projects is not told. */
export function registerSignIns(app: FastifyInstance, deps: AdminDeps): void {
  const acts: readonly (readonly ['GET' | 'DELETE', string, 'session.read' | 'login.revoked', Act])[] = [
    ['GET', SIGN_INS, 'session.read', list],
    ['DELETE', SIGN_INS, 'login.revoked', endAll],
    ['DELETE', `${SIGN_INS}/:loginId`, 'login.revoked', endOne],
  ]
  for (const [method, url, kind, act] of acts) {
    const handler = async (request: SignInsRequest, reply: FastifyReply): Promise<unknown> => {
      const administrator = await administratorOf(deps, request, 'end_sign_ins')
      const { membershipId, loginId = '' } = request.params
      const answer = await audited(deps, administrator, kind, `${TYPE}/${membershipId}`, async () => {
        const narrowing = requireReach(administrator, method === 'GET' ? 'read' : 'update', TYPE)
        const member = await memberOf(deps, administrator, membershipId, narrowing)
        await requirePerson(deps, administrator, member)
        return act(deps, administrator, member, loginId)
      })
      return reply.header('Cache-Control', 'no-store').send(answer)
    }
    app.route({ method, url, ...answersWith('outcome'), handler })
  }
}

async function list(
  { db, keyring, audit, clock }: AdminDeps,
  administrator: Administrator,
  { project, id }: Stored,
): Promise<object> {
  const signIns = await signInsOfMember(db, keyring, { project, membershipId: id }, clock.now())
  await audit.committed(eventOf(administrator, 'session.read', `${TYPE}/${id}`))
  const { grantee } = administrator
  const names = await namesFor(
    db,
    grantee,
    signIns.flatMap((signIn) => clientOf(signIn) ?? []),
  )
  return { signIns: signIns.map((signIn) => signInAnswer(grantee, signIn, names)) }
}

/** All sign-ins, and those that the person's browsers would go on to without asking who they are. */
async function endAll({ db, audit, clock }: AdminDeps, administrator: Administrator, stored: Stored): Promise<object> {
  const { project, id } = stored
  const now = clock.now()
  await db.tx(async (tx) => {
    const { ended, invalidations } = await endSignInsOfMember(tx, { project, membershipId: id }, WHY, now)
    const membership = resourceOf<ProjectMembership>(stored)
    const acting = membership === undefined ? [] : await endActingLogins(tx, project, membership, now)
    await audit.record(tx, [
      eventOf(administrator, 'login.revoked', `${TYPE}/${id}`, { reason: WHY }),
      ...ended.map((login) => eventOf(administrator, 'login.revoked', `Login/${login}`, { reason: WHY })),
    ])
    await publishInvalidations(tx, [...invalidations, ...acting], now)
  })
  return allOk()
}

async function endOne(
  { db, audit, clock }: AdminDeps,
  administrator: Administrator,
  { project, id }: Stored,
  loginId: string,
): Promise<object> {
  if (!isUuid(loginId)) throw notFound()
  const now = clock.now()
  await db.tx(async (tx) => {
    const ended = await endLoginOfMember(tx, { project, membershipId: id, loginId }, WHY, now)
    if (ended === undefined) throw notFound()
    await audit.record(tx, [eventOf(administrator, 'login.revoked', `Login/${loginId}`, { reason: WHY })])
    await publishInvalidations(tx, ended, now)
  })
  return allOk()
}
