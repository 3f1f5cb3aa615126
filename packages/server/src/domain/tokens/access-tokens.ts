import { accepted, type Result, refused } from '@damson/fhir'
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { sha256Text } from '#base/crypto'
import { uuid } from '#base/random'
import type { SigningKeys } from '#domain/keys'

/** What an access token says (RFC 9068): no names, no addresses. */
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
  mint(claims: Omit<AccessClaims, 'issuer' | 'id'>, now: Date): Promise<string>
  /** Checks a token once and remembers it by its hash; whether its login still stands is asked each time elsewhere. */
  verify(token: string, now: Date): Promise<Result<AccessClaims, TokenRefusal>>
}

const TYPE = 'at+jwt'
const REMEMBERED = 50_000
const LONGEST = 8_192

export function createAccessTokens(keys: SigningKeys, issuer: string, audience: string): AccessTokens {
  const verified = new LRUCache<string, AccessClaims>({ max: REMEMBERED })
  return {
    async mint({ subject, clientId, loginId, profile, scope, issuedAt, expiresAt }, now) {
      const key = keys.signing('ES256', now)
      return new SignJWT({ client_id: clientId, login_id: loginId, profile, scope })
        .setProtectedHeader({ alg: key.algorithm, kid: key.kid, typ: TYPE })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .setJti(uuid())
        .sign(key.privateKey)
    },
    async verify(token, now) {
      if (token.length > LONGEST) return refused({ why: 'malformed_token' })
      const name = sha256Text(token)
      const known = verified.get(name)
      if (known !== undefined) return known.expiresAt > now ? accepted(known) : refused({ why: 'expired_token' })
      const checked = await check(keys, token, issuer, audience, now)
      if (checked.ok) verified.set(name, checked.value)
      return checked
    },
  }
}

async function check(
  keys: SigningKeys,
  token: string,
  issuer: string,
  audience: string,
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
    // Anything at all can be sent as a token; what is no JWS has no key.
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
  const { iss, sub, client_id, login_id, profile, scope, iat, exp, jti } = payload
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
    issuedAt: new Date(iat * 1000),
    expiresAt: new Date(exp * 1000),
    id: String(jti),
  })
}
