import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, forbidden, granteeOf, tooManyRequests, unauthorized } from '#answers'
import { limitsOfLogin, touchLogin } from '#domain/logins'
import type { AuthDeps } from './dependencies.ts'

/** WCAG 2.2.1 requires 20 s to extend a time limit; a minute lets people finish a sentence. */
const WARN_SECONDS = 60

/**
 * `/auth/session`: how long the caller's sign-in lasts. GET does not count as use, so an app can count down. POST extends
 * the sign-in, as any request for data does. Only a new proof extends the overall limit.
 */
export function registerSession(app: FastifyInstance, { db, clock, credentials, throttle }: AuthDeps): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/auth/session',
    ...answersWith('outcome'),
    handler: async (request, reply) => answer(request, reply),
  })

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { rootId, loginId, membershipId, use, expiresAt } = await granteeOf(credentials, request, true)
    if (rootId === undefined || loginId === undefined)
      throw forbidden('Only a person’s sign-in has time limits: a machine gets a new token instead.', 'not_a_person')
    const allowance = await throttle.lookUp(membershipId)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const now = clock.now()
    reply.header('Cache-Control', 'no-store')
    // With `offline_access` neither limit applies: the login has its own end.
    if (use === undefined) return reply.send({ now: now.toISOString(), endsAt: expiresAt?.toISOString() })
    const limits = await (request.method === 'POST' ? touchLogin : limitsOfLogin).maybeOne(db, now, loginId)
    if (limits === undefined) throw unauthorized('expired_login')
    const { idleUntil, endsAt } = limits
    return reply.send({
      now: now.toISOString(),
      endsAt: endsAt.toISOString(),
      ...(idleUntil !== null && { idleUntil: idleUntil.toISOString(), warnSeconds: WARN_SECONDS }),
    })
  }
}
