import { accepted, type Result, refused } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import { error } from '#base/findings'
import type { Grantees } from '#domain/access'
import { lifetimeSeconds } from '#domain/clients'
import {
  type CodeRedemption,
  type CodeRefusal,
  hashOfCode,
  type RedeemCodeTogether,
  type RedeemedCode,
  redeemCode,
  type TokenSettings,
  writeRefreshToken,
} from '#domain/tokens'
import { type Grant, type Granted, type GrantRefusal, refusal, type TokenRequest, withPrincipal } from './grant.ts'

/** RFC 6749 §4.1.3 with PKCE S256 (RFC 7636) for every client. */
export function authorizationCodeGrant(
  keyring: Keyring,
  grantees: Grantees,
  settings: TokenSettings,
  redeemCodeTogether: RedeemCodeTogether,
): Grant {
  const granted = (
    { loginId, project, nonce, family, principal }: RedeemedCode & Pick<Granted, 'principal'>,
    accessTokenSeconds: number,
  ): Granted => {
    const refreshToken = family === undefined ? undefined : writeRefreshToken(keyring, { family, generation: 1 })
    return { loginId, project, kind: 'token.issued', accessTokenSeconds, principal, nonce, refreshToken }
  }
  return {
    type: 'authorization_code',
    async redeem(tx, request, now) {
      const redemption = readRedemption(request, settings)
      if (!redemption.ok) return redemption
      const redeemed = await withPrincipal(
        redeemCode(tx, settings, redemption.value, now),
        grantees.readLoginOfCode(tx, hashOfCode(redemption.value.code), request.origin.address),
      )
      if (!redeemed.ok) return refused(refusalOf(redeemed.refusal))
      return accepted(granted(redeemed.value, redemption.value.accessTokenSeconds))
    },
    async redeemTogether(request, now, readyOf) {
      const redemption = readRedemption(request, settings)
      if (!redemption.ok) return undefined
      const asked = { redemption: redemption.value, address: request.origin.address, now }
      return redeemCodeTogether(asked, (redeemed) =>
        readyOf(granted({ ...redeemed, principal: accepted(redeemed.principal) }, redemption.value.accessTokenSeconds)),
      )
    },
  }
}

function readRedemption(request: TokenRequest, settings: TokenSettings): Result<CodeRedemption, GrantRefusal> {
  const { form, client, issuer } = request
  const code = form.get('code')
  const verifier = form.get('code_verifier')
  if (code === undefined || code === '') return refused(MISSING_CODE)
  if (verifier === undefined || verifier === '') return refused(MISSING_VERIFIER)
  return accepted({
    code,
    verifier,
    clientId: client.client?.id ?? null,
    clientAuth: client.auth,
    issuer,
    redirectUri: form.get('redirect_uri'),
    ...lifetimesOf(request, settings),
  })
}

/** The client's own lifetimes, else the server's. */
export function lifetimesOf(
  { client }: Pick<TokenRequest, 'client'>,
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
