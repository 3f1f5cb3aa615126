import { accepted, type Result, refused } from '@damson/fhir'
import { OAuthError } from '#answers'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { loginsEnded } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { isWithin, readScope } from '#domain/signin'
import { loginOfFamily, readRefreshToken, refreshLogin, type TokenSettings, writeRefreshToken } from '#domain/tokens'
import { lifetimesOf } from './authorization-code.ts'
import type { Grant, GrantRefusal } from './grant.ts'

/** RFC 6749 §6 with rotation (RFC 9700 §4.14.2). A narrower scope is that of the access token alone. */
export function refreshTokenGrant(keyring: Keyring, settings: TokenSettings): Grant {
  return {
    type: 'refresh_token',
    async redeem(tx, request, now) {
      const { form, client, issuer } = request
      const text = form.get('refresh_token')
      if (text === undefined || text === '')
        return refused(refusalOf('missing_refresh_token', 'invalid_request', 'Send the refresh_token.'))
      const token = readRefreshToken(keyring, text)
      if (token === undefined) return refused(refusalOf('unknown_refresh_token'))
      const scope = await narrowerScope(tx, token.family, form.get('scope'), issuer)
      if (!scope.ok) return refused(refusalOf(scope.refusal.reason, 'invalid_scope', scope.refusal.text))
      const { accessTokenSeconds, refreshTokenSeconds } = lifetimesOf(request, settings)
      const turned = await refreshLogin(
        tx,
        settings,
        { token, clientId: client.client?.id ?? null, clientAuth: client.auth, issuer, refreshTokenSeconds },
        now,
      )
      if (turned.ok) {
        return accepted({
          loginId: turned.value.loginId,
          project: turned.value.project,
          kind: 'token.refreshed',
          accessTokenSeconds,
          scope: scope.value,
          refreshToken: writeRefreshToken(keyring, turned.value.token),
        })
      }
      if (turned.refusal.why === 'unknown_refresh_token') return refused(refusalOf('unknown_refresh_token'))
      const { loginId, project } = turned.refusal
      return refused({
        ...refusalOf('refresh_reused'),
        kind: 'token.reuse_detected',
        loginId,
        project,
        news: await loginsEnded(tx, [loginId], now),
      })
    },
  }
}

/**
 * The scope that is asked for, if any: no more than the login was granted. Looked at before the token turns, so that a
 * mistake costs nothing.
 */
async function narrowerScope(
  tx: Tx,
  family: string,
  text: string | undefined,
  issuer: Issuer,
): Promise<Result<string | undefined, { readonly reason: string; readonly text: string }>> {
  if (text === undefined || text.trim() === '') return accepted(undefined)
  const scope = readScope(text, 'person')
  if (!scope.ok) return refused({ reason: scope.refusal.why, text: scope.refusal.text })
  const login = await loginOfFamily.maybeOne(tx, family)
  // A token of another address is unknown here: what it was granted is not told by what is refused.
  const isHere = login?.issuerProject === (issuer.project ?? null)
  return login === undefined || !isHere || isWithin(login.scope, scope.value)
    ? accepted(scope.value)
    : refused({
        reason: 'scope_not_narrower',
        text: 'A refresh can ask for less than was granted, not for more: leave out scope, or send the person to /oauth2/authorize.',
      })
}

function refusalOf(
  reason: string,
  code: 'invalid_grant' | 'invalid_request' | 'invalid_scope' = 'invalid_grant',
  description = 'The refresh token is not valid: it is unknown, used, expired or revoked. Sign in again.',
): GrantRefusal {
  return { error: new OAuthError(code, description, { reason }), kind: 'token.refused', reason, news: [] }
}
