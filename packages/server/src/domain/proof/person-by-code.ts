import { accepted, type Result, refused } from '@damson/fhir'
import { authorizationCodeGrant, customFetch, skipStateCheck, type TokenEndpointResponse } from 'openid-client'
import {
  clientOf,
  failure,
  type Provider,
  type ProviderClient,
  type ProviderClientDeps,
  type ProviderFailure,
} from '#domain/providers'
import { isHashOf } from './access-token-hash.ts'
import type { Progress } from './checks.ts'
import { doesTellWho } from './claims.ts'
import type { ExternalPerson } from './person.ts'
import { personOf } from './person-of.ts'
import type { ProviderCall } from './provider-call.ts'
import { failureOf } from './provider-errors.ts'
import { userInfo } from './user-info.ts'
import { merged, signedIdToken } from './verify-token.ts'

/** What is kept of a round trip until the browser returns. */
export interface KeptRoundTrip {
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

/** Redeems the code, checks the tokens, and forgets them. */
export async function personByCode(
  deps: ProviderClientDeps,
  provider: Provider,
  kept: KeptRoundTrip,
  parameters: URLSearchParams,
  progress: Progress,
): Promise<Result<ExternalPerson, ProviderFailure>> {
  const client = await clientOf(deps, provider)
  if (!client.ok) return client
  progress.pass('settings')
  const tokens = await tokensForCode(client.value, kept, parameters, progress)
  if (!tokens.ok) return tokens
  progress.pass('id_token', 'time', 'issuer', 'audience', 'nonce')
  const call: ProviderCall = { ...deps, provider, endpoints: client.value.endpoints, progress }
  const claims = await claimsOf(call, kept, tokens.value)
  if (!claims.ok) return claims
  const person = personOf(provider, client.value.endpoints.issuer, claims.value, deps.clock.now())
  if (person.ok) progress.pass('person')
  return person
}

/** RFC 6749 §4.1.3, RFC 7636, RFC 9207 and OpenID Connect Core §3.1.3.7, as the library checks them. */
async function tokensForCode(
  { configuration }: ProviderClient,
  { nonce, verifier, redirectUri, maxAgeSeconds }: KeptRoundTrip,
  parameters: URLSearchParams,
  progress: Progress,
): Promise<Result<TokenEndpointResponse, ProviderFailure>> {
  noteCalls(configuration, progress)
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
    const failed = failureOf(error)
    progress.refusedByLibrary(failed)
    return refused(failed)
  }
}

/** The library calls the token endpoint once it has a code. Of a client that it does not know it says 401 or `invalid_client`. */
function noteCalls(configuration: ProviderClient['configuration'], progress: Progress): void {
  const send = configuration[customFetch]
  if (send === undefined) throw new Error('a client of a provider sends its requests through the guard')
  configuration[customFetch] = async (url, options) => {
    progress.pass('code')
    const answer = await send(url, options)
    if (answer.ok || answer.status === 400) progress.pass('client')
    return answer
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
  call.progress?.idTokenDone()
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
