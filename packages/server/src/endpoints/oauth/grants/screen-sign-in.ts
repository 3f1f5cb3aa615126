import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { error } from '#base/findings'
import { isAdministratorOf } from '#domain/access'
import { type Client, OTHER_SCREEN } from '#domain/clients'
import { pollDevice, polledScreen, signInOf } from '#domain/devices'
import { endLogin } from '#domain/logins'
import { hashOfCode, redeemCode } from '#domain/tokens'
import type { OAuthDeps } from '../dependencies.ts'
import { lifetimesOf } from './authorization-code.ts'
import { MISSING_CODE, POLLED, unknown } from './device-refusals.ts'
import { type Granted, type GrantRefusal, type Redeeming, refusal, type TokenRequest, withPrincipal } from './grant.ts'

type ScreenDeps = Pick<OAuthDeps, 'grantees' | 'tokenSettings' | 'devices'>

/** A screen asks whether somebody signed in on it (RFC 8628 §3.4). */
export async function screenRedeeming(
  deps: ScreenDeps,
  client: Client,
  request: TokenRequest,
): Promise<Result<Redeeming, GrantRefusal>> {
  const deviceCode = request.form.get('device_code')
  if (deviceCode === undefined || deviceCode === '') return refused(MISSING_CODE)
  const found = await polledScreen(deps.devices, client, deviceCode)
  if (!found.ok) return refused(found.refusal === 'not_enabled' ? NOT_ENABLED : unknown(found.refusal))
  return accepted({
    async redeem(tx, asked, now) {
      const polled = await pollDevice(tx, found.value, now)
      if (!polled.ok) return refused(POLLED[polled.refusal.why])
      const { signIn } = polled.value
      if (signIn === null) return refused(POLLED.used)
      return redeemFor(tx, deps, asked, { code: signInOf(deps.devices, found.value.id, signIn), deviceCode }, now)
    },
  })
}

/** The sign-in made a code, whose verifier is the device code: so it is redeemed as any app's, and only by this screen. */
async function redeemFor(
  tx: Tx,
  { grantees, tokenSettings }: ScreenDeps,
  request: TokenRequest,
  { code, deviceCode: verifier }: { readonly code: string; readonly deviceCode: string },
  now: Date,
): Promise<Result<Granted, GrantRefusal>> {
  const { client, issuer, origin } = request
  const lifetimes = lifetimesOf(request, tokenSettings)
  const redemption = {
    code,
    verifier,
    clientId: client.client?.id ?? null,
    clientAuth: client.auth,
    issuer,
    redirectUri: OTHER_SCREEN,
    ...lifetimes,
  }
  const redeemed = await withPrincipal(
    redeemCode(tx, tokenSettings, redemption, now),
    grantees.readLoginOfCode(tx, hashOfCode(code), origin.address),
  )
  if (!redeemed.ok) return refused({ ...ENDED, ...('loginId' in redeemed.refusal && redeemed.refusal) })
  const { loginId, project, nonce, principal } = redeemed.value
  const { userId } = principal.ok ? principal.value : {}
  // They may have become one since they allowed it.
  if (project !== null && userId !== undefined && (await isAdministratorOf(tx, project, userId)))
    return refused({
      ...ADMINISTRATOR,
      loginId,
      project,
      invalidations: await endLogin(tx, loginId, 'not_for_administrators', now),
    })
  return accepted({
    loginId,
    project,
    kind: 'token.issued',
    accessTokenSeconds: lifetimes.accessTokenSeconds,
    principal,
    nonce,
  })
}

const NOT_ENABLED = refusal(
  'not_enabled',
  'unauthorized_client',
  'In this project nobody signs in by a code: ask an administrator to switch the setting deviceSignIn on.',
  error('The project has no sign-ins on other screens.', 'Switch the setting deviceSignIn on.'),
)
const ENDED = refusal(
  'ended_login',
  'access_denied',
  'The sign-in has ended since it was allowed: ask for a new code.',
  error('The sign-in ended before the screen asked again.', 'Ask for a new code.'),
)
const ADMINISTRATOR = refusal(
  'not_for_administrators',
  'access_denied',
  'Administrators are never signed in on another screen: let somebody else sign in.',
  error('The person administers the project.', 'Let somebody sign in who does not administer it.'),
)
