import { SignJWT } from 'jose'
import { toNumericDate } from '#base/clock'
import type { Algorithm, SigningKeys } from '#domain/keys'
import type { Assurance } from '#domain/logins'

export interface IdTokenDraft {
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  /** The client's signing algorithm for id tokens. */
  readonly algorithm: Algorithm
  /** The sign-in's id for this client. */
  readonly sid: string
  /** The profile as an absolute URL. */
  readonly fhirUser: string
  /** Claims of the granted scopes, apart from the other members here. */
  readonly person: Readonly<Record<string, unknown>>
  readonly nonce?: string | undefined
  /** Undefined where a provider did not say when it proved the person: apps judge by it. */
  readonly authenticatedAt: Date | undefined
  readonly assurance: Assurance
  readonly issuedAt: Date
  readonly expiresAt: Date
}

/** An id token (OpenID Connect Core §2). */
export async function mintIdToken(keys: SigningKeys, draft: IdTokenDraft, now: Date): Promise<string> {
  const key = keys.signing(draft.algorithm, now)
  const claims = {
    ...draft.person,
    fhirUser: draft.fhirUser,
    sid: draft.sid,
    ...(draft.authenticatedAt !== undefined && { auth_time: toNumericDate(draft.authenticatedAt) }),
    ...draft.assurance,
    ...(draft.nonce !== undefined && { nonce: draft.nonce }),
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: 'JWT' })
    .setIssuer(draft.issuer)
    .setSubject(draft.subject)
    .setAudience(draft.clientId)
    .setIssuedAt(draft.issuedAt)
    .setExpirationTime(draft.expiresAt)
    .sign(key.privateKey)
}
