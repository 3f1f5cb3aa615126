import { accepted, type Result, refused } from '@damson/fhir'
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  skipStateCheck,
  type TokenEndpointResponse,
} from 'openid-client'
import { secondsAfter, toNumericDate } from '#base/clock'
import { constantTimeEqual, type Keyring, sha256Text } from '#base/crypto'
import type { Db } from '#base/db'
import { unguessable } from '#base/random'
import { isCallable } from '#domain/clients'
import { SKEW_SECONDS } from '#domain/issuers'
import {
  type ClientParts,
  clientOf,
  failure,
  type Provider,
  type ProviderClient,
  type ProviderFailure,
  type ProviderKey,
  type Providers,
  readProviderKey,
  writeProviderKey,
} from '#domain/providers'
import { isHashOf } from './access-token-hash.ts'
import { doesTellWho } from './claims.ts'
import type { ExternalPerson } from './person.ts'
import { personOf } from './person-of.ts'
import type { ProviderCall } from './provider-call.ts'
import { failureOf } from './provider-errors.ts'
import { findLeg, insertLeg, openLeg, takeLeg } from './round-trips.store.ts'
import { userInfo } from './user-info.ts'
import { merged, signedIdToken } from './verify-token.ts'
import { DEADLINE_MS, within } from './within.ts'

/** What a round trip is for. */
export interface LegDraft {
  readonly provider: Provider
  /** In which the sign-in is: of a project's own provider, that project. */
  readonly project: string
  /** The browser that is sent, and must come back. */
  readonly browserHash: string
  /** The base URL of the address of ours at which it is begun: the provider's own callback is below it. */
  readonly issuerUrl: string
  /** What to go on with then, as the caller writes it; sealed meanwhile. */
  readonly goOn: string
  readonly loginHint?: string | undefined
  /** The person must prove it anew to the provider. */
  readonly isAnew?: boolean | undefined
  readonly maxAgeSeconds?: number | undefined
  readonly uiLocales?: string | undefined
}

/** How a browser comes back. */
export interface LegCallback {
  /** The provider whose address it came to. */
  readonly providerKey: string
  readonly state: string
  /** The parameters of the address that it was sent to. */
  readonly parameters: URLSearchParams
  readonly browserHash: string | undefined
}

export interface FinishedLeg {
  readonly person: ExternalPerson
  readonly project: string
  readonly goOn: string
}

/**
 * A leg that came to nothing. Where it was begun here it says what it was for, so that its project is told, whichever
 * browser the answer came in: with `wrong_browser` as the failure, none of it is for whoever is asking.
 */
export interface FailedLeg {
  readonly failure: ProviderFailure
  readonly provider?: Provider | undefined
  readonly project?: string | undefined
  readonly goOn?: string | undefined
}

/** The three functions of a provider. Its tokens are used here and forgotten: no browser ever has them. */
export interface ProviderLegs {
  start(draft: LegDraft): Promise<Result<{ readonly url: string }, ProviderFailure>>
  finish(callback: LegCallback): Promise<Result<FinishedLeg, FailedLeg>>
  /** Whether a browser was sent to a provider lately, and has not come back with its answer. */
  isUnderWay(providerKey: string, browserHash: string): Promise<boolean>
  /**
   * The answer to a round trip that an app began by itself: nothing binds it to a browser, and there is no nonce and no
   * verifier to check it by. The provider redeems its code once, for this server alone.
   */
  finishDirect(
    provider: Provider,
    issuerUrl: string,
    parameters: URLSearchParams,
  ): Promise<Result<ExternalPerson, ProviderFailure>>
  /** Where a person can sign out at the provider too; undefined where it has no such place, or cannot be asked now. */
  endSession(provider: Provider): Promise<string | undefined>
}

export interface LegParts extends ClientParts {
  readonly db: Db
  readonly keyring: Keyring
  readonly providers: Providers
  /** Whatever a provider does, nobody waits for longer. */
  readonly deadlineMs?: number
}

