import type { FastifyInstance } from 'fastify'
import { answersWith, type Form, OAuthError, requestOriginOf, tooManyRequests, unavailable } from '#answers'
import { error } from '#base/findings'
import { type Client, DEVICE_GRANT } from '#domain/clients'
import { type AskDeviceRefusal, askForDevice, DEVICE_CODE_SECONDS, devicePageOf, POLL_SECONDS } from '#domain/devices'
import { readScope } from '#domain/signin'
import { authenticateClient, countRefusal } from './client.ts'
import type { OAuthDeps } from './dependencies.ts'
import { WRONG_DEVICE_PROOF } from './device-findings.ts'
import { readOAuthForm } from './oauth-form.ts'

/** `/oauth2/device_authorization` (RFC 8628 §3.1): a device sends its public key, and gets the code that it shows. */
export function registerDeviceAuthorization(app: FastifyInstance, deps: OAuthDeps): void {
  app.post('/oauth2/device_authorization', answersWith('oauth'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    const form = readOAuthForm(request)
    const { client } = await authenticateClient(deps, request, form, 'device')
    if (client?.resource.grantType?.includes(DEVICE_GRANT) !== true) {
      await countRefusal(deps, request)
      throw NOT_FOR_DEVICES()
    }
    const allowance = await deps.throttle.deviceRequest(client.id, request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const answer = await ask(deps, client, form, requestOriginOf(request))
    return reply.headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' }).send(answer)
  })
}

async function ask(
  deps: OAuthDeps,
  client: Client,
  form: Form,
  origin: ReturnType<typeof requestOriginOf>,
): Promise<object> {
  const scope = readScope(form.get('scope'), 'machine')
  if (!scope.ok) throw new OAuthError('invalid_scope', scope.refusal.text, scope.refusal.finding)
  const sent = {
    key: form.get('device_key'),
    scope: scope.value,
    assertionType: form.get('client_assertion_type'),
    assertion: form.get('client_assertion'),
  }
  const asked = await askForDevice(deps.devices, client, sent, origin)
  if (!asked.ok) throw refusalAnswer(asked.refusal)
  const { deviceCode, userCode } = asked.value
  const uri = devicePageOf(origin.issuer)
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: uri,
    verification_uri_complete: `${uri}?user_code=${userCode}`,
    expires_in: DEVICE_CODE_SECONDS,
    interval: POLL_SECONDS,
  }
}

const NOT_FOR_DEVICES = (): OAuthError =>
  new OAuthError(
    'unauthorized_client',
    'No devices are connected by this client: use the client that your administrator made for them.',
    error('The client is not for connecting devices.', `Set its grantType to ${DEVICE_GRANT} alone.`),
    { reason: 'grant_type_not_allowed' },
  )

function refusalAnswer(refusal: AskDeviceRefusal): OAuthError {
  const { why } = refusal
  switch (why) {
    case 'not_enabled':
      return new OAuthError(
        'unauthorized_client',
        'This project connects no devices by code: ask an administrator to switch the setting deviceEnrolment on.',
        error('The project connects no devices by code.', 'Switch the setting deviceEnrolment on.'),
        { reason: why },
      )
    case 'missing_key':
    case 'malformed_key':
      return new OAuthError(
        'invalid_request',
        `device_key must be the public key of the device, an EC key on P-256 as a JWK: ${refusal.text}.`,
        error('device_key is missing or no public key for ES256.', 'Send the JWK of the public key, without d.'),
        { reason: why },
      )
    case 'wrong_proof':
      return new OAuthError(
        'invalid_client',
        'Sign each request with the key of the device: a new client_assertion (ES256) with iss and sub the client_id.',
        WRONG_DEVICE_PROOF,
        { reason: why },
      )
    case 'lost_key':
      return new OAuthError(
        'access_denied',
        'The device with this key was reported lost: make a new key.',
        error('The key is that of a device that was lost.', 'Let the device make a new key.'),
        { reason: why },
      )
  }
}
