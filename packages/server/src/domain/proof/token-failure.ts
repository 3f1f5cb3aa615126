import type { IssuerTokenRefusal } from '#domain/issuers'
import { failure, type ProviderFailure } from '#domain/providers'

const FINDINGS = {
  oversized_token: 'The token is larger than 16 KB.',
  malformed_token: 'The token is not a signed JWT, which is three base64url parts with dots between them.',
  wrong_algorithm: 'The token is not signed with an asymmetric algorithm (RS, PS, ES or EdDSA).',
  wrong_header: 'The header does not fit a token of this kind: its typ names another kind, or it contains a key.',
  wrong_issuer: 'The iss of the token is not the provider’s issuer.',
  wrong_times: 'The token lacks exp, iat or sub, or one of them is malformed.',
  expired_token: 'The token has expired.',
  future_token: 'The token is not valid yet: its iat or nbf is ahead of this server’s clock.',
  unknown_key: 'The provider has no key with the kid of the token.',
  wrong_signature: 'The signature of the token does not verify with the provider’s key.',
  event_token: 'The token is an event token, such as a logout token: it has the claim events.',
  bound_token: 'The token is bound to a key of its holder (cnf), so it is not a bearer token.',
  wrong_token_use: 'The token_use of the token names another kind of token.',
  no_access_token:
    'The claims do not say that this is an access token. An access token has scope, scp, client_id, cid or token_use, ' +
    'and neither nonce nor at_hash. An id token tells an app who signed in, but gives no access.',
  wrong_audience:
    'The token is for another audience: its aud is neither the clientId nor the audience of the provider.',
  other_api:
    'The access token is only for another API: its aud has neither the clientId nor the issuer or userinfo endpoint of ' +
    'the provider. Set audience of the identityProvider to an API that represents this server and ask the provider ' +
    'for tokens for that API, or send the id token.',
  wrong_party: 'The token was issued to another client: its azp, client_id or cid is not the clientId of the provider.',
} as const

export type TokenFailureCode = keyof typeof FINDINGS

/** A token that fails a check. */
export function tokenFailure(code: TokenFailureCode): ProviderFailure {
  return failure('untrusted', code, FINDINGS[code])
}

/** The same from an issuer's refusal, which may be that its keys are not available. */
export function failureOfToken({ why, cause, header }: IssuerTokenRefusal): ProviderFailure {
  if (why === 'keys_unavailable')
    return failure('unavailable', why, `The provider’s keys are not available: ${cause ?? 'no answer'}.`)
  return header === undefined
    ? tokenFailure(why)
    : failure('untrusted', why, `The header does not fit a token of this kind: ${header}.`)
}