const LIFE_SECONDS = 600
const SCOPES = ['openid', 'profile', 'email']

/** What is kept of a leg until the browser comes back. */
interface KeptLeg {
  /** Undefined where the app began it by itself. */
  readonly nonce: string | undefined
  readonly verifier: string | undefined
  readonly redirectUri: string
  readonly configHash: string
  readonly maxAgeSeconds: number | undefined
  /** In seconds: a proof from before this counts for nothing. */
  readonly notBefore?: number | undefined
  readonly goOn: string
}

const contextOf = (stateHash: string): string => `leg:${stateHash}`

export function createLegs(parts: LegParts): ProviderLegs {
  const { deadlineMs = DEADLINE_MS } = parts
  return {
    async start(draft) {
      const client = await within(deadlineMs, clientOf(parts, draft.provider))
      if (client === undefined) return refused(SLOW)
      return client.ok ? begin(parts, client.value, draft) : client
    },
    async finish(callback) {
      const taken = await take(parts, callback)
      if (!taken.ok) return taken
      const { provider, project, kept } = taken.value
      const { goOn } = kept
      const finished = await within(deadlineMs, finish(parts, provider, kept, callback))
      if (finished?.ok === true) return accepted({ person: finished.value, project, goOn })
      return refused({ failure: finished?.refusal ?? SLOW, provider, project, goOn })
    },
    isUnderWay: async (providerKey, browserHash) =>
      (await openLeg.maybeOne(parts.db, browserHash, providerKey, parts.clock.now())) !== undefined,
    async finishDirect(provider, issuerUrl, parameters) {
      const redirectUri = callbackOf(issuerUrl, provider.key)
      const direct: KeptLeg = { ...UNBOUND, redirectUri, configHash: provider.configHash }
      const finished = await within(deadlineMs, finish(parts, provider, direct, { parameters }))
      return finished ?? refused(SLOW)
    },
    async endSession(provider) {
      const client = await within(deadlineMs, clientOf(parts, provider))
      if (client?.ok !== true || client.value.endpoints.endSessionUrl === undefined) return undefined
      const url = client.value.endpoints.endSessionUrl
      if (!isCallable(url)) return undefined
      // No id token is kept for a hint: the provider asks the person.
      const address = new URL(url)
      address.searchParams.set('client_id', provider.settings.clientId ?? '')
      return address.href
    },
  }
}

/** Where a provider sends browsers back to: no two have the same, so that none can be sent the codes of another. */
export function callbackOf(issuerUrl: string, { kind, id }: ProviderKey): string {
  return `${issuerUrl}auth/external/${kind}/${id}`
}

/** The key, as text, of the provider at whose callback an answer came; of nobody where the address is no provider's. */
export function keyOfCallback({ kind, id }: { readonly kind: string; readonly id: string }): string {
  const key = readProviderKey(`${kind}:${id}`)
  return key === undefined ? '' : writeProviderKey(key)
}

const UNBOUND = { nonce: undefined, verifier: undefined, maxAgeSeconds: undefined, goOn: '' }

const SLOW = failure('unavailable', 'provider_slow', 'The provider did not answer within 5 seconds.')

