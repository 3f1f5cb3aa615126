import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { error, type Finding } from '#base/findings'
import type { Grantees } from '#domain/access'
import { loginsEnded } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { isWithin, readScope } from '#domain/signin'
import {
  loginOfFamily,
  type RefreshRotation,
  type RefreshTogether,
  type Rotated,
  readRefreshToken,
  refreshLogin,
  type TokenSettings,
  UNKNOWN_REFRESH_TOKEN,
  writeRefreshToken,
} from '#domain/tokens'
import { lifetimesOf } from './authorization-code.ts'
import {
  type Grant,
  type Granted,
  type GrantRefusal,
  refusal,
  scopeRefusal,
  type TokenRequest,
  withPrincipal,
} from './grant.ts'

/** RFC 6749 §6 with rotation (RFC 9700 §4.14.2). A narrower scope applies only to the access token. */
export function refreshTokenGrant(
  keyring: Keyring,
  grantees: Grantees,
  settings: TokenSettings,
  refreshTogether: RefreshTogether,
): Grant {
  const granted = (
    request: TokenRequest,
    { loginId, project, principal, token }: Rotated & Pick<Granted, 'principal'>,
  ): Granted => {
    const { accessTokenSeconds } = lifetimesOf(request, settings)
    const refreshToken = writeRefreshToken(keyring, token)
    return { loginId, project, kind: 'token.refreshed', accessTokenSeconds, principal, refreshToken }
  }
  return {
    type: 'refresh_token',
    async redeem(tx, request, now) {
      const rotation = readRotation(keyring, request, settings)
      if (!rotation.ok) return rotation
      const { family } = rotation.value.token
      const scope = await narrowerScope(tx, family, request.form.get('scope'), request.issuer)
      if (!scope.ok) return scope
      const rotated = await withPrincipal(
        refreshLogin(tx, settings, rotation.value, now),
        grantees.readLoginOfFamily(tx, family, scope.value, request.origin.address),
      )
      if (rotated.ok) return accepted(granted(request, rotated.value))
      const { why, finding } = rotated.refusal
      if (rotated.refusal.why === 'unknown_refresh_token')
        return refused({ ...invalid(why, finding), look: rotated.refusal.look })
      const { loginId, project } = rotated.refusal
      return refused({
        ...invalid(why, finding),
        kind: 'token.reuse_detected',
        loginId,
        project,
        invalidations: await loginsEnded(tx, [loginId], now),
      })
    },
    async redeemTogether(request, now, readyOf) {
      const rotation = readRotation(keyring, request, settings)
      // A scope is compared with that of the login before the token rotates.
      if (!rotation.ok || isScope(request.form.get('scope'))) return undefined
      return refreshTogether({ rotation: rotation.value, address: request.origin.address, now }, (rotated) =>
        readyOf(granted(request, { ...rotated, principal: accepted(rotated.principal) })),
      )
    },
  }
}

function readRotation(
  keyring: Keyring,
  request: TokenRequest,
  settings: TokenSettings,
): Result<RefreshRotation, GrantRefusal> {
  const { form, client, issuer } = request
  const text = form.get('refresh_token')
  if (text === undefined || text === '') return refused(MISSING_REFRESH_TOKEN)
  const token = readRefreshToken(keyring, text)
  if (token === undefined) return refused(invalid('unknown_refresh_token', UNKNOWN_REFRESH_TOKEN))
  const { refreshTokenSeconds } = lifetimesOf(request, settings)
  return accepted({
    token,
    clientId: client.client?.id ?? null,
    clientAuth: client.auth,
    issuer,
    refreshTokenSeconds,
  })
}

const isScope = (text: string | undefined): text is string => text !== undefined && text.trim() !== ''

/**
 * The requested scope, if any, which must not exceed the login's scope. Checked before the token is rotated, so that a
 * mistake costs nothing.
 */
async function narrowerScope(
  tx: Tx,
  family: string,
  text: string | undefined,
  issuer: Issuer,
): Promise<Result<string | undefined, GrantRefusal>> {
  if (!isScope(text)) return accepted(undefined)
  const scope = readScope(text, 'person')
  if (!scope.ok) return refused(scopeRefusal(scope.refusal))
  const login = await loginOfFamily.maybeOne(tx, family)
  // A token of another address is unknown here, so that a refusal does not reveal its scope.
  const isHere = login?.issuerProject === (issuer.project ?? null)
  return login === undefined || !isHere || isWithin(login.scope, scope.value)
    ? accepted(scope.value)
    : refused(SCOPE_NOT_NARROWER)
}

const SCOPE_NOT_NARROWER = refusal(
  'scope_not_narrower',
  'invalid_scope',
  'The scope exceeds what was granted: leave out scope, or send the person to /oauth2/authorize.',
  error(
    'The scope of the refresh exceeds what was granted.',
    'Leave scope out of the refresh, or send the person to the authorization endpoint for a wider scope.',
  ),
)
const MISSING_REFRESH_TOKEN = refusal(
  'missing_refresh_token',
  'invalid_request',
  'Send the refresh_token.',
  error(
    'The request has no refresh_token. One is issued only where the scope has offline_access or online_access, ' +
      'and never to client_credentials.',
    'Ask for offline_access, keep the refresh_token of the answer, and do not refresh without one.',
  ),
)

/** One answer for all: it must not reveal which check failed. */
function invalid(reason: string, finding: Finding): GrantRefusal {
  const text = 'The refresh token is not valid: it is unknown, used, expired or revoked. Sign in again.'
  return refusal(reason, 'invalid_grant', text, finding)
}
