import type { ClientApplication } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import { type Principal, patientOf } from '#domain/access'
import { clientIdOnWire } from '#domain/clients'
import { assuranceOf, UNDATED } from '#domain/logins'
import { sidOf } from '#domain/logout'
import type { Issuer } from '#domain/projects'
import { mintIdToken, SHORTEST_ACCESS_TOKEN_SECONDS } from '#domain/tokens'
import type { OAuthDeps } from './dependencies.ts'
import type { Granted } from './grants/grant.ts'
import { idTokenClaims } from './person-claims.ts'

/** What was granted, to which principal, when, and until when. */
export interface Issued {
  readonly granted: Granted
  readonly principal: Principal
  readonly issuer: Issuer
  /** When it was granted. All lifetimes start here. */
  readonly now: Date
  readonly expiresAt: Date
  /** The client's settings. */
  readonly client: Pick<ClientApplication, 'idTokenClaims' | 'idTokenSignedResponseAlg'>
  /** The app must keep nothing of it in the browser. */
  readonly noPersist: boolean
}

/** The token response (RFC 6749 §5.1) with the members that Medplum adds. */
export async function tokenResponse(
  deps: OAuthDeps,
  { granted, principal, issuer, now, expiresAt, client, noPersist }: Issued,
): Promise<Record<string, unknown>> {
  const { accessTokens } = deps
  const { onBehalfOf } = principal
  const subject = onBehalfOf?.userId ?? principal.userId ?? principal.clientId ?? ''
  const clientId = clientIdOnWire(principal.clientId)
  const actor = onBehalfOf === undefined ? undefined : clientId
  const { scope, launch, project } = principal
  const { profile } = onBehalfOf ?? principal
  const { patient = patientOf(profile) } = principal
  const loginId = principal.loginId ?? ''
  const accessToken = await accessTokens.mint(
    { subject, clientId, loginId, profile, scope, issuedAt: now, expiresAt, actor },
    issuer,
    now,
  )
  return {
    token_type: 'Bearer',
    expires_in: secondsBetween(now, expiresAt),
    scope,
    access_token: accessToken,
    ...(granted.issuedTokenType !== undefined && { issued_token_type: granted.issuedTokenType }),
    ...(granted.clientId !== undefined && { client_id: granted.clientId }),
    ...(wantsIdToken(principal) && {
      id_token: await idToken(deps, granted, principal, {
        issuer,
        subject,
        clientId,
        client,
        now,
        expiresAt,
      }),
    }),
    ...(granted.refreshToken !== undefined && { refresh_token: granted.refreshToken }),
    project: { reference: `Project/${project}` },
    profile: { reference: profile },
    ...(patient !== undefined && { patient: patient.slice('Patient/'.length) }),
    ...launch,
    // Apps of this kind keep their tokens only in memory.
    ...(noPersist && { noPersist }),
  }
}

function wantsIdToken({ scope, userId }: Principal): boolean {
  return userId !== undefined && scope.split(' ').includes('openid')
}

interface IdTokenContext {
  readonly issuer: Issuer
  readonly subject: string
  readonly clientId: string
  readonly client: Issued['client']
  readonly now: Date
  readonly expiresAt: Date
}

async function idToken(
  deps: OAuthDeps,
  { nonce }: Granted,
  principal: Principal,
  { issuer, subject, clientId, client, now, expiresAt }: IdTokenContext,
): Promise<string> {
  const { profile, authenticatedAt, factors, rootId } = principal
  return mintIdToken(
    deps.signingKeys,
    {
      issuer: issuer.url,
      subject,
      clientId,
      algorithm: client.idTokenSignedResponseAlg ?? 'RS256',
      sid: sidOf(rootId ?? '', clientId),
      fhirUser: `${issuer.fhirUrl}${profile}`,
      person: client.idTokenClaims === true ? await idTokenClaims(deps, principal, issuer) : {},
      nonce,
      authenticatedAt: factors.includes(UNDATED) ? undefined : (authenticatedAt ?? now),
      assurance: assuranceOf(factors),
      issuedAt: now,
      expiresAt,
    },
    now,
  )
}

/**
 * When the tokens of a grant expire: never after their login. Undefined shortly before the login's end, because clients
 * would refresh such short tokens without end.
 */
export function expiryOf({ accessTokenSeconds }: Granted, { expiresAt }: Principal, now: Date): Date | undefined {
  const usual = secondsAfter(now, accessTokenSeconds)
  const expiry = expiresAt !== undefined && expiresAt < usual ? expiresAt : usual
  return secondsBetween(now, expiry) < Math.min(accessTokenSeconds, SHORTEST_ACCESS_TOKEN_SECONDS) ? undefined : expiry
}

function secondsBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 1000)
}
