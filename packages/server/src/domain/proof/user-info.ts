import { accepted, parseJson, type Result, refused } from '@damson/fhir'
import type { OutboundAnswer, OutboundRequest } from '#base/outbound'
import { MOST_ANSWER_BYTES, membersOf, type TokenKind } from '#domain/issuers'
import { failure, type ProviderFailure } from '#domain/providers'
import type { ProviderCall } from './provider-call.ts'
import { failureOfToken, tokenFailure } from './token-failure.ts'

/** Userinfo for an access token. */
export interface UserInfo {
  readonly claims: Readonly<Record<string, unknown>>
  /** Signed for this client: it proves which client the token was issued to. */
  readonly isSigned: boolean
}

/** OpenID Connect Core §5.3.2: neither `exp` nor `iat` need be there. */
const SIGNED_ANSWER: TokenKind = { types: ['jwt', 'userinfo+jwt'], claims: ['sub', 'aud'] }

/** Userinfo (OpenID Connect Core §5.3), as JSON or as a JWT. */
export async function userInfo(call: ProviderCall, token: string): Promise<Result<UserInfo, ProviderFailure>> {
  const { outbound, endpoints } = call
  if (endpoints.userInfoUrl === undefined)
    return refused(
      failure('misconfigured', 'no_userinfo', 'The provider has no userInfoUrl, and the access token is not a JWT.'),
    )
  const answer = await outbound.send(endpoints.userInfoUrl, {
    method: 'GET',
    mostBytes: MOST_ANSWER_BYTES,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json, application/jwt' },
  })
  if (!answer.ok) return unavailable('userinfo', answer.refusal.why)
  const { status, headers, body } = answer.value
  if (status === 401 || status === 403) return inactive()
  if (status !== 200) return unavailable('userinfo', `status ${status}`)
  if (/^application\/jwt\b/i.test(headers['content-type'] ?? '')) return signedInfo(call, body.toString('utf8').trim())
  const told = jsonIn(answer.value)
  return told === undefined ? unavailable('userinfo', 'no JSON') : withSubject(told, false)
}

async function signedInfo(
  { issuerTokens, endpoints, provider }: ProviderCall,
  text: string,
): Promise<Result<UserInfo, ProviderFailure>> {
  const { issuer, jwksUrl } = endpoints
  const { clientId, discoveryUrl } = provider.settings
  const found = await issuerTokens.verify(
    text,
    { project: provider.project, issuer, jwksUrl, discoveryUrl },
    SIGNED_ANSWER,
  )
  if (!found.ok) return refused(ofSigned(failureOfToken(found.refusal)))
  const { aud } = found.value.claims
  const isOurs = clientId !== undefined && (Array.isArray(aud) ? aud : [aud]).includes(clientId)
  return isOurs ? withSubject(found.value.claims, true) : refused(ofSigned(tokenFailure('wrong_audience')))
}

/** Says that it is not the id token. */
function ofSigned({ why, code, finding }: ProviderFailure): ProviderFailure {
  return failure(why, code, `The provider signs its userinfo. ${finding}`)
}

/** Google Cloud Identity Platform: looks the token up, with the API key of its project. */
export async function lookedUp(
  { outbound, providers, provider, endpoints }: ProviderCall,
  token: string,
): Promise<Result<UserInfo, ProviderFailure>> {
  const { userInfoApiKey } = await providers.secretsOf(provider)
  if (endpoints.userInfoUrl === undefined || userInfoApiKey === undefined)
    return refused(
      failure(
        'misconfigured',
        'no_userinfo',
        'A provider with userInfoMode gcip needs userInfoUrl and userInfoApiKey.',
      ),
    )
  const url = new URL(endpoints.userInfoUrl)
  url.searchParams.set('key', userInfoApiKey)
  const answer = await outbound.send(url.href, {
    method: 'POST',
    mostBytes: MOST_ANSWER_BYTES,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ idToken: token }),
  })
  if (!answer.ok) return unavailable('userinfo', answer.refusal.why)
  if (answer.value.status === 400 || answer.value.status === 401) return inactive()
  if (answer.value.status !== 200) return unavailable('userinfo', `status ${answer.value.status}`)
  const { users } = membersOf(jsonIn(answer.value))
  const user = membersOf(Array.isArray(users) ? users[0] : undefined)
  if (user['disabled'] === true) return inactive()
  const { localId, email, emailVerified, displayName, phoneNumber } = user
  return withSubject(
    Object.fromEntries(
      Object.entries({
        sub: localId,
        email,
        email_verified: emailVerified,
        name: displayName,
        phone_number: phoneNumber,
      }).filter(([, value]) => value !== undefined),
    ),
    false,
  )
}

