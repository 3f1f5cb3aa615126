import { accepted, type Result, refused } from '@damson/fhir'
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import { createCache } from '#base/cache'
import { fromNumericDate } from '#base/clock'
import { sha256Text } from '#base/crypto'
import { uuid } from '#base/random'
import type { SigningKeys } from '#domain/keys'
import type { Issuer } from '#domain/projects'

/** The claims of an access token (RFC 9068): no names, no addresses. */
export interface AccessClaims {
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  readonly loginId: string
  readonly profile: string
  readonly scope: string
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly id: string
  /** The client that acts for the subject (`act`, RFC 8693 §4.1). */
  readonly actor?: string | undefined
}

export interface TokenRefusal {
  readonly why:
    | 'malformed_token'
    | 'wrong_token_type'
    | 'unknown_key'
    | 'bad_signature'
    | 'wrong_issuer'
    | 'wrong_audience'
    | 'expired_token'
}

export interface AccessTokens {
  /** A token for the FHIR API at one address. */
  mint(claims: Omit<AccessClaims, 'issuer' | 'id'>, issuer: Issuer, now: Date): Promise<string>
  /**
   * Checks a token once and caches the result by its hash. Whether its login is still valid is checked elsewhere on each
   * request. A token issued at another address is refused.
   */
  verify(token: string, issuer: Issuer, now: Date): Promise<Result<AccessClaims, TokenRefusal>>
}

const TYPE = 'at+jwt'
const REMEMBERED = 50_000
const LONGEST = 8_192

export function createAccessTokens(keys: SigningKeys): AccessTokens {
  const verified = createCache<AccessClaims>(REMEMBERED)
  return {
    async mint({ subject, clientId, loginId, profile, scope, issuedAt, expiresAt, actor }, { url, fhirUrl }, now) {
      const key = keys.signing('ES256', now)
      const act = actor === undefined ? {} : { act: { sub: actor } }
      return new SignJWT({ client_id: clientId, login_id: loginId, profile, scope, ...act })
        .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: TYPE })
        .setIssuer(url)
        .setSubject(subject)
        .setAudience(fhirUrl)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(uuid())
        .sign(key.privateKey)
    },
    async verify(token, issuer, now) {
      if (token.length > LONGEST) return refused({ why: 'malformed_token' })
      const name = sha256Text(token)
      const known = verified.get(name)
      if (known !== undefined) {
        if (known.issuer !== issuer.url) return refused({ why: 'wrong_issuer' })
        return known.expiresAt > now ? accepted(known) : refused({ why: 'expired_token' })
      }
      const checked = await check(keys, token, issuer, now)
      if (checked.ok) verified.set(name, checked.value)
      return checked
    },
  }
}

async function check(
  keys: SigningKeys,
  token: string,
  { url: issuer, fhirUrl: audience }: Issuer,
  now: Date,
): Promise<Result<AccessClaims, TokenRefusal>> {
  const kid = keyIdOf(token)
  if (kid === undefined) return refused({ why: 'malformed_token' })
  const key = keys.verifying(kid, now)
  if (key === undefined) return refused({ why: 'unknown_key' })
  if (key.algorithm !== 'ES256') return refused({ why: 'wrong_token_type' })
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: ['ES256'],
      typ: TYPE,
      issuer,
      audience,
      currentDate: now,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    })
    return claimsOf(payload)
  } catch (error) {
    return refused({ why: reasonOf(error) })
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid
  } catch {
    // A token may be any text; one that isn't a JWS has no key.
    return undefined
  }
}

function reasonOf(error: unknown): TokenRefusal['why'] {
  if (error instanceof errors.JWTExpired) return 'expired_token'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'typ') return 'wrong_token_type'
    if (error.claim === 'iss') return 'wrong_issuer'
    return error.claim === 'aud' ? 'wrong_audience' : 'malformed_token'
  }
  if (error instanceof errors.JOSEError) return 'bad_signature'
  throw error
}

function claimsOf(payload: Readonly<Record<string, unknown>>): Result<AccessClaims, TokenRefusal> {
  const { iss, sub, client_id, login_id, profile, scope, iat, exp, jti, act } = payload
  const texts = [iss, sub, client_id, login_id, profile, scope, jti]
  if (!texts.every((text) => typeof text === 'string') || typeof iat !== 'number' || typeof exp !== 'number')
    return refused({ why: 'malformed_token' })
  return accepted({
    issuer: String(iss),
    subject: String(sub),
    clientId: String(client_id),
    loginId: String(login_id),
    profile: String(profile),
    scope: String(scope),
    issuedAt: fromNumericDate(iat),
    expiresAt: fromNumericDate(exp),
    id: String(jti),
    // We sign no other value of it.
    ...(act !== undefined && { actor: actorIn(act) }),
  })
}

function actorIn(act: unknown): string {
  return typeof act === 'object' && act !== null && 'sub' in act ? String(act.sub) : ''
}
