import { accepted, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import { error } from '#base/findings'
import type { Grantees } from '#domain/access'
import { lifetimeSeconds } from '#domain/clients'
import { type CodeRefusal, hashOfCode, redeemCode, type TokenSettings, writeRefreshToken } from '#domain/tokens'
import { type Grant, type GrantRefusal, refusal, type TokenRequest, withPrincipal } from './grant.ts'

/** RFC 6749 §4.1.3 with PKCE S256 (RFC 7636) for every client. */
export function authorizationCodeGrant(keyring: Keyring, grantees: Grantees, settings: TokenSettings): Grant {
  return {
    type: 'authorization_code',
    async redeem(tx, request, now) {
      const { form, client, issuer } = request
      const code = form.get('code')
      const verifier = form.get('code_verifier')
      if (code === undefined || code === '') return refused(MISSING_CODE)
      if (verifier === undefined || verifier === '') return refused(MISSING_VERIFIER)
      const { accessTokenSeconds, refreshTokenSeconds } = lifetimesOf(request, settings)
      const redemption = {
        code,
        verifier,
        clientId: client.client?.id ?? null,
        clientAuth: client.auth,
        issuer,
        redirectUri: form.get('redirect_uri'),
        accessTokenSeconds,
        refreshTokenSeconds,
      }
      const redeemed = await withPrincipal(
        redeemCode(tx, settings, redemption, now),
        grantees.readLoginOfCode(tx, hashOfCode(code), request.origin.address),
      )
      if (!redeemed.ok) return refused(refusalOf(redeemed.refusal))
      const { loginId, project, nonce, family, principal } = redeemed.value
      const refreshToken = family === undefined ? undefined : writeRefreshToken(keyring, { family, generation: 1 })
      return accepted({ loginId, project, kind: 'token.issued', accessTokenSeconds, principal, nonce, refreshToken })
    },
  }
}

/** The client's own lifetimes, else the server's. */
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

const MISSING_CODE = refusal(
  'missing_code',
  'invalid_request',
  'Send the code.',
  error('The request has no code.', 'Send the code that came back to the redirect URI.'),
)
const MISSING_VERIFIER = refusal(
  'missing_code_verifier',
  'invalid_request',
  'The code_verifier is missing: PKCE with S256 is required.',
  error(
    'The request has no code_verifier.',
    'Send the code_verifier whose hash was the code_challenge; keep it in sessionStorage until the person comes back.',
  ),
)

function refusalOf(why: CodeRefusal): GrantRefusal {
  // One answer for all: it must not reveal which check failed.
  const refused = refusal(
    why.why,
    'invalid_grant',
    'The code is not valid: it is unknown, used or expired, or was issued for another client, ' +
      'redirect_uri or code_verifier. Sign in again.',
    why.finding,
  )
  if (why.why === 'unknown_code') return refused
  const { loginId, project, invalidations } = why
  const kind = why.why === 'code_reused' ? 'token.reuse_detected' : refused.kind
  return { ...refused, kind, loginId, project, invalidations }
}