/**
 * Introspects an access token (RFC 7662); undefined if the provider has no introspection endpoint at which this server can
 * authenticate.
 */
export async function introspected(
  { outbound, clientSecretBasic, providers, provider, endpoints, clock }: ProviderCall,
  token: string,
): Promise<Result<Readonly<Record<string, unknown>> | undefined, ProviderFailure>> {
  const { clientId, tokenAuthMethod = 'client_secret_basic' } = provider.settings
  const { clientSecret } = await providers.secretsOf(provider)
  const usesSecret = tokenAuthMethod === 'client_secret_basic' || tokenAuthMethod === 'client_secret_post'
  if (endpoints.introspectionUrl === undefined || clientId === undefined || clientSecret === undefined || !usesSecret)
    return accepted(undefined)
  const form = new URLSearchParams({ token, token_type_hint: 'access_token' })
  if (tokenAuthMethod === 'client_secret_post') {
    form.set('client_id', clientId)
    form.set('client_secret', clientSecret)
  }
  const request: OutboundRequest = {
    method: 'POST',
    mostBytes: MOST_ANSWER_BYTES,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  }
  const answer =
    tokenAuthMethod === 'client_secret_basic'
      ? await clientSecretBasic.send(outbound, endpoints.introspectionUrl, request, {
          provider,
          clientId,
          clientSecret,
        })
      : await outbound.send(endpoints.introspectionUrl, request)
  if (!answer.ok) return unavailable('introspection', answer.refusal.why)
  if (answer.value.status !== 200) return unavailable('introspection', `status ${answer.value.status}`)
  const state = membersOf(jsonIn(answer.value))
  if (state['active'] !== true) return inactive()
  const { iss, exp, sub } = state
  if (iss !== undefined && iss !== endpoints.issuer) return refused(tokenFailure('wrong_issuer'))
  if (typeof exp === 'number' && exp * 1000 <= clock.now().getTime()) return refused(tokenFailure('expired_token'))
  if (state['cnf'] !== undefined) return refused(tokenFailure('bound_token'))
  return typeof sub === 'string' ? accepted(state) : refused(failure('untrusted', 'no_subject', NO_SUBJECT))
}

const NO_SUBJECT = 'The provider does not say who the token belongs to: sub is missing or empty.'

function withSubject(value: unknown, isSigned: boolean): Result<UserInfo, ProviderFailure> {
  const claims = membersOf(value)
  return typeof claims['sub'] === 'string' && claims['sub'] !== ''
    ? accepted({ claims, isSigned })
    : refused(failure('untrusted', 'no_subject', NO_SUBJECT))
}

function jsonIn({ body }: OutboundAnswer): unknown {
  try {
    return parseJson(body.toString('utf8'))
  } catch {
    // Without JSON there are no claims: the caller refuses it.
    return undefined
  }
}

function inactive(): Result<never, ProviderFailure> {
  return refused(
    failure('untrusted', 'inactive_token', 'The provider refuses the token: it is unknown, expired or revoked.'),
  )
}

function unavailable(what: string, cause: string): Result<never, ProviderFailure> {
  return refused(
    failure('unavailable', `${what}_failed`, `The provider’s ${what} endpoint is not available: ${cause}.`),
  )
}
