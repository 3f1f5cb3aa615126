import { accepted, refused } from '@damson/fhir'
import { OAuthError } from '#answers'
import type { Keyring } from '#base/crypto'
import { lifetimeSeconds } from '#domain/clients'
import { type CodeRefusal, redeemCode, type TokenSettings, writeRefreshToken } from '#domain/tokens'
import type { Grant, GrantRefusal, TokenRequest } from './grant.ts'

/** RFC 6749 §4.1.3 with PKCE S256 (RFC 7636) for every client. */
export function authorizationCodeGrant(keyring: Keyring, settings: TokenSettings): Grant {
  return {
    type: 'authorization_code',
    async redeem(tx, request, now) {
      const { form, client, issuer } = request
      const code = form.get('code')
      const verifier = form.get('code_verifier')
      if (code === undefined || code === '') return refused(invalid('Send the code.', 'missing_code'))
      if (verifier === undefined || verifier === '')
        return refused(invalid('Send the code_verifier: PKCE with S256 is required.', 'missing_code_verifier'))
      const { accessTokenSeconds, refreshTokenSeconds } = lifetimesOf(request, settings)
      const redeemed = await redeemCode(
        tx,
        settings,
        {
          code,
          verifier,
          clientId: client.client?.id ?? null,
          clientAuth: client.auth,
          issuer,
          redirectUri: form.get('redirect_uri'),
          accessTokenSeconds,
          refreshTokenSeconds,
        },
        now,
      )
      if (!redeemed.ok) return refused(refusalOf(redeemed.refusal))
      const { loginId, project, nonce, family } = redeemed.value
      const refreshToken = family === undefined ? undefined : writeRefreshToken(keyring, { family, generation: 1 })
      return accepted({ loginId, project, kind: 'token.issued', accessTokenSeconds, nonce, refreshToken })
    },
  }
}

/** A client's own lifetimes, or the server's. */
export function lifetimesOf(
  { client }: TokenRequest,
  settings: TokenSettings,
): { readonly accessTokenSeconds: number; readonly refreshTokenSeconds: number } {
  const { accessTokenLifetime, refreshTokenLifetime } = client.client?.resource ?? {}
  return {
    accessTokenSeconds: lifetimeSeconds(accessTokenLifetime ?? '') ?? settings.accessTokenSeconds,
    refreshTokenSeconds: lifetimeSeconds(refreshTokenLifetime ?? '') ?? settings.refreshTokenSeconds,
  }
}

function invalid(description: string, reason: string): GrantRefusal {
  return {
    error: new OAuthError('invalid_request', description, { reason }),
    kind: 'token.refused',
    reason,
    news: [],
  }
}

function refusalOf(refusal: CodeRefusal): GrantRefusal {
  // One answer for all: which check failed is nobody's business outside.
  const error = new OAuthError(
    'invalid_grant',
    'The code is not valid: it is unknown, used, expired, or was issued to another client, redirect_uri or verifier. Sign in again.',
    { reason: refusal.why },
  )
  const kind = refusal.why === 'code_reused' ? 'token.reuse_detected' : 'token.refused'
  if (refusal.why === 'unknown_code') return { error, kind, reason: refusal.why, news: [] }
  const { why: reason, loginId, project, news } = refusal
  return { error, kind, reason, loginId, project, news }
}
