import { OAuthError } from '#answers'
import type { Finding } from '#base/findings'
import { ASSERTION_ALGORITHMS } from '#domain/clients'
import type { AssertionProblem } from '#domain/credentials'

type Problem =
  | AssertionProblem['why']
  | 'incomplete_assertion'
  | 'wrong_assertion_type'
  | 'other_client_id'
  | 'reused_assertion'
  | 'keys_unavailable'

/** What is said of an assertion that is refused for what it says itself, or for where its keys should be. */
export function assertionAnswer(why: Problem, finding: Finding, baseUrl: string): OAuthError {
  const code = why === 'incomplete_assertion' ? 'invalid_request' : 'invalid_client'
  return new OAuthError(code, textOf(why, baseUrl), finding, { reason: why })
}

function textOf(why: Problem, baseUrl: string): string {
  switch (why) {
    case 'incomplete_assertion':
      return 'Send client_assertion_type and client_assertion together.'
    case 'keys_unavailable':
      return 'The keys of this client cannot be had: its jwksUri must give a JSON Web Key Set of public keys, by https from a public address, without redirect, within 5 seconds.'
    case 'wrong_assertion_type':
      return 'client_assertion_type is urn:ietf:params:oauth:client-assertion-type:jwt-bearer.'
    case 'oversized_assertion':
      return 'The client_assertion is larger than 8 KB: leave out what is not needed.'
    case 'malformed_assertion':
      return 'The client_assertion is no signed JWT: three base64url parts with dots between them, the first two JSON objects.'
    case 'wrong_assertion_algorithm':
      return `Sign the client_assertion with ${ASSERTION_ALGORITHMS.join(', ')}: its alg is another.`
    case 'wrong_assertion_header':
      return 'The header of the client_assertion has alg, kid and typ JWT: leave out jwk, x5c, x5u, crit and b64. Keys are registered, not sent.'
    case 'wrong_assertion_issuer':
      return 'iss and sub of the client_assertion are both the id of the client.'
    case 'other_client_id':
      return 'client_id differs from the iss of the client_assertion: leave client_id out.'
    case 'wrong_assertion_audience':
      return `aud of the client_assertion is one text, and no list: ${baseUrl}oauth2/token or ${baseUrl}`
    case 'wrong_assertion_times':
      return 'exp of the client_assertion is required, and exp, iat and nbf are seconds since 1970.'
    case 'expired_assertion':
      return 'The client_assertion has expired: make one for each request, and check the clock.'
    case 'long_lived_assertion':
      return 'exp of the client_assertion is at most 5 minutes ahead.'
    case 'future_assertion':
      return 'iat or nbf of the client_assertion is in the future: check the clock.'
    case 'missing_assertion_id':
      return 'jti of the client_assertion is required: a text of 1 to 255 characters, another for each.'
    case 'reused_assertion':
      return 'The client_assertion was used before: make one for each request, with a jti of its own.'
  }
}
