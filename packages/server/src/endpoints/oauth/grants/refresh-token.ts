import { accepted, refused } from '@damson/fhir'
import { OAuthError } from '#answers'
import type { Keyring } from '#base/crypto'
import { readRefreshToken, refreshLogin, type TokenSettings, writeRefreshToken } from '#domain/tokens'
import { lifetimesOf } from './authorization-code.ts'
import type { Grant, GrantRefusal } from './grant.ts'

/** RFC 6749 §6 with rotation (RFC 9700 §4.14.2). A narrower scope cannot be asked for yet. */
export function refreshTokenGrant(keyring: Keyring, settings: TokenSettings): Grant {
  return {
    type: 'refresh_token',
    async redeem(tx, request, now) {
      const { form, client } = request
      const text = form.get('refresh_token')
      if (text === undefined || text === '')
        return refused(refusalOf('missing_refresh_token', 'invalid_request', 'Send the refresh_token.'))
      const token = readRefreshToken(keyring, text)
      if (token === undefined) return refused(refusalOf('unknown_refresh_token'))
      const { accessTokenSeconds, refreshTokenSeconds } = lifetimesOf(request, settings)
      const turned = await refreshLogin(
        tx,
        settings,
        { token, clientId: client.client?.id ?? null, clientAuth: client.auth, refreshTokenSeconds },
        now,
      )
      if (turned.ok) {
        return accepted({
          loginId: turned.value.loginId,
          project: turned.value.project,
          kind: 'token.refreshed',
          accessTokenSeconds,
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
        news: [{ kind: 'login', subject: loginId }],
      })
    },
  }
}

function refusalOf(
  reason: string,
  code: 'invalid_grant' | 'invalid_request' = 'invalid_grant',
  description = 'The refresh token is not valid: it is unknown, used, expired or revoked. Sign in again.',
): GrantRefusal {
  return { error: new OAuthError(code, description, { reason }), kind: 'token.refused', reason, news: [] }
}
