import type { FastifyInstance } from 'fastify'
import { answersWith, notAForm, OAuthError, readForm, requestOriginOf } from '#answers'
import type { Tx } from '#base/db'
import { revokeActingLogin } from '#domain/access'
import { endLogin } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { authenticateClient } from './client.ts'
import type { OAuthDeps } from './dependencies.ts'
import { NO_TOKEN, REPEATED } from './form-findings.ts'
import { type FoundToken, lookUpToken } from './token-lookup.ts'

async function ended(tx: Tx, { loginId, acts }: FoundToken, now: Date): Promise<readonly Invalidation[]> {
  if (acts !== true) return endLogin(tx, loginId, 'revoked_by_client', now)
  const revoked = await revokeActingLogin.maybeOne(tx, loginId, now)
  return revoked === undefined ? [] : [{ kind: 'login', subject: loginId }]
}

/**
 * `/oauth2/revoke` (RFC 7009): ends the login of an access or refresh token. The answer is the same for another client's
 * token and for an unknown one.
 */
export function registerRevoke(app: FastifyInstance, deps: OAuthDeps): void {
  const { db, clock, audit } = deps
  app.post('/oauth2/revoke', answersWith('oauth'), async (request, reply) => {
    const read = readForm(request)
    if (read === undefined || read.repeated !== undefined)
      throw new OAuthError(
        'invalid_request',
        'Send application/x-www-form-urlencoded, each field once.',
        read === undefined ? notAForm(request) : REPEATED,
      )
    const authenticated = await authenticateClient(deps, request, read.form)
    const token = read.form.get('token')
    if (token === undefined || token === '') throw new OAuthError('invalid_request', 'Send the token.', NO_TOKEN)

    const { client } = authenticated
    const found = await lookUpToken(deps, token, request.issuer)
    if (found !== undefined && found.clientId === (client?.id ?? null)) {
      const now = clock.now()
      const { address, userAgent, traceId } = requestOriginOf(request)
      await db.tx(async (tx) => {
        const invalidations = await ended(tx, found, now)
        // A login that has already ended is not recorded again.
        if (invalidations.length === 0) return
        await audit.record(tx, [
          {
            kind: 'token.revoked',
            project: found.project ?? SYSTEM_PROJECT,
            outcome: 0,
            agent: { clientId: client?.id, loginId: found.loginId },
            personal: { address, userAgent },
            reason: found.kind,
            traceId,
          },
        ])
        await publishInvalidations(tx, invalidations, now)
      })
    }
    // RFC 7009 §2.2 ignores the body, but several clients parse it as JSON.
    return reply.headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' }).code(200).send({})
  })
}
