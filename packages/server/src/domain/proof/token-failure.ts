import type { IssuerTokenRefusal } from '#domain/issuers'
import { failure, type ProviderFailure } from '#domain/providers'

const FINDINGS = {
  oversized_token: 'The token is larger than 16 KB.',
  malformed_token: 'The token is no signed JWT: three base64url parts with dots between them.',
  wrong_algorithm: 'The token is not signed with an asymmetric algorithm (RS, PS, ES or EdDSA).',
  wrong_header:
    'The header of the token is not that of such a token: by its typ it is another kind, or it brings a key along.',
  wrong_issuer: 'The iss of the token is not the issuer of the provider.',
  wrong_times: 'The token lacks exp, iat or sub, or they are malformed.',
  expired_token: 'The token has expired.',
  future_token: 'The token is of the future: its iat or nbf is ahead of this server’s clock.',
  unknown_key: 'No key of the provider has the kid of the token.',
  wrong_signature: 'The signature of the token is not of the provider’s key.',
  event_token: 'The token is an event, such as a logout token: it has a claim events.',
  bound_token: 'The token is bound to a key of its holder (cnf), and is no bearer token.',
  wrong_token_use: 'The token is another kind, by its token_use.',
  no_access_token:
    'The token is no access token by its own words: an id token tells an app who signed in, and opens nothing. An access token has scope, scp, client_id, cid or token_use, and neither nonce nor at_hash.',
  wrong_audience: 'The token is for somebody else: its aud is neither the clientId nor the audience of the provider.',
  other_api:
    'The access token is for another API alone: its aud holds neither the clientId nor the issuer or userinfo of the provider. Set audience of the identityProvider to an API that stands for this server and ask the provider for tokens for that, or send the id token.',
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
    return failure('unavailable', why, `The keys of the provider cannot be had: ${cause ?? 'no answer'}.`)
  return header === undefined
    ? tokenFailure(why)
    : failure('untrusted', why, `The header of the token is not that of such a token: ${header}.`)
}
