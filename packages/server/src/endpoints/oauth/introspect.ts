import type { Result } from '@damson/fhir'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  answersWith,
  type Form,
  granteeOf,
  notAForm,
  OAuthError,
  readForm,
  requestOriginOf,
  tooManyRequests,
} from '#answers'
import { toNumericDate } from '#base/clock'
import { error } from '#base/findings'
import { ELSEWHERE, type Grantee, patientOf } from '#domain/access'
import { clientIdOnWire } from '#domain/clients'
import { assuranceOf, UNDATED } from '#domain/logins'
import { authenticateClient, refuseBlocked } from './client.ts'
import type { OAuthDeps } from './dependencies.ts'
import { NO_TOKEN, REPEATED } from './form-findings.ts'
import { type FoundToken, lookUpToken } from './token-lookup.ts'

/** `/oauth2/introspect` (RFC 7662): confidential clients of a project introspect tokens of that project. */
export function registerIntrospect(app: FastifyInstance, deps: OAuthDeps): void {
  const { audit, throttle } = deps
  app.post('/oauth2/introspect', answersWith('oauth'), async (request, reply) => {
    const read = readForm(request)
    if (read === undefined || read.repeated !== undefined)
      throw new OAuthError(
        'invalid_request',
        'Send application/x-www-form-urlencoded, each field once.',
        read === undefined ? notAForm(request) : REPEATED,
      )
    const client = await askingClient(deps, request, read.form)
    const allowance = await throttle.lookUp(client.id)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const token = read.form.get('token')
    if (token === undefined || token === '') throw new OAuthError('invalid_request', 'Send the token.', NO_TOKEN)

    const found = await lookUpToken(deps, token, request.issuer)
    const grantee = found?.current === true ? await granteeBehind(deps, found) : undefined
    const active = found !== undefined && grantee?.ok === true && grantee.value.project === client.project
    const { address, userAgent, traceId } = requestOriginOf(request)
    await audit.committed({
      kind: 'token.introspected',
      project: client.project,
      outcome: 0,
      agent: {
        reference: `ClientApplication/${client.id}`,
        clientId: client.id,
        loginId: active ? found.loginId : undefined,
      },
      personal: { address, userAgent },
      reason: active ? 'active' : 'inactive',
      traceId,
    })
    reply.headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' })
    if (!active) return { active: false }
    const { url, fhirUrl } = request.issuer
    const { launch, clientId, onBehalfOf } = grantee.value
    const { profile, userId } = onBehalfOf ?? grantee.value
    const { patient = patientOf(profile) } = grantee.value
    return {
      active: true,
      token_type: found.kind === 'access' ? 'Bearer' : 'refresh_token',
      scope: found.scope,
      client_id: clientIdOnWire(clientId),
      sub: userId ?? clientId,
      iss: url,
      aud: fhirUrl,
      exp: toNumericDate(found.expiresAt),
      ...(found.issuedAt !== undefined && { iat: toNumericDate(found.issuedAt) }),
      ...(userId !== undefined && { fhirUser: `${fhirUrl}${profile}` }),
      // RFC 8693 §4.1. How the person proved themselves, the person's own token tells.
      ...(onBehalfOf === undefined ? userId !== undefined && assured(grantee.value) : { act: { sub: clientId } }),
      ...(patient !== undefined && { patient: patient.slice('Patient/'.length) }),
      ...launch,
    }
  })
}

function granteeBehind(
  { grantees }: OAuthDeps,
  { loginId, scope, acts }: FoundToken,
): Promise<Result<Grantee, unknown>> {
  return acts === true ? grantees.ofActing(loginId, ELSEWHERE) : grantees.ofLogin(loginId, scope, ELSEWHERE)
}

/** How the person proved who they are, and when (RFC 9470 §6.2). */
function assured({ factors, authenticatedAt }: Grantee): Record<string, unknown> {
  return {
    ...assuranceOf(factors),
    ...(authenticatedAt !== undefined && !factors.includes(UNDATED) && { auth_time: toNumericDate(authenticatedAt) }),
  }
}

/** A confidential client, by its credential or by an access token from client_credentials (SMART App Launch 2.2). */
async function askingClient(
  deps: OAuthDeps,
  request: FastifyRequest,
  form: Form,
): Promise<{ readonly id: string; readonly project: string }> {
  if (/^Bearer /i.test(request.headers.authorization ?? '')) {
    const { userType, clientId, project } = await granteeOf(deps.credentials, request)
    if (userType !== 'ClientApplication' || clientId === undefined)
      throw new OAuthError(
        'access_denied',
        'This token belongs to a person, and introspection is only for clients: ' +
          'use a token from client_credentials, or the credential of a confidential client.',
        error(
          'The token belongs to a person, and introspection is only for clients.',
          'Use a token from client_credentials.',
        ),
        { status: 403, headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope"' } },
      )
    return { id: clientId, project }
  }
  const { client, auth } = await authenticateClient(deps, request, form)
  if (client !== undefined) await refuseBlocked(deps, request, client)
  if (client === undefined || auth === 'none')
    throw new OAuthError(
      'invalid_client',
      'Introspection is only for confidential clients: authenticate with a secret or a signed assertion.',
      error(
        'The client is public or the request has no client_id, and introspection is only for confidential clients.',
        'Authenticate with a secret or a signed assertion.',
      ),
    )
  return client
}
