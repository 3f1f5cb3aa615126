import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { answersWith, conflict, forbidden, granteeOf, readBody, refuseLimited, tooManyRequests } from '#answers'
import { told } from '#base/findings'
import { agentOf } from '#domain/access'
import type { FactorAct } from '#domain/enrolment'
import { factorsOf } from '#domain/factors'
import { accountExport, askForDeletion, keepAccount } from '#domain/own-account'
import { userById } from '#domain/users'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { foreignProof, mayActOn, refuseForeignApp, requireStepUp } from './step-up.ts'

/** So that no empty request ends somebody's sign-ins. */
export const DeleteBody = z.object({ confirm: z.literal(true, 'must be true: it ends every sign-in of the account') })

/** `/auth/account`: the export of one's own account, its deletion, and keeping it after all. For apps of the person. */
export function registerOwnAccount(app: FastifyInstance, deps: AuthDeps): void {
  const { db, keyring, clock, audit, signIn } = deps
  const outcome = answersWith('outcome')

  app.get('/auth/account/export', outcome, async (request, reply) => {
    const { project, agent, personal, traceId, userId } = await actOf(deps, request)
    const held = await accountExport(db, keyring, userId, clock.now())
    const entity = `User/${userId}`
    await audit.committed({ kind: 'account.exported', project, outcome: 0, agent, personal, traceId, entity })
    return reply.header('Cache-Control', 'no-store').send(held)
  })

  app.post('/auth/account/delete', outcome, async (request) => {
    const act = await actOf(deps, request)
    readBody(DeleteBody, request.body)
    const asked = await askForDeletion(signIn, act)
    if (asked.ok) return { dueAt: asked.value.toISOString() }
    throw conflict(
      told`You are the only administrator, or the emergency account, of ${asked.refusal.projects.join(', ')}: make somebody
        else an administrator first, or suspend the project.`,
      asked.refusal.why,
    )
  })

  app.post('/auth/account/keep', outcome, async (request) => {
    const act = await actOf(deps, request)
    return { kept: await keepAccount(signIn, act) }
  })
}

/** A person who has just proven who they are, with a second factor if they have one. */
async function actOf(deps: AuthDeps, request: FastifyRequest): Promise<FactorAct> {
  const { db, credentials, throttle } = deps
  const grantee = await granteeOf(credentials, request)
  const { userId, rootId } = grantee
  if (userId === undefined || rootId === undefined) throw forbidden('Only a person has an account.', 'not_a_person')
  refuseLimited(
    grantee,
    'A token with resource scopes cannot export or delete an account: use a token without resource scopes.',
  )
  const allowance = await throttle.inBrowser(rootId)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const user = await userById.one(db, userId)
  await refuseForeignApp(deps, request, grantee, user)
  if (!mayActOn({ grantee, user })) throw foreignProof()
  const kinds = (await factorsOf.rows(db, userId)).map(({ kind }) => kind)
  await requireStepUp(deps, { grantee, kinds, userId })
  const { address, userAgent, ...origin } = factorOriginOf(request)
  const { project } = user
  return { ...origin, userId, askedBy: rootId, project, agent: agentOf(grantee), personal: { address, userAgent } }
}
