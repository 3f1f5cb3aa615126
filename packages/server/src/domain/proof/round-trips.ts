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
  clientOf,
  failure,
  type Provider,
  type ProviderClient,
  type ProviderClientDeps,
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
import { type Asking, promptOf } from './prompt-of.ts'
import type { ProviderCall } from './provider-call.ts'
import { failureOf } from './provider-errors.ts'
import { findRoundTrip, insertRoundTrip, openRoundTrip, takeRoundTrip } from './round-trips.store.ts'
import { userInfo } from './user-info.ts'
import { merged, signedIdToken } from './verify-token.ts'
import { DEADLINE_MS, within } from './within.ts'

/** What a round trip is for. */
export interface RoundTripDraft extends Asking {
  readonly provider: Provider
  /** The project of the sign-in. A project's own provider signs in to that project only. */
  readonly project: string
  /** The browser that is sent, and must return. */
  readonly browserHash: string
  /** The base URL at which it begins: the provider's callback is below it. */
  readonly issuerUrl: string
  /** The caller's text to continue with, sealed until then. */
  readonly continueWith: string
  readonly loginHint?: string | undefined
  readonly maxAgeSeconds?: number | undefined
  readonly uiLocales?: string | undefined
  /** A trial: of a provider that was moved, it goes by the new address, which the provider may not know yet. */
  readonly triesAddress?: boolean | undefined
}

/** How a browser returns. */
export interface ProviderCallback {
  /** The provider whose callback was called. */
  readonly providerKey: string
  readonly state: string
  /** The query parameters of the callback. */
  readonly parameters: URLSearchParams
  readonly browserHash: string | undefined
}

export interface FinishedRoundTrip {
  readonly person: ExternalPerson
  readonly project: string
  readonly continueWith: string
}

/**
 * A failed round trip. If it began here it says what it was for, so that its project is told, even if the answer came in
 * another browser. With the failure `wrong_browser`, show none of it to the browser.
 */
export interface FailedRoundTrip {
  readonly failure: ProviderFailure
  readonly provider?: Provider | undefined
  readonly project?: string | undefined
  readonly continueWith?: string | undefined
}

/** The round trips to providers. A provider's tokens are used here and forgotten: no browser ever gets them. */
export interface RoundTrips {
  start(draft: RoundTripDraft): Promise<Result<{ readonly url: string }, ProviderFailure>>
  finish(callback: ProviderCallback): Promise<Result<FinishedRoundTrip, FailedRoundTrip>>
  /** Whether a browser was sent to a provider and has not returned yet. */
  isUnderWay(provider: Provider, browserHash: string): Promise<boolean>
  /**
   * The answer to a round trip that an app began itself: it is bound to no browser, and has no nonce and no verifier. The
   * provider redeems its code once, for this server only.
   */
  finishDirect(
    provider: Provider,
    issuerUrl: string,
    parameters: URLSearchParams,
  ): Promise<Result<ExternalPerson, ProviderFailure>>
  /** Where a person can sign out of the provider too; undefined if it has no such endpoint, or is not available. */
  endSession(provider: Provider): Promise<string | undefined>
}

export interface RoundTripDeps extends ProviderClientDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly providers: Providers
  /** No call to a provider takes longer. */
  readonly deadlineMs?: number
}

const LIFE_SECONDS = 600
const SCOPES = ['openid', 'profile', 'email']

/** What is kept of a round trip until the browser returns. */
interface KeptRoundTrip {
  /** Undefined if the app began it itself. */
  readonly nonce: string | undefined
  readonly verifier: string | undefined
  readonly redirectUri: string
  readonly configHash: string
  readonly maxAgeSeconds: number | undefined
  /** In seconds: an earlier sign-in does not count. */
  readonly notBefore?: number | undefined
  readonly continueWith: string
}

const contextOf = (stateHash: string): string => `leg:${stateHash}`

