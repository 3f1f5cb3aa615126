import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, forbidden, granteeOf, OAuthError, requestOriginOf, tooManyRequests } from '#answers'
import { error } from '#base/findings'
import { agentOf, type Grantee } from '#domain/access'
import type { OAuthDeps } from './dependencies.ts'
import { personClaims } from './person-claims.ts'

/** `/oauth2/userinfo` (OpenID Connect Core §5.3) by GET and POST: only the claims that the token's scope covers. */
export function registerUserinfo(app: FastifyInstance, deps: OAuthDeps): void {
  const { audit, credentials, throttle } = deps
  app.route({
    method: ['GET', 'POST'],
    url: '/oauth2/userinfo',
    ...answersWith('oauth'),
    handler: async (request, reply) => {
      const grantee = await bearerOf(request, () => granteeOf(credentials, request))
      if (!grantee.scope.split(' ').includes('openid')) {
        throw new OAuthError(
          'access_denied',
          'The scope of the token lacks openid: ask for the scope openid.',
          NO_OPENID,
          {
            status: 403,
            headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="openid"' },
          },
        )
      }
      const allowance = await throttle.lookUp(grantee.membershipId)
      if (!allowance.allowed) throw tooManyRequests(allowance)
      const claims = await personClaims(deps, grantee, request.issuer)
      const { address, userAgent, traceId } = requestOriginOf(request)
      await audit.committed({
        kind: 'userinfo.read',
        project: grantee.project,
        outcome: 0,
        agent: agentOf(grantee),
        personal: { address, userAgent },
        traceId,
      })
      return reply.headers({ 'Cache-Control': 'no-store' }).send(claims)
    },
  })
}

const NO_OPENID = error('The scope of the token lacks openid.', 'Ask for the scope openid to use userinfo.')

/** userinfo accepts only Bearer. */
async function bearerOf(request: FastifyRequest, read: () => Promise<Grantee>): Promise<Grantee> {
  if (/^Basic /i.test(request.headers.authorization ?? ''))
    throw forbidden('userinfo does not accept Basic: send an access token as Bearer.')
  return read()
}
