import type { FastifyInstance } from 'fastify'
import { answersWith, type Form, OAuthError, requestOriginOf, tooManyRequests, unavailable } from '#answers'
import { error } from '#base/findings'
import { wantsLaunch } from '#domain/access'
import { type Client, DEVICE_GRANT, isForScreens } from '#domain/clients'
import {
  type AskDeviceRefusal,
  type AskedDevice,
  askForDevice,
  askForScreen,
  DEVICE_CODE_SECONDS,
  devicePageOf,
  POLL_SECONDS,
  screenPageOf,
} from '#domain/devices'
import { readScope, withoutRefresh } from '#domain/signin'
import { authenticateClient, countRefusal, signerOfCode } from './client.ts'
import type { OAuthDeps } from './dependencies.ts'
import { WRONG_DEVICE_PROOF } from './device-findings.ts'
import { readOAuthForm } from './oauth-form.ts'

/**
 * `/oauth2/device_authorization` (RFC 8628 §3.1): a device sends its public key, and gets the code that it shows. A client
 * with `deviceSignIn` gets one for a person, who signs in on its screen.
 */
export function registerDeviceAuthorization(app: FastifyInstance, deps: OAuthDeps): void {
  app.post('/oauth2/device_authorization', answersWith('oauth'), async (request, reply) => {
    if (deps.clock.state() === 'wrong') throw unavailable('clock_wrong')
    const form = readOAuthForm(request)
    const { client } = await authenticateClient(deps, request, form, await signerOfCode(deps, request, form))
    if (client?.resource.grantType?.includes(DEVICE_GRANT) !== true) {
      await countRefusal(deps, request)
      throw NOT_FOR_DEVICES()
    }
    const allowance = await deps.throttle.deviceRequest(client.id, request.ip)
    if (!allowance.allowed) throw tooManyRequests(allowance)
    const origin = requestOriginOf(request)
    const answer = await (isForScreens(client) ? askForPerson : ask)(deps, client, form, origin)
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
  return answerOf(asked.value, devicePageOf(origin.issuer))
}

const answerOf = ({ deviceCode, userCode }: AskedDevice, uri: string): object => ({
  device_code: deviceCode,
  user_code: userCode,
  verification_uri: uri,
  verification_uri_complete: `${uri}?user_code=${userCode}`,
  expires_in: DEVICE_CODE_SECONDS,
  interval: POLL_SECONDS,
})

/** A screen is never signed in for longer than one access token, and is launched by no EHR. */
async function askForPerson(
  deps: OAuthDeps,
  client: Client,
  form: Form,
  origin: ReturnType<typeof requestOriginOf>,
): Promise<object> {
  if (form.get('device_key') !== undefined) throw KEY_OF_SCREEN()
  const scope = readScope(form.get('scope') ?? client.resource.defaultScope?.join(' '), 'person')
  if (!scope.ok) throw new OAuthError('invalid_scope', scope.refusal.text, scope.refusal.finding)
  if (withoutRefresh(scope.value) !== scope.value || wantsLaunch(scope.value)) throw SCOPE_OF_SCREEN()
  const asked = await askForScreen(deps.devices, client, scope.value, origin)
  if (asked === undefined) throw NO_SCREENS()
  return answerOf(asked, screenPageOf(origin.issuer))
}

const KEY_OF_SCREEN = (): OAuthError =>
  new OAuthError(
    'invalid_request',
    'This client signs people in, and connects no devices: leave out device_key.',
    error('A client with deviceSignIn sent device_key.', 'Leave it out, or connect devices by a client of their own.'),
    { reason: 'device_key_of_screen' },
  )
const SCOPE_OF_SCREEN = (): OAuthError =>
  new OAuthError(
    'invalid_scope',
    'Another screen is signed in for one access token: leave out offline_access, online_access, launch and launch/encounter.',
    error(
      'The scope asks for a refresh token or a launch, which no sign-in on another screen gets.',
      'Leave out offline_access, online_access, launch and launch/encounter; launch/patient works.',
    ),
    { reason: 'scope_of_screen' },
  )
const NO_SCREENS = (): OAuthError =>
  new OAuthError(
    'unauthorized_client',
    'In this project nobody signs in by a code: ask an administrator to switch the setting deviceSignIn on.',
    error('The project has no sign-ins on other screens.', 'Switch the setting deviceSignIn on.'),
    { reason: 'not_enabled' },
  )

const NOT_FOR_DEVICES = (): OAuthError =>
  new OAuthError(
    'unauthorized_client',
    'This client gets no codes: use the client that your administrator made for devices, or for people on other screens.',
    error(
      'The client is neither for connecting devices nor for people on other screens.',
      `Set its grantType to ${DEVICE_GRANT} alone, or list it there and set deviceSignIn.`,
    ),
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
