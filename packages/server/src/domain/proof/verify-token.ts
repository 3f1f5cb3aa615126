import { accepted, type Result, refused } from '@damson/fhir'
import type { JWTPayload } from 'jose'
import { isJwt, LONGEST_TOKEN, type TokenKind } from '#domain/issuers'
import { endpointsOf, failure, type Provider, type ProviderFailure } from '#domain/providers'
import { isAccessToken } from './access-token.ts'
import { isHashOf } from './access-token-hash.ts'
import { audienceProblem } from './audience.ts'
import { doesTellWho } from './claims.ts'
import type { ExternalPerson } from './person.ts'
import { personOf } from './person-of.ts'
import type { ProviderCall, ProviderCallDeps } from './provider-call.ts'
import { failureOfToken, tokenFailure } from './token-failure.ts'
import { introspected, lookedUp, type UserInfo, userInfo } from './user-info.ts'
import { DEADLINE_MS, within } from './within.ts'

/** A provider's token that an app or a machine presents. */
export interface PresentedToken {
  readonly token: string
  /** The kind that the caller names. `jwt` is either kind, as a JWT; `bearer` is an access token whose claims say so too. */
  readonly kind: 'id_token' | 'access_token' | 'jwt' | 'bearer'
  /** The id token that was issued with an access token: it tells which client an opaque token was issued to. */
  readonly idToken?: string | undefined
}

/** Verifies a provider's token that was issued for this server, and returns its person. */
export type VerifyToken = (
  provider: Provider,
  presented: PresentedToken,
) => Promise<Result<ExternalPerson, ProviderFailure>>

type Verified = Result<Readonly<Record<string, unknown>>, ProviderFailure>

const ID_TOKEN: TokenKind = { types: ['jwt'], claims: ['exp', 'iat', 'sub'] }
const ACCESS_TOKEN: TokenKind = { types: ['jwt', 'at+jwt'], claims: ['exp', 'sub'] }

export function createVerifyToken(deps: ProviderCallDeps): VerifyToken {
  return async (provider, presented) => {
    const { clock, deadlineMs = DEADLINE_MS } = deps
    const work = verify(deps, provider, presented)
    const verified = await within(deadlineMs, work)
    if (verified === undefined)
      return refused(failure('unavailable', 'provider_slow', 'The provider did not answer within 5 seconds.'))
    if (!verified.ok) return verified
    const { issuer, claims } = verified.value
    return personOf(provider, issuer, claims, clock.now())
  }
}

async function verify(
  deps: ProviderCallDeps,
  provider: Provider,
  { token, kind, idToken }: PresentedToken,
): Promise<Result<{ readonly issuer: string; readonly claims: Readonly<Record<string, unknown>> }, ProviderFailure>> {
  if (token.length > LONGEST_TOKEN) return refused(tokenFailure('oversized_token'))
  const endpoints = await endpointsOf(deps.issuerTokens, provider)
  if (!endpoints.ok) return endpoints
  const call: ProviderCall = { ...deps, provider, endpoints: endpoints.value }
  const claims =
    kind === 'id_token'
      ? await ofIdToken(call, token)
      : idToken !== undefined
        ? await ofPair(call, token, idToken)
        : isJwt(token)
          ? await ofJwt(call, token, kind)
          : kind === 'jwt' || kind === 'bearer'
            ? refused(tokenFailure('malformed_token'))
            : await ofOpaque(call, token)
  return claims.ok ? accepted({ issuer: endpoints.value.issuer, claims: claims.value }) : claims
}

/** Verifies an id token for this server; the caller checks nonce and hashes. */
export function signedIdToken(
  call: ProviderCall,
  token: string,
): Promise<Result<{ readonly algorithm: string; readonly claims: JWTPayload }, ProviderFailure>> {
  return signed(call, token, ID_TOKEN, 'id')
}

async function ofIdToken(call: ProviderCall, token: string): Promise<Result<JWTPayload, ProviderFailure>> {
  const found = await signedIdToken(call, token)
  return found.ok ? accepted(found.value.claims) : found
}

/** An id token says by `at_hash` with which access token it was issued (OpenID Connect Core §3.1.3.6). */
async function ofPair(call: ProviderCall, token: string, idToken: string): Promise<Verified> {
  const found = await signedIdToken(call, idToken)
  if (!found.ok) return found
  const { claims, algorithm } = found.value
  if (!isHashOf(token, algorithm, claims['at_hash']))
    return refused(
      failure('untrusted', 'wrong_at_hash', 'The id token was not issued with this access token: at_hash differs.'),
    )
  return withUserInfo(call, token, claims)
}

async function ofJwt(call: ProviderCall, token: string, kind: 'access_token' | 'jwt' | 'bearer'): Promise<Verified> {
  const found = await signed(call, token, ACCESS_TOKEN, kind === 'jwt' ? undefined : 'access')
  if (!found.ok) return found
  if (isOfMachine(found.value.claims)) return refused(failureOfMachine())
  if (kind === 'bearer' && !isAccessToken(found.value.claims)) return refused(tokenFailure('no_access_token'))
  const claims = withOwnSubject(found.value.claims)
  if (call.provider.settings.userInfoMode !== 'gcip') return withUserInfo(call, token, claims)
  const user = await lookedUp(call, token)
  return user.ok ? merged(claims, user.value) : user
}

