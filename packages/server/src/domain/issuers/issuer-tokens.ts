import { accepted, type Result, refused } from '@damson/fhir'
import {
  type CryptoKey,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  type LocalJWKSet,
} from 'jose'
import { type Clock, isAhead, secondsAfter } from '#base/clock'
import { type DecoyAlgorithm, makeDecoys } from '#base/crypto'
import type { Outbound } from '#base/outbound'
import { createPublished, type Published, type Unpublished } from '#base/published'
import { discoveryOf, MOST_ANSWER_BYTES } from './discovery.ts'
import { ISSUER_KEYS, type Reader } from './issuer-keys.ts'

/** The signature algorithms that are accepted of other issuers: only asymmetric ones. */
export const TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const

/** Another issuer, and where its keys are; by default where its metadata says. */
export interface ForeignIssuer {
  /** The project that trusts it: keys and metadata are cached for that project. */
  readonly project: string
  readonly issuer: string
  readonly jwksUrl?: string | undefined
  readonly discoveryUrl?: string | undefined
}

/** An issuer's metadata (OpenID Connect Discovery §3), as far as it is used here. */
export interface IssuerMetadata {
  readonly issuer: string
  readonly jwksUrl: string | undefined
  readonly userInfoUrl: string | undefined
  readonly introspectionUrl: string | undefined
  readonly authorizeUrl: string | undefined
  readonly tokenUrl: string | undefined
  readonly endSessionUrl: string | undefined
  /** It names itself in its authorization responses (RFC 9207). */
  readonly namesItself: boolean
}

/** Why a token is refused, or why its keys are not available. */
export interface IssuerTokenRefusal {
  readonly why:
    | 'oversized_token'
    | 'malformed_token'
    | 'wrong_algorithm'
    | 'wrong_header'
    | 'wrong_issuer'
    | 'wrong_times'
    | 'expired_token'
    | 'future_token'
    | 'unknown_key'
    | 'wrong_signature'
    | 'keys_unavailable'
  /** For the trace, where there is more to say. */
  readonly cause?: string | undefined
  /** Of `wrong_header`: what is wrong with it. */
  readonly header?: string | undefined
}

export interface IssuerTokens {
  /**
   * Checks signature, issuer and times of a JWT; the caller checks its audience and meaning. A token of an unknown issuer is
   * refused after a decoy check, so that neither text nor time tells which issuers are known.
   */
  verify(
    token: string,
    from: ForeignIssuer | undefined,
    kind: TokenKind,
  ): Promise<Result<ForeignToken, IssuerTokenRefusal>>
  /** An issuer's published metadata; refused if it names another issuer than expected. */
  metadata(from: Partial<ForeignIssuer> & Pick<ForeignIssuer, 'project'>): Promise<Result<IssuerMetadata, Unpublished>>
}

/** A kind of JWT: its `typ` is absent or one of these, and it has these claims beside `iss`. */
export interface TokenKind {
  readonly types: readonly string[]
  readonly claims: readonly string[]
}

export interface ForeignToken {
  readonly algorithm: string
  readonly claims: JWTPayload
}

export const LONGEST_TOKEN = 16_384
export const SKEW_SECONDS = 30

/**
 * Until when a token that expires then could be believed somewhere: what is noted of it is kept so long. A second more than
 * the skew, since the library counts in whole seconds, and a token may name a part of one.
 */
export function believedUntil(expiresAt: Date): Date {
  return secondsAfter(expiresAt, SKEW_SECONDS + 1)
}

/** Limited because each project may name any number of issuers and addresses. */
const SHARES = { number: 100, bytes: 1_048_576, allBytes: 33_554_432 }
/** Whatever an issuer says, what it publishes is not fetched for each request. */
const SHORTEST_SECONDS = 10
/** For a token without a kid this many keys are tried: an old one and its successors. */
const MOST_MATCHING = 4
/** An address in an issuer's metadata. */
const LONGEST_TEXT = 2_048
/** Memory that metadata takes beside its addresses. */
const METADATA_BYTES = 500
/** Headers that carry a key, or change what is signed. */
const NEVER = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64']

