import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { error } from '#base/findings'
import { uuid } from '#base/random'
import { DEVICE_GRANT, isForScreens } from '#domain/clients'
import { type PolledDeviceRow, pollDevice, polledDevice } from '#domain/devices'
import { connectsDevices, readProject } from '#domain/projects'
import { withoutRefresh } from '#domain/signin'
import type { OAuthDeps } from '../dependencies.ts'
import { WRONG_DEVICE_PROOF } from '../device-findings.ts'
import { lifetimesOf } from './authorization-code.ts'
import { MISSING_CODE, POLLED, unknown } from './device-refusals.ts'
import {
  blockedAddress,
  type Grant,
  type Granted,
  type GrantRefusal,
  type Redeem,
  refusal,
  type TokenRequest,
} from './grant.ts'
import { screenRedeeming } from './screen-sign-in.ts'

type GrantDeps = Pick<OAuthDeps, 'db' | 'clock' | 'grantees' | 'tokenSettings' | 'devices'>

/**
 * RFC 8628 §3.4: a device that was connected gets its own first token. Each poll is signed with its key. A client with
 * `deviceSignIn` gets the token of the person who allowed it.
 */
export function deviceCodeGrant(deps: GrantDeps): Grant {
  return {
    type: DEVICE_GRANT,
    redeem: () => Promise.reject(new Error('a poll is prepared')),
    async prepare(request) {
      const { client } = request.client
      if (client !== undefined && isForScreens(client)) return screenRedeeming(deps, client, request)
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
    const clientId = polled.value.deviceId
    if (clientId === null) return refused(POLLED.used)
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