/**
 * Okta's access tokens have the user name as `sub`, which can pass to another person, and the `sub` of its id tokens as
 * `uid`. Only a token of Okta's whole shape counts: elsewhere people may choose their `uid`.
 */
function withOwnSubject(claims: JWTPayload): JWTPayload {
  const { ver, cid, uid, scp, azp, client_id: clientId } = claims
  const isOfOkta = ver === 1 && typeof cid === 'string' && Array.isArray(scp) && azp === undefined
  const isUserId = typeof uid === 'string' && /^00u\w+$/.test(uid)
  return isOfOkta && clientId === undefined && isUserId ? { ...claims, sub: uid } : claims
}

/** For an opaque token the provider must say which client it was issued to: userinfo alone does not (RFC 9700 §4.9). */
async function ofOpaque(call: ProviderCall, token: string): Promise<Verified> {
  const { provider, endpoints } = call
  const state = await introspected(call, token)
  if (!state.ok) return state
  if (state.value !== undefined) {
    if (isOfMachine(state.value)) return refused(failureOfMachine())
    const problem = audienceProblem(provider.settings, endpoints, state.value, 'access_token')
    return problem === undefined ? withUserInfo(call, token, state.value) : refused(tokenFailure(problem))
  }
  const info = await userInfo(call, token)
  if (!info.ok) return info
  // A signed answer is for the client that the token was issued to (OpenID Connect Core §5.3.2).
  return info.value.isSigned ? accepted(info.value.claims) : refused(failureOfAudience())
}

/** A token from client credentials belongs to an app and to no person (RFC 9068 §2.2: `sub` is the client). */
function isOfMachine(claims: Readonly<Record<string, unknown>>): boolean {
  const { sub, azp, client_id: clientId, cid, gty, idtyp } = claims
  const isApp = [azp, clientId, cid].some((one) => typeof one === 'string' && (sub === one || sub === `${one}@clients`))
  return isApp || gty === 'client-credentials' || idtyp === 'app'
}

function failureOfMachine(): ProviderFailure {
  return failure(
    'untrusted',
    'machine_token',
    'The token was issued to an app itself, by client credentials: it identifies no person.',
  )
}

function failureOfAudience(): ProviderFailure {
  return failure(
    'misconfigured',
    'unestablished_audience',
    'It is unknown to which client the provider issued this opaque access token: it has no introspection endpoint that ' +
      'this server may use, and its userinfo is not signed.',
  )
}

async function signed(
  { issuerTokens, provider, endpoints, progress }: ProviderCall,
  token: string,
  kind: TokenKind,
  use: 'id' | 'access' | undefined,
): Promise<Result<{ readonly algorithm: string; readonly claims: JWTPayload }, ProviderFailure>> {
  const { issuer, jwksUrl } = endpoints
  const found = await issuerTokens.verify(
    token,
    { project: provider.project, issuer, jwksUrl, discoveryUrl: provider.settings.discoveryUrl },
    kind,
  )
  if (!found.ok) return refused(failureOfToken(found.refusal))
  progress?.pass('signature')
  const { claims } = found.value
  // Event tokens, such as logout tokens, and tokens bound to a key do not prove a person.
  if (claims['events'] !== undefined) return refused(tokenFailure('event_token'))
  if (claims['cnf'] !== undefined) return refused(tokenFailure('bound_token'))
  if (use !== undefined && claims['token_use'] !== undefined && claims['token_use'] !== use)
    return refused(tokenFailure('wrong_token_use'))
  const problem = audienceProblem(provider.settings, endpoints, claims, use === 'id' ? 'id_token' : 'access_token')
  return problem === undefined ? found : refused(tokenFailure(problem))
}

/** Adds the claims of userinfo, if the token lacks what identifies people. */
async function withUserInfo(
  call: ProviderCall,
  token: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<Verified> {
  const isEnough = doesTellWho(call.provider.settings, claims)
  if (isEnough || call.endpoints.userInfoUrl === undefined) return accepted(claims)
  const info = await userInfo(call, token)
  if (info.ok) return merged(claims, info.value)
  // Userinfo refuses a token that is for an API only.
  return info.refusal.code === 'inactive_token' ? accepted(claims) : info
}

/** Takes the e-mail address and its verification from the same source. */
export function merged(claims: Readonly<Record<string, unknown>>, info: UserInfo): Verified {
  const { sub } = info.claims
  const isTold = claims['email'] !== undefined && claims['email_verified'] !== undefined
  const { email, email_verified } = isTold || info.claims['email'] === undefined ? claims : info.claims
  return claims['sub'] === sub
    ? accepted({ ...info.claims, ...claims, email, email_verified })
    : refused(failure('untrusted', 'other_subject', 'Userinfo is about another person than the token: sub differs.'))
}
