import { accepted, type Result, refused } from '@damson/fhir'
import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client'
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
import { createProgress, type Reached } from './checks.ts'
import type { ExternalPerson } from './person.ts'
import { type KeptRoundTrip, personByCode } from './person-by-code.ts'
import { type Asking, promptOf } from './prompt-of.ts'
import { findRoundTrip, insertRoundTrip, openRoundTrip, takeRoundTrip } from './round-trips.store.ts'
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
  readonly reached: Reached
  readonly project: string
  readonly continueWith: string
}

/**
 * A failed round trip. If it began here it says what it was for, so that its project is told, even if the answer came in
 * another browser. With the failure `wrong_browser`, show none of it to the browser.
 */
export interface FailedRoundTrip {
  readonly failure: ProviderFailure
  /** Undefined if nobody was sent to the provider, or this server knows nothing of it. */
  readonly reached?: Reached | undefined
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
      const progress = createProgress('state')
      const finished = await within(deadlineMs, personByCode(deps, provider, kept, callback.parameters, progress))
      if (finished?.ok === true)
        return accepted({ person: finished.value, reached: progress.passed(), project, continueWith })
      const failure = finished?.refusal ?? SLOW
      return refused({ failure, reached: progress.failedBy(failure), provider, project, continueWith })
    },
    isUnderWay: async (provider, browserHash) => {
      const key = writeProviderKey(returnKeyOf(provider))
      return (await openRoundTrip.maybeOne(deps.db, browserHash, key, deps.clock.now())) !== undefined
    },
    async finishDirect(provider, issuerUrl, parameters) {
      const redirectUri = callbackOf(issuerUrl, provider.key)
      const direct: KeptRoundTrip = { ...UNBOUND, redirectUri, configHash: provider.configHash }
      const finished = await within(deadlineMs, personByCode(deps, provider, direct, parameters, createProgress()))
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
  return refused({ failure: CHANGED, reached: NOT_TAKEN, provider, project, continueWith: kept.continueWith })
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
  return { failure: isOwn ? why : OTHER_BROWSER, reached: NOT_TAKEN, project: found.project, continueWith }
}

/** Whoever was sent to a provider was sent there by settings that hold. */
const NOT_TAKEN: Reached = { passed: ['settings'], failed: 'state' }

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