/** Whether a text has the shape of a signed JWT; anything else is an opaque token. */
export function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token) && headerOf(token) !== undefined
}

export function createIssuerTokens(outbound: Outbound, clock: Clock): IssuerTokens {
  const keySets = publishedBy({ outbound, clock }, ISSUER_KEYS)
  const documents = publishedBy(
    { outbound, clock },
    { read: readMetadata, sizeOf: (told) => JSON.stringify(told).length + METADATA_BYTES },
  )
  const decoys = makeDecoys()
  const decoy: JWTVerifyGetKey = ({ alg }) => Promise.resolve(decoys[alg as DecoyAlgorithm])

  const metadata: IssuerTokens['metadata'] = async (from) => {
    const { project, issuer, discoveryUrl = discoveryOf(issuer ?? '') } = from
    const found = await documents.find(project, discoveryUrl)
    // OpenID Connect Discovery §4.3: else one issuer could speak for another.
    const isExpected = (one: string): boolean =>
      issuer === undefined ? discoveryOf(one) === discoveryUrl : one === issuer
    return found.ok && !isExpected(found.value.issuer)
      ? refused({ why: 'unpublished', cause: 'its metadata names another issuer' })
      : found
  }

  return {
    metadata,
    async verify(token, from, kind) {
      if (token.length > LONGEST_TOKEN) return refused({ why: 'oversized_token' })
      const header = headerOf(token)
      if (header === undefined || !isJwt(token)) return refused({ why: 'malformed_token' })
      const problem = headerProblem(header, kind)
      if (problem !== undefined) return refused(problem)
      if (from === undefined) return verifyWith(decoy, { token, issuer: '', kind, now: clock.now() })
      const url = from.jwksUrl === undefined ? await keyPlaceOf(metadata, from) : accepted(from.jwksUrl)
      if (!url.ok) return url
      const keySet = { project: from.project, url: url.value }
      return verifyBy(keySets, keySet, { token, issuer: from.issuer, kind, now: clock.now() })
    },
  }
}

function publishedBy<T>(
  deps: { readonly outbound: Outbound; readonly clock: Clock },
  { read, sizeOf }: Reader<T>,
): Published<T> {
  return createPublished(deps, {
    read,
    bounds: { shares: SHARES, sizeOf },
    mostBytes: MOST_ANSWER_BYTES,
    shortestSeconds: SHORTEST_SECONDS,
  })
}

async function keyPlaceOf(
  metadata: IssuerTokens['metadata'],
  from: ForeignIssuer,
): Promise<Result<string, IssuerTokenRefusal>> {
  const found = await metadata(from)
  if (!found.ok) return refused({ why: 'keys_unavailable', cause: `metadata: ${found.refusal.cause}` })
  const { jwksUrl } = found.value
  return jwksUrl === undefined
    ? refused({ why: 'keys_unavailable', cause: 'its metadata has no jwks_uri' })
    : accepted(jwksUrl)
}

interface Unverified {
  readonly token: string
  readonly issuer: string
  readonly kind: TokenKind
  readonly now: Date
}

/**
 * Which refusals make this server fetch the keys again, at most once in so many seconds: issuers rotate keys without notice.
 * A forged token can cause a fetch too, but not more often, and the cached keys stay valid meanwhile.
 */
const RENEWED_FOR: Readonly<Partial<Record<IssuerTokenRefusal['why'], number>>> = {
  unknown_key: 5,
  // Replaced under the same kid, or without one.
  wrong_signature: 30,
}

