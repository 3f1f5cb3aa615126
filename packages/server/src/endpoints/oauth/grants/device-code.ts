import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { error } from '#base/findings'
import { uuid } from '#base/random'
import { DEVICE_GRANT } from '#domain/clients'
import { type PolledDeviceRow, pollDevice, polledDevice } from '#domain/devices'
import { connectsDevices, readProject } from '#domain/projects'
import { withoutRefresh } from '#domain/signin'
import type { OAuthDeps } from '../dependencies.ts'
import { WRONG_DEVICE_PROOF } from '../device-findings.ts'
import { lifetimesOf } from './authorization-code.ts'
import {
  blockedAddress,
  type Grant,
  type Granted,
  type GrantRefusal,
  type Redeem,
  refusal,
  type TokenRequest,
} from './grant.ts'

/** RFC 8628 §3.4: a device that was connected gets its own first token. Each poll is signed with its key. */
export function deviceCodeGrant(deps: Pick<OAuthDeps, 'db' | 'clock' | 'grantees' | 'tokenSettings'>): Grant {
  return {
    type: DEVICE_GRANT,
    redeem: () => Promise.reject(new Error('a poll is prepared')),
    async prepare(request) {
      const polled = await prepared(deps, request)
      return polled.ok ? accepted({ redeem: redeeming(deps, polled.value) }) : polled
    },
  }
}

async function prepared(
  deps: Pick<OAuthDeps, 'db' | 'clock'>,
  { form, client: { client }, issuer }: TokenRequest,
): Promise<Result<PolledDeviceRow, GrantRefusal>> {
  const code = form.get('device_code')
  if (client === undefined || code === undefined || code === '') return refused(MISSING_CODE)
  const project = await readProject(deps.db, client.project)
  if (project === undefined || !connectsDevices(project.resource)) return refused(NOT_ENABLED)
  const sent = { code, assertionType: form.get('client_assertion_type'), assertion: form.get('client_assertion') }
  const polled = await polledDevice(deps, client, sent, issuer)
  if (polled.ok) return polled
  return refused(polled.refusal === 'wrong_proof' ? WRONG_PROOF : unknown(polled.refusal))
}

function redeeming(
  { grantees, tokenSettings }: Pick<OAuthDeps, 'grantees' | 'tokenSettings'>,
  row: PolledDeviceRow,
): Redeem {
  return async (tx, { origin, issuer }, now) => {
    const polled = await pollDevice(tx, row, now)
    if (!polled.ok) return refused(POLLED[polled.refusal.why])
    const clientId = polled.value
    const { project } = row
    const principal = await grantees.readClient(tx, clientId, origin.address)
    if (!principal.ok) {
      // The code works from where the device may come from.
      if (principal.refusal.why === 'blocked_address') return refused({ ...blockedAddress(principal.refusal), project })
      return refused({ ...ENDED, project })
    }
    const { membershipId, profile } = principal.value
    const { accessTokenSeconds } = lifetimesOf({ client: NO_SETTINGS }, tokenSettings)
    const [loginId, scope, expiresAt] = [uuid(), withoutRefresh(row.scope), secondsAfter(now, accessTokenSeconds)]
    const granted: Granted = {
      machineLogin: {
        id: loginId,
        project,
        clientId,
        membershipId,
        profile,
        scope,
        clientAuth: 'private_key_jwt',
        issuerProject: issuer.project ?? null,
        now,
        expiresAt,
      },
      loginId,
      project,
      kind: 'token.issued',
      accessTokenSeconds,
      principal: accepted({ ...principal.value, loginId, scope, expiresAt }),
      clientId,
    }
    return accepted(granted)
  }
}

/** A device that was just connected has the server's lifetimes. */
const NO_SETTINGS = { client: undefined, auth: 'none' } as const

const MISSING_CODE = refusal(
  'missing_device_code',
  'invalid_request',
  'device_code is missing: send the device_code of the device authorization.',
  error('The request has no device_code.', 'Send the device_code of the device authorization.'),
)
const NOT_ENABLED = refusal(
  'not_enabled',
  'unauthorized_client',
  'This project connects no devices by code: ask an administrator to switch the setting deviceEnrolment on.',
  error('The project connects no devices by code.', 'Switch the setting deviceEnrolment on.'),
)
const WRONG_PROOF = refusal(
  'wrong_proof',
  'invalid_client',
  'Sign each poll with the key of the device: a new client_assertion (ES256) with iss and sub the client_id.',
  WRONG_DEVICE_PROOF,
)
const ENDED = refusal(
  'inactive_client',
  'access_denied',
  'The device was connected, and has been switched off since: ask an administrator.',
  error('The client of the device is not active.', 'Activate it, or connect the device again.'),
)

/** One answer for every code that is none: it must not say whose it is. */
const GONE = 'The device_code is unknown, was used, or is of another client: ask for a new one.'

function unknown(why: 'unknown_code' | 'wrong_client'): GrantRefusal {
  const finding =
    why === 'unknown_code'
      ? error('No such device_code was given out, or it expired over an hour ago.', 'Ask for a new one.')
      : error('The device_code is of another client.', 'Poll with the client_id that asked for the code.')
  return refusal(why, 'invalid_grant', GONE, finding)
}

/** RFC 8628 §3.5. */
const POLLED: Readonly<Record<'pending' | 'too_fast' | 'denied' | 'expired' | 'used', GrantRefusal>> = {
  pending: {
    ...refusal(
      'authorization_pending',
      'authorization_pending',
      'Nobody has connected the device yet: show the code, and ask again after the interval.',
      error('Nobody has connected the device yet.', 'Wait for the interval, and ask again.'),
    ),
    waits: true,
  },
  too_fast: refusal(
    'slow_down',
    'slow_down',
    'The device asks too often: wait five seconds longer between two polls from now on.',
    error('The device asks too often.', 'Add five seconds to the interval after each slow_down.'),
  ),
  denied: refusal(
    'access_denied',
    'access_denied',
    'An administrator did not connect this device: ask for a new code if that was a mistake.',
    error('An administrator refused the device.', 'Ask for a new code if that was a mistake.'),
  ),
  expired: refusal(
    'expired_device_code',
    'expired_token',
    'The code has expired: ask for a new one, and show it.',
    error('The device_code has expired after ten minutes.', 'Ask for a new one.'),
  ),
  used: refusal(
    'used_device_code',
    'invalid_grant',
    GONE,
    error('The device_code was used: it gives one token.', 'Use client_credentials with the client_id and the key.'),
  ),
}
