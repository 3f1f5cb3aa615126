import type { FastifyInstance } from 'fastify'
import { allOk, answersWith, granteeOf, placeOf, sendPage, topicPage, wordsOf } from '#answers'
import { agentOf } from '#domain/access'
import { endLogin, endRoot } from '#domain/logins'
import { publishNews } from '#domain/revocation'
import type { OAuthParts } from './parts.ts'

/** `/oauth2/logout` with a Bearer: ends the sign-in it belongs to. A browser that comes without one is told so. */
export function registerLogout(app: FastifyInstance, parts: OAuthParts): void {
  const { db, clock, audit, credentials } = parts
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/logout',
    ...answersWith('outcome'),
    handler: async (request, reply) => {
      if (request.method === 'GET' && request.headers.authorization === undefined) {
        const page = topicPage(wordsOf(request), 'signout.nobody')
        return sendPage(reply, 200, { ...page, brand: { name: 'Damson', host: new URL(request.issuer.url).host } })
      }
      const grantee = await granteeOf(credentials, request)
      const now = clock.now()
      const { address, userAgent, traceId } = placeOf(request)
      await db.tx(async (tx) => {
        // An app with a few types in its hands signs itself out, and nothing else of the person.
        const { rootId, loginId, limited } = grantee
        const news =
          rootId !== undefined && !limited
            ? await endRoot(tx, rootId, 'signed_out', now)
            : loginId === undefined
              ? []
              : await endLogin(tx, loginId, 'signed_out', now)
        await audit.record(tx, [
          {
            kind: 'login.ended',
            project: grantee.project,
            outcome: 0,
            agent: agentOf(grantee),
            personal: { address, userAgent },
            traceId,
          },
        ])
        await publishNews(tx, news, now)
      })
      return reply.type('application/fhir+json; charset=utf-8').send(allOk())
    },
  })
}