async function begin(
  { db, keyring, clock }: LegParts,
  { configuration }: ProviderClient,
  draft: LegDraft,
): Promise<Result<{ readonly url: string }, ProviderFailure>> {
  const { provider, project, browserHash, issuerUrl, goOn, isAnew = false } = draft
  const redirectUri = callbackOf(issuerUrl, provider.key)
  const [state, nonce] = [unguessable(), unguessable()]
  const verifier = provider.settings.usePkce === false ? undefined : unguessable()
  const [stateHash, now] = [sha256Text(state), clock.now()]
  // Asked for with 0, which makes the provider say when it was: prompt alone may be passed over without a word.
  const maxAgeSeconds = isAnew ? 0 : draft.maxAgeSeconds
  const kept: KeptLeg = {
    nonce,
    verifier,
    redirectUri,
    configHash: provider.configHash,
    // From the start of the leg, not from its end: people may stay at the provider's own pages after their proof.
    ...(isAnew ? { maxAgeSeconds: undefined, notBefore: toNumericDate(now) - SKEW_SECONDS } : { maxAgeSeconds }),
    goOn,
  }
  const sealed = keyring.seal(JSON.stringify(kept), contextOf(stateHash))
  await insertLeg.run(db, {
    stateHash,
    providerKey: writeProviderKey(provider.key),
    project,
    browserHash,
    sealed,
    now,
    expiresAt: secondsAfter(now, LIFE_SECONDS),
  })
  const more = (provider.settings.scope ?? '').split(' ').filter((word) => word !== '')
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: [...new Set([...SCOPES, ...more])].join(' '),
    state,
    nonce,
    ...(verifier !== undefined && {
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }),
    ...(draft.loginHint !== undefined && { login_hint: draft.loginHint }),
    ...(isAnew && { prompt: 'login' }),
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(draft.uiLocales !== undefined && { ui_locales: draft.uiLocales }),
  })
  return accepted({ url: url.href })
}

interface TakenLeg {
  readonly provider: Provider
  readonly project: string
  readonly kept: KeptLeg
}

/** The leg of a state: once, in the browser that began it, while the provider is configured as it was then. */
async function take(parts: LegParts, callback: LegCallback): Promise<Result<TakenLeg, FailedLeg>> {
  const { db, keyring, clock, providers } = parts
  const { state, browserHash, providerKey: key } = callback
  const [stateHash, now] = [sha256Text(state), clock.now()]
  const row =
    browserHash === undefined
      ? undefined
      : await takeLeg.maybeOne(db, { stateHash, browserHash, providerKey: key, now })
  if (row === undefined) return refused(await untaken(parts, stateHash, callback))
  const { project } = row
  const kept = unsealLeg(keyring, stateHash, row.sealed)
  const provider = await providers.byKey(row.providerKey)
  if (provider !== undefined && provider.configHash === kept.configHash) return accepted({ provider, project, kept })
  return refused({ failure: CHANGED, provider, project, goOn: kept.goOn })
}

function unsealLeg(keyring: Keyring, stateHash: string, sealed: string): KeptLeg {
  // Sealed by `begin` alone: the context vouches for its shape.
  return JSON.parse(keyring.unseal(sealed, contextOf(stateHash)).toString()) as KeptLeg
}

/** Why a leg could not be taken: of one that was begun here, its project is told. */
async function untaken(
  { db, keyring }: LegParts,
  stateHash: string,
  { browserHash, providerKey }: LegCallback,
): Promise<FailedLeg> {
  const leg = await findLeg.maybeOne(db, stateHash)
  if (leg === undefined) return { failure: UNKNOWN }
  const { goOn } = unsealLeg(keyring, stateHash, leg.sealed)
  const isOwn = browserHash !== undefined && constantTimeEqual(leg.browserHash, browserHash)
  const why = leg.providerKey !== providerKey ? OTHER_PROVIDER : leg.isUsed ? REPLAYED : LATE
  return { failure: isOwn ? why : OTHER_BROWSER, project: leg.project, goOn }
}

const UNKNOWN = failure(
  'unknown_state',
  'unknown_state',
  'The state is of no round trip that this server began: it was made up, or is older than an hour.',
)
const CHANGED = failure(
  'unknown_state',
  'changed_provider',
  'The provider was changed or removed while the person was there: they begin again.',
)
const OTHER_BROWSER = failure(
  'wrong_browser',
  'wrong_browser',
  'The answer came in another browser than the one that was sent to the provider, or the cookie of that one is gone.',
)
const OTHER_PROVIDER = failure(
  'unknown_state',
  'other_provider',
  'The answer came to the address of another provider than the one that the browser was sent to: that one may be after codes of this one.',
)
const REPLAYED = failure('unknown_state', 'replayed_state', 'The answer came a second time: a state works once.')
const LATE = failure(
  'unknown_state',
  'expired_state',
  'The answer came later than ten minutes after the person was sent to the provider.',
)

