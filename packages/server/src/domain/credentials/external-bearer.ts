import { accepted, type Result, refused } from '@damson/fhir'
import { decodeJwt } from 'jose'
import { type Clock, fromNumericDate } from '#base/clock'
import { sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import { error, type Finding } from '#base/findings'
import type { Grantee, GranteeRefusal, Grantees } from '#domain/access'
import type { Audit } from '#domain/audit'
import type { Client, ClientDirectory } from '#domain/clients'
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

/** Of `external_person` the token is good, and signs nobody in here; of the others the token itself is not taken. */
export type ExternalBearerRefusal = { readonly finding: Finding } & (
  | { readonly why: 'external_token'; readonly code: string }
  | { readonly why: 'provider_unavailable'; readonly code: string }
  | { readonly why: 'expired_token' | 'wrong_token_login' }
  | { readonly why: 'external_person'; readonly refusal: BearerRefusal }
  | { readonly why: 'too_many_new_tokens'; readonly allowance: Allowance }
)

/** Who brings a provider's access token; undefined for a token of no issuer that the operator named. */
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
  readonly grantees: Grantees
  readonly signIn: SignInDeps
}

type Found = Result<BearerLogin, ExternalBearerRefusal>

const KEPT = 20_000

/**
 * A provider's access token signs in once, with all checks, and is then known by its hash: its login says whether it is
 * still of use. What is remembered of it is only which login that is, which never changes.
 */
export function createExternalBearer(deps: ExternalBearerDeps): ExternalBearer {
  const known = createInvalidatedCache<BearerLogin>(deps.invalidations, KEPT)
  const running = new Map<string, Promise<Found>>()

  /** An app asks for many things at once with a new token: one of them signs in, here as on all nodes together. */
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
    // What signed in at one address is of use there alone.
    if (found.value.issuerProject !== (origin.issuer.project ?? null))
      return refused({ why: 'wrong_token_login', finding: WRONG_TOKEN_LOGIN })
    return deps.grantees.ofLogin(found.value.loginId, found.value.scope, looksOnly)
  }
}

/** The first time: by whom it is judged, whether it holds, whom it is of, and a sign-in of theirs. */
async function signInBy(
  deps: ExternalBearerDeps,
  named: string,
  token: string,
  tokenHash: string,
  origin: RequestOrigin,
): Promise<Found> {
  const { throttle, providers, signIn } = deps
  const { address, issuer } = origin
  // Before a key is fetched or a signature checked, and whatever comes of it.
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
  // A little skew is allowed for where it is checked; here it would be a login that has ended before it began.
  const now = deps.clock.now()
  if (!(expiresAt > now)) return refused(expired(expiresAt.getTime() / 1000, now))
  // The signature's own text can be written otherwise and still hold; what is signed cannot.
  const [signedHash = ''] = signed.hashes
  const given = { person, client, tokenHash, signedHash, signed, expiresAt }
  const signedIn = await signInByBearer(signIn, { ...origin, ...given })
  if (signedIn.ok) return signedIn
  const { refusal } = signedIn
  // Another token of the provider mends it: what is wrong is the token, not the person.
  if (refusal.why === 'replayed_token' || refusal.why === 'revoked_token')
    return refused({ why: 'external_token', code: refusal.why, finding: error(refusal.finding, TOKEN_REMEDY) })
  return refused({ why: 'external_person', refusal, finding: error(refusal.finding ?? NOBODY, PERSON_REMEDY) })
}

const TOKEN_REMEDY =
  'Compare DAMSON_FEDERATION_BEARER_ISSUERS and the identityProvider with the token that the app got.'
const NOBODY = 'The provider does not let this person in here.'
const PERSON_REMEDY =
  'Invite the person, or compare emailDomain, profileType and accountPolicy of the identityProvider with what it says of them.'

function expired(exp: number | undefined, now: Date) {
  return { why: 'expired_token', finding: expiredToken(exp, now) } as const
}

/** The client whose provider it is; none for one of the operator's. */
async function clientOf(
  { clients }: ExternalBearerDeps,
  { key }: Provider,
  { issuer }: RequestOrigin,
): Promise<Client | undefined> {
  return key.kind === 'client' ? clients.find(key.id, issuer) : undefined
}

/** Audited like any sign-in that fails: the limit of new tokens bounds how many there are. */
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