export function createRoundTrips(deps: RoundTripDeps): RoundTrips {
  const { deadlineMs = DEADLINE_MS } = deps
  return {
    async start(draft) {
      const client = await within(deadlineMs, clientOf(deps, draft.provider))
      if (client === undefined) return refused(SLOW)
      return client.ok ? begin(deps, client.value, draft) : client
    },
    async finish(callback) {
      const taken = await take(deps, callback)
      if (!taken.ok) return taken
      const { provider, project, kept } = taken.value
      const { continueWith } = kept
      const finished = await within(deadlineMs, finish(deps, provider, kept, callback))
      if (finished?.ok === true) return accepted({ person: finished.value, project, continueWith })
      return refused({ failure: finished?.refusal ?? SLOW, provider, project, continueWith })
    },
    isUnderWay: async (provider, browserHash) => {
      const key = writeProviderKey(returnKeyOf(provider))
      return (await openRoundTrip.maybeOne(deps.db, browserHash, key, deps.clock.now())) !== undefined
    },
    async finishDirect(provider, issuerUrl, parameters) {
      const redirectUri = callbackOf(issuerUrl, provider.key)
      const direct: KeptRoundTrip = { ...UNBOUND, redirectUri, configHash: provider.configHash }
      const finished = await within(deadlineMs, finish(deps, provider, direct, { parameters }))
      return finished ?? refused(SLOW)
    },
    async endSession(provider) {
      const client = await within(deadlineMs, clientOf(deps, provider))
      if (client?.ok !== true || client.value.endpoints.endSessionUrl === undefined) return undefined
      const url = client.value.endpoints.endSessionUrl
      if (!isCallable(url)) return undefined
      // There is no id token for a hint: the provider asks the person.
      const address = new URL(url)
      address.searchParams.set('client_id', provider.settings.clientId ?? '')
      return address.href
    },
  }
}

/** A provider's callback: each has its own, so that none receives the codes of another. */
export function callbackOf(issuerUrl: string, { kind, id }: ProviderKey): string {
  return `${issuerUrl}auth/external/${kind}/${id}`
}

/**
 * By which key's callback people come back from a provider: after a move by that of before, until the provider is known to
 * have the new one.
 */
const returnKeyOf = ({ key, movedFrom }: Provider): ProviderKey => movedFrom ?? key

/** The key, as text, of the provider whose callback was called; empty if the path is no provider's. */
export function keyOfCallback({ kind, id }: { readonly kind: string; readonly id: string }): string {
  const key = readProviderKey(`${kind}:${id}`)
  return key === undefined ? '' : writeProviderKey(key)
}

const UNBOUND = { nonce: undefined, verifier: undefined, maxAgeSeconds: undefined, continueWith: '' }

const SLOW = failure('unavailable', 'provider_slow', 'The provider did not answer within 5 seconds.')

async function begin(
  { db, keyring, clock }: RoundTripDeps,
  { configuration }: ProviderClient,
  draft: RoundTripDraft,
): Promise<Result<{ readonly url: string }, ProviderFailure>> {
  const { provider, project, browserHash, issuerUrl, continueWith, isAnew = false } = draft
  const returnKey = draft.triesAddress === true ? provider.key : returnKeyOf(provider)
  const redirectUri = callbackOf(issuerUrl, returnKey)
  const [state, nonce] = [unguessable(), unguessable()]
  const verifier = provider.settings.usePkce === false ? undefined : unguessable()
  const [stateHash, now] = [sha256Text(state), clock.now()]
  // max_age 0 makes the provider send auth_time; it may ignore prompt silently.
  const maxAgeSeconds = isAnew ? 0 : draft.maxAgeSeconds
  const kept: KeptRoundTrip = {
    nonce,
    verifier,
    redirectUri,
    configHash: provider.configHash,
    // Counted from the start of the round trip: people may stay on the provider's pages after signing in.
    ...(isAnew ? { maxAgeSeconds: undefined, notBefore: toNumericDate(now) - SKEW_SECONDS } : { maxAgeSeconds }),
    continueWith,
  }
  const sealed = keyring.seal(JSON.stringify(kept), contextOf(stateHash))
  await insertRoundTrip.run(db, {
    stateHash,
    providerKey: writeProviderKey(returnKey),
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
    ...promptOf(draft, configuration.serverMetadata()['prompt_values_supported']),
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(draft.uiLocales !== undefined && { ui_locales: draft.uiLocales }),
  })
  return accepted({ url: url.href })
}

interface TakenRoundTrip {
  readonly provider: Provider
  readonly project: string
  readonly kept: KeptRoundTrip
}

/** Takes the round trip of a state: once, in the browser that began it, if the provider's configuration is unchanged. */
async function take(deps: RoundTripDeps, callback: ProviderCallback): Promise<Result<TakenRoundTrip, FailedRoundTrip>> {
  const { db, keyring, clock, providers } = deps
  const { state, browserHash, providerKey: key } = callback
  const [stateHash, now] = [sha256Text(state), clock.now()]
  const row =
    browserHash === undefined
      ? undefined
      : await takeRoundTrip.maybeOne(db, { stateHash, browserHash, providerKey: key, now })
  if (row === undefined) return refused(await untaken(deps, stateHash, callback))
  const { project } = row
  const kept = unsealRoundTrip(keyring, stateHash, row.sealed)
  const provider = await providers.byKey(row.providerKey)
  if (provider !== undefined && provider.configHash === kept.configHash) return accepted({ provider, project, kept })
  return refused({ failure: CHANGED, provider, project, continueWith: kept.continueWith })
}