/** Redeems the code, checks what comes of it, and forgets the provider's tokens. */
async function finish(
  parts: LegParts,
  provider: Provider,
  kept: KeptLeg,
  { parameters }: Pick<LegCallback, 'parameters'>,
): Promise<Result<ExternalPerson, ProviderFailure>> {
  const client = await clientOf(parts, provider)
  if (!client.ok) return client
  const tokens = await redeem(client.value, kept, parameters)
  if (!tokens.ok) return tokens
  const call: ProviderCall = { ...parts, provider, endpoints: client.value.endpoints }
  const claims = await claimsOf(call, kept, tokens.value)
  return claims.ok ? personOf(provider, client.value.endpoints.issuer, claims.value, parts.clock.now()) : claims
}

/** RFC 6749 §4.1.3, RFC 7636, RFC 9207 and OpenID Connect Core §3.1.3.7, as the library checks them. */
async function redeem(
  { configuration }: ProviderClient,
  { nonce, verifier, redirectUri, maxAgeSeconds }: KeptLeg,
  parameters: URLSearchParams,
): Promise<Result<TokenEndpointResponse, ProviderFailure>> {
  // Exactly the address that was registered, whichever of ours was called.
  const answered = new URL(redirectUri)
  answered.search = parameters.toString()
  try {
    return accepted(
      await authorizationCodeGrant(configuration, answered, {
        // The leg was found by it; one that an app began has none of ours.
        expectedState: nonce === undefined ? skipStateCheck : (parameters.get('state') ?? ''),
        ...(nonce !== undefined && { expectedNonce: nonce }),
        idTokenExpected: true,
        ...(verifier !== undefined && { pkceCodeVerifier: verifier }),
        ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
      }),
    )
  } catch (error) {
    return refused(failureOf(error))
  }
}

/** What the id token says, its signature and its access token's hash checked, with what userinfo adds. */
async function claimsOf(
  call: ProviderCall,
  { nonce, notBefore }: KeptLeg,
  { id_token: idToken, access_token: accessToken }: TokenEndpointResponse,
): Promise<Result<Readonly<Record<string, unknown>>, ProviderFailure>> {
  const signed = await signedIdToken(call, idToken ?? '')
  if (!signed.ok) return signed
  const { algorithm, claims } = signed.value
  if (claims['nonce'] !== nonce)
    return refused(failure('untrusted', 'wrong_nonce', 'The nonce of the id token is not that of this round trip.'))
  if (claims['at_hash'] !== undefined && !isHashOf(accessToken, algorithm, claims['at_hash']))
    return refused(
      failure('untrusted', 'wrong_at_hash', 'The id token was not issued with this access token: at_hash differs.'),
    )
  if (notBefore !== undefined && !isSince(claims['auth_time'], notBefore)) return refused(NOT_ANEW)
  const { settings } = call.provider
  const isWanted = settings.userInfoUrl !== undefined || !doesTellWho(settings, claims)
  if (call.endpoints.userInfoUrl === undefined || settings.userInfoMode === 'gcip' || !isWanted) return accepted(claims)
  const info = await userInfo(call, accessToken)
  return info.ok ? merged(claims, info.value) : info
}

function isSince(authTime: unknown, notBefore: number): boolean {
  return typeof authTime === 'number' && authTime >= notBefore
}

const NOT_ANEW = failure(
  'not_anew',
  'not_anew',
  'The app asked with prompt=login that the person prove it anew, and the auth_time of the provider’s id token is missing or from before they were sent there.',
)
