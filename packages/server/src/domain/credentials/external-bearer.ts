import { accepted, type Result, refused } from '@damson/fhir'
import { decodeJwt } from 'jose'
import { type Clock, fromNumericDate } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import { error, type Finding } from '#base/findings'
import type { Grantee, GranteeRefusal, Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { Client, ClientDirectory, ClientUse } from '#domain/clients'
import { type BearerLogin, bearerLogin } from '#domain/logins'
import { type RequestOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { bearerIssuerOf, providerOfBearer } from '#domain/proof'
import {
  type FederationSettings,
  type Provider,
  type ProviderFailure,
  type Providers,
  writeProviderKey,
} from '#domain/providers'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type BearerRefusal, proveByToken, type SignInDeps, signInByBearer } from '#domain/signin'
import type { Allowance, Throttle } from '#domain/throttle'
import { expiredToken, TOO_MANY_NEW_TOKENS, WRONG_TOKEN_LOGIN } from './bearer-findings.ts'

/** With `external_person` the token is valid but signs in no one here; with the others the token itself is refused. */
export type ExternalBearerRefusal = { readonly finding: Finding } & (
  | { readonly why: 'external_token'; readonly code: string }
  | { readonly why: 'provider_unavailable'; readonly code: string }
  | { readonly why: 'expired_token' | 'wrong_token_login' }
  | { readonly why: 'external_person'; readonly refusal: BearerRefusal }
  | { readonly why: 'too_many_new_tokens'; readonly allowance: Allowance }
)

/** The caller behind a provider's access token; undefined if the operator hasn't named the token's issuer. */
export type ExternalBearer = (
  token: string,
  origin: RequestOrigin,
  looksOnly: boolean,
) => Promise<Result<Grantee, ExternalBearerRefusal | GranteeRefusal> | undefined>

export interface ExternalBearerDeps {
  readonly db: Db
  readonly clock: Clock
  readonly invalidations: Invalidations
  readonly audit: Audit
  readonly throttle: Pick<Throttle, 'exchange'>
  readonly settings: Pick<FederationSettings, 'bearerIssuers'>
  readonly providers: Pick<Providers, 'ofProject'>
  readonly clients: ClientDirectory
  readonly clientUse: ClientUse
  readonly grantees: Grantees
  readonly signIn: SignInDeps
}

type Found = Result<BearerLogin, ExternalBearerRefusal>

const KEPT = 20_000

/**
 * A provider's access token signs in once, with all checks. After that it is recognised by its hash, and its login
 * decides whether it is still accepted. Only the login's id is cached, which never changes.
 */
export function createExternalBearer(deps: ExternalBearerDeps): ExternalBearer {
  const known = createInvalidatedCache<BearerLogin>(deps.invalidations, KEPT)
  const running = new Map<string, Promise<Found>>()

  /** An app sends many requests at once with a new token: only one of them signs in, here and across all nodes. */
  function findOnce(named: string, token: string, hash: string, origin: RequestOrigin): Promise<Found> {
    const key = `${origin.issuer.url} ${hash}`
    const finding = running.get(key) ?? find(named, token, hash, origin).finally(() => running.delete(key))
    running.set(key, finding)
    return finding
  }

  async function find(named: string, token: string, hash: string, origin: RequestOrigin): Promise<Found> {
    const heard = deps.invalidations.heard()
    const login = await bearerLogin.maybeOne(deps.db, hash)
    const found: Found = login === undefined ? await signInBy(deps, named, token, hash, origin) : accepted(login)
    if (found.ok) known.put(hash, found.value, [{ kind: 'login', subject: found.value.loginId }], heard)
    return found
  }

  return async (token, origin, looksOnly) => {
    const named = bearerIssuerOf(deps.settings, token)
    if (named === undefined) return undefined
    const { exp } = decodeJwt(token)
    const now = deps.clock.now()
    if (typeof exp === 'number' && exp * 1000 <= now.getTime()) return refused(expired(exp, now))
    const hash = sha256Text(token)
    const login = known.get(hash)
    const found = login === undefined ? await findOnce(named, token, hash, origin) : accepted(login)
    if (!found.ok) return found
    // A token that signed in at one address works only there.
    if (found.value.issuerProject !== (origin.issuer.project ?? null))
      return refused({ why: 'wrong_token_login', finding: WRONG_TOKEN_LOGIN })
    return deps.grantees.ofLogin(found.value.loginId, found.value.scope, origin.address, looksOnly)
  }
}

/** First use of a token: finds its provider, verifies it, and signs the person in. */
async function signInBy(
  deps: ExternalBearerDeps,
  named: string,
  token: string,
  tokenHash: string,
  origin: RequestOrigin,
): Promise<Found> {
  const { throttle, providers, signIn } = deps
  const { address, issuer } = origin
  // Counted before any key is fetched or signature checked, whatever the result.
  const allowance = await throttle.exchange(`bearer ${named}`, address)
  if (!allowance.allowed) return refused({ why: 'too_many_new_tokens', allowance, finding: TOO_MANY_NEW_TOKENS })
  const provider = await providerOfBearer(providers, named, token, issuer.project)
  if (!provider.ok) return refusedToken(deps, provider.refusal, {}, origin)
  const client = await clientOf(deps, provider.value, origin)
  const proven = await proveByToken(signIn, provider.value, { token, kind: 'bearer' })
  if (!proven.ok)
    return refusedToken(deps, proven.refusal, { client, provider: writeProviderKey(provider.value.key) }, origin)
  const { person, signed } = proven.value
  const expiresAt = fromNumericDate(Number(person.claims['exp']))
  // The token check allows some clock skew; here skew would make a login that has expired before it begins.
  const now = deps.clock.now()
  if (!(expiresAt > now)) return refused(expired(expiresAt.getTime() / 1000, now))
  // A signature can be encoded in several ways, but the signed part cannot.
  const [signedHash = ''] = signed.hashes
  const given = { person, client, tokenHash, signedHash, signed, expiresAt }
  const signedIn = await signInByBearer(signIn, { ...origin, ...given })
  if (signedIn.ok && client !== undefined) deps.clientUse.used(client, origin, 'token')
  if (signedIn.ok) return signedIn
  const { refusal } = signedIn
  // A new token of the provider helps: the token is at fault, not the person.
  if (refusal.why === 'replayed_token' || refusal.why === 'revoked_token')
    return refused({ why: 'external_token', code: refusal.why, finding: error(refusal.finding, TOKEN_REMEDY) })
  return refused({ why: 'external_person', refusal, finding: error(refusal.finding ?? NOBODY, PERSON_REMEDY) })
}

const TOKEN_REMEDY =
  'Compare DAMSON_FEDERATION_BEARER_ISSUERS and the identityProvider with the token that the app got.'
const NOBODY = 'The provider may not sign this person in here.'
const PERSON_REMEDY =
  'Invite the person, or compare emailDomain, profileType and accountPolicy of the identityProvider with the claims ' +
  'about them.'

function expired(exp: number | undefined, now: Date) {
  return { why: 'expired_token', finding: expiredToken(exp, now) } as const
}

/** The client that owns the provider; undefined for a provider of the operator. */
async function clientOf(
  { clients }: ExternalBearerDeps,
  { key }: Provider,
  { issuer }: RequestOrigin,
): Promise<Client | undefined> {
  return key.kind === 'client' ? clients.find(key.id, issuer) : undefined
}

/** Audited like any failed sign-in; the limit on new tokens bounds the number of events. */
async function refusedToken(
  { audit, clock }: ExternalBearerDeps,
  { why, code, finding }: ProviderFailure,
  { client, provider }: { readonly client?: Client | undefined; readonly provider?: string },
  { address, userAgent, traceId, issuer }: RequestOrigin,
): Promise<Result<never, ExternalBearerRefusal>> {
  if (code === 'expired_token') return refused(expired(undefined, clock.now()))
  await audit.committed({
    kind: 'login.failed',
    project: issuer.project ?? SYSTEM_PROJECT,
    outcome: 4,
    agent: { clientId: client?.id },
    personal: { address, userAgent },
    reason: code,
    provider,
    traceId,
  })
  return refused({
    why: why === 'unavailable' ? 'provider_unavailable' : 'external_token',
    code,
    finding: error(finding, TOKEN_REMEDY),
  })
}