function unsealRoundTrip(keyring: Keyring, stateHash: string, sealed: string): KeptRoundTrip {
  // Only `begin` seals in this context, so the shape is known.
  return JSON.parse(keyring.unseal(sealed, contextOf(stateHash)).toString()) as KeptRoundTrip
}

/** Why a round trip could not be taken. If it began here, its project is told. */
async function untaken(
  { db, keyring }: RoundTripDeps,
  stateHash: string,
  { browserHash, providerKey }: ProviderCallback,
): Promise<FailedRoundTrip> {
  const found = await findRoundTrip.maybeOne(db, stateHash)
  if (found === undefined) return { failure: UNKNOWN }
  const { continueWith } = unsealRoundTrip(keyring, stateHash, found.sealed)
  const isOwn = browserHash !== undefined && constantTimeEqual(found.browserHash, browserHash)
  const why = found.providerKey !== providerKey ? OTHER_PROVIDER : found.isUsed ? REPLAYED : LATE
  return { failure: isOwn ? why : OTHER_BROWSER, project: found.project, continueWith }
}

const UNKNOWN = failure(
  'unknown_state',
  'unknown_state',
  'This server knows no round trip with this state: it was made up, or is older than an hour.',
)
const CHANGED = failure(
  'unknown_state',
  'changed_provider',
  'The provider was changed or removed while the person was there. They must start again.',
)
const OTHER_BROWSER = failure(
  'wrong_browser',
  'wrong_browser',
  'The answer came in another browser than the one that was sent to the provider, or that browser lost its cookie.',
)
const OTHER_PROVIDER = failure(
  'unknown_state',
  'other_provider',
  'The answer came to the callback of another provider than the one that the browser was sent to. One of the two may be ' +
    'trying to get codes of the other.',
)
const REPLAYED = failure(
  'unknown_state',
  'replayed_state',
  'The answer came a second time, but a state works only once.',
)
const LATE = failure(
  'unknown_state',
  'expired_state',
  'The answer came more than ten minutes after the person was sent to the provider.',
)

/** Redeems the code, checks the tokens, and forgets them. */
async function finish(
  deps: RoundTripDeps,
  provider: Provider,
  kept: KeptRoundTrip,
  { parameters }: Pick<ProviderCallback, 'parameters'>,
): Promise<Result<ExternalPerson, ProviderFailure>> {
  const client = await clientOf(deps, provider)
  if (!client.ok) return client
  const tokens = await redeem(client.value, kept, parameters)
  if (!tokens.ok) return tokens
  const call: ProviderCall = { ...deps, provider, endpoints: client.value.endpoints }
  const claims = await claimsOf(call, kept, tokens.value)
  return claims.ok ? personOf(provider, client.value.endpoints.issuer, claims.value, deps.clock.now()) : claims
}

/** RFC 6749 §4.1.3, RFC 7636, RFC 9207 and OpenID Connect Core §3.1.3.7, as the library checks them. */
async function redeem(
  { configuration }: ProviderClient,
  { nonce, verifier, redirectUri, maxAgeSeconds }: KeptRoundTrip,
  parameters: URLSearchParams,
): Promise<Result<TokenEndpointResponse, ProviderFailure>> {
  // Exactly the registered redirect URI, whichever of our addresses was called.
  const answered = new URL(redirectUri)
  answered.search = parameters.toString()
  try {
    return accepted(
      await authorizationCodeGrant(configuration, answered, {
        // The round trip was found by its state; one that an app began has none of ours.
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

/** The claims of the verified id token, with those of userinfo. */
async function claimsOf(
  call: ProviderCall,
  { nonce, notBefore }: KeptRoundTrip,
  { id_token: idToken, access_token: accessToken }: TokenEndpointResponse,
): Promise<Result<Readonly<Record<string, unknown>>, ProviderFailure>> {
  const signed = await signedIdToken(call, idToken ?? '')
  if (!signed.ok) return signed
  const { algorithm, claims } = signed.value
  if (claims['nonce'] !== nonce)
    return refused(failure('untrusted', 'wrong_nonce', 'The nonce of the id token does not belong to this round trip.'))
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
  'The app asked for a new sign-in (prompt=login), but the auth_time of the provider’s id token is missing, ' +
    'or from before ' +
    'the person was sent there.',
)
