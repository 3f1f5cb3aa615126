import { OAuthError } from '#answers'
import { secondsAfter } from '#base/clock'
import type { Grantee } from '#domain/access'
import { BUILT_IN_CLIENT } from '#domain/clients'
import { mintIdToken, SHORTEST_ACCESS_TOKEN_SECONDS } from '#domain/tokens'
import type { Granted } from './grants/grant.ts'
import type { OAuthParts } from './parts.ts'

/** The token response (RFC 6749 §5.1) with the members that the wire adds. */
export async function tokenResponse(
  parts: OAuthParts,
  granted: Granted,
  grantee: Grantee,
  now: Date,
): Promise<Record<string, unknown>> {
  const { accessTokens } = parts
  const expiresAt = earlier(secondsAfter(now, granted.accessTokenSeconds), grantee.expiresAt)
  const seconds = Math.floor((expiresAt.getTime() - now.getTime()) / 1000)
  // Near its overall limit a sign-in ends, rather than give out tokens so short that clients ask for ever.
  if (seconds < SHORTEST_ACCESS_TOKEN_SECONDS)
    throw new OAuthError('invalid_grant', 'This sign-in has come to its end: sign in again.', {
      reason: 'login_ends',
    })
  const subject = grantee.userId ?? grantee.clientId ?? ''
  const clientId = grantee.clientId ?? BUILT_IN_CLIENT
  const { scope, profile, project } = grantee
  const loginId = grantee.loginId ?? ''
  const accessToken = await accessTokens.mint(
    { subject, clientId, loginId, profile, scope, issuedAt: now, expiresAt },
    now,
  )
  return {
    token_type: 'Bearer',
    expires_in: seconds,
    scope,
    access_token: accessToken,
    ...(wantsIdToken(grantee) && {
      id_token: await idToken(parts, granted, grantee, { subject, clientId, loginId, now, expiresAt }),
    }),
    ...(granted.refreshToken !== undefined && { refresh_token: granted.refreshToken }),
    project: { reference: `Project/${project}` },
    profile: { reference: profile },
    ...(profile.startsWith('Patient/') && { patient: profile.slice('Patient/'.length) }),
  }
}

function wantsIdToken({ scope, userId }: Grantee): boolean {
  return userId !== undefined && scope.split(' ').includes('openid')
}

async function idToken(
  { signingKeys, baseUrl }: OAuthParts,
  { nonce }: Granted,
  { profile, authenticatedAt }: Grantee,
  {
    subject,
    clientId,
    loginId,
    now,
    expiresAt,
  }: {
    readonly subject: string
    readonly clientId: string
    readonly loginId: string
    readonly now: Date
    readonly expiresAt: Date
  },
): Promise<string> {
  return mintIdToken(
    signingKeys,
    {
      issuer: baseUrl,
      subject,
      clientId,
      loginId,
      fhirUser: `${baseUrl}fhir/R4/${profile}`,
      nonce,
      authenticatedAt: authenticatedAt ?? now,
      issuedAt: now,
      expiresAt,
    },
    now,
  )
}

function earlier(a: Date, b: Date | undefined): Date {
  return b !== undefined && b < a ? b : a
}