async function verifyBy(
  keySets: Published<LocalJWKSet>,
  { project, url }: { readonly project: string; readonly url: string },
  what: Unverified,
): Promise<Result<ForeignToken, IssuerTokenRefusal>> {
  const known = await keySets.find(project, url)
  if (!known.ok) return refused({ why: 'keys_unavailable', cause: known.refusal.cause })
  const first = await verifyWith(known.value, what)
  const seconds = first.ok ? undefined : RENEWED_FOR[first.refusal.why]
  if (seconds === undefined) return first
  const renewed = await keySets.renewed(project, url, seconds)
  if (!renewed.ok) return refused({ why: 'keys_unavailable', cause: renewed.refusal.cause })
  return renewed.value === known.value ? first : verifyWith(renewed.value, what)
}

async function verifyWith(
  keys: LocalJWKSet | JWTVerifyGetKey,
  { token, issuer, kind, now }: Unverified,
): Promise<Result<ForeignToken, IssuerTokenRefusal>> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: [...TOKEN_ALGORITHMS],
      issuer,
      clockTolerance: SKEW_SECONDS,
      currentDate: now,
      requiredClaims: [...kind.claims],
    })
    return payload.iat !== undefined && isAhead(payload.iat, now, SKEW_SECONDS)
      ? refused({ why: 'future_token' })
      : accepted({ algorithm: protectedHeader.alg, claims: payload })
  } catch (error) {
    return error instanceof errors.JWKSMultipleMatchingKeys
      ? verifyWithOneOf(error, { token, issuer, kind, now })
      : refused({ why: reasonOf(error) })
  }
}

/** For a token without a kid, or two keys with one kid: tries each key that fits, up to a few. */
async function verifyWithOneOf(
  matching: AsyncIterable<CryptoKey>,
  what: Unverified,
): Promise<Result<ForeignToken, IssuerTokenRefusal>> {
  let tried = 0
  for await (const key of matching) {
    const found = await verifyWith(() => Promise.resolve(key), what)
    if (found.ok || found.refusal.why !== 'wrong_signature') return found
    tried += 1
    if (tried === MOST_MATCHING) break
  }
  return refused({ why: 'wrong_signature' })
}

function reasonOf(error: unknown): IssuerTokenRefusal['why'] {
  if (error instanceof errors.JWTExpired) return 'expired_token'
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'wrong_issuer'
    return error.claim === 'nbf' && error.reason === 'check_failed' ? 'future_token' : 'wrong_times'
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key'
  if (error instanceof errors.JWTInvalid) return 'malformed_token'
  // An unusable key in the set is the issuer's fault, and no reason to accept a token.
  if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
    return 'wrong_signature'
  throw error
}

function headerOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return { ...decodeProtectedHeader(token) }
  } catch {
    // Anything at all can be sent as a token.
    return undefined
  }
}

function headerProblem(
  header: Readonly<Record<string, unknown>>,
  { types }: TokenKind,
): IssuerTokenRefusal | undefined {
  const { alg, typ } = header
  if (!TOKEN_ALGORITHMS.some((name) => name === alg)) return { why: 'wrong_algorithm' }
  const never = NEVER.find((name) => name in header)
  if (never !== undefined) return { why: 'wrong_header', header: `it has ${never}` }
  const isTyped =
    typ === undefined || (typeof typ === 'string' && types.includes(typ.toLowerCase().replace(/^application\//, '')))
  return isTyped ? undefined : { why: 'wrong_header', header: 'its typ names another kind' }
}

function readMetadata(document: unknown): Result<IssuerMetadata, string> {
  const told = membersOf(document)
  const issuer = textOf(told['issuer'])
  if (issuer === undefined) return refused('no metadata of an issuer')
  return accepted({
    issuer,
    jwksUrl: textOf(told['jwks_uri']),
    userInfoUrl: textOf(told['userinfo_endpoint']),
    introspectionUrl: textOf(told['introspection_endpoint']),
    authorizeUrl: textOf(told['authorization_endpoint']),
    tokenUrl: textOf(told['token_endpoint']),
    endSessionUrl: textOf(told['end_session_endpoint']),
    namesItself: told['authorization_response_iss_parameter_supported'] === true,
  })
}

export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= LONGEST_TEXT ? value : undefined
}
