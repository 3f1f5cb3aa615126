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

/** The answers for an assertion whose own content is wrong, or whose keys cannot be fetched. */
export function assertionAnswer(why: Problem, finding: Finding, baseUrl: string): OAuthError {
  const code = why === 'incomplete_assertion' ? 'invalid_request' : 'invalid_client'
  return new OAuthError(code, textOf(why, baseUrl), finding, { reason: why })
}

function textOf(why: Problem, baseUrl: string): string {
  switch (why) {
    case 'incomplete_assertion':
      return 'Send client_assertion_type and client_assertion together.'
    case 'keys_unavailable':
      return (
        'The keys of this client cannot be fetched: its jwksUri must return a JSON Web Key Set of public keys, ' +
        'over https, from a public address, without redirects, within 5 seconds.'
      )
    case 'wrong_assertion_type':
      return 'client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer.'
    case 'oversized_assertion':
      return 'The client_assertion is larger than 8 KB: remove the claims that are not needed.'
    case 'malformed_assertion':
      return (
        'The client_assertion is not a signed JWT: send three base64url parts separated by dots, ' +
        'the first two of them JSON objects.'
      )
    case 'wrong_assertion_algorithm':
      return `The alg of the client_assertion is not accepted: sign with one of ${ASSERTION_ALGORITHMS.join(', ')}.`
    case 'wrong_assertion_header':
      return (
        'The header of the client_assertion may have only alg, kid and typ JWT: ' +
        'leave out jwk, x5c, x5u, crit and b64. Register keys instead of sending them.'
      )
    case 'wrong_assertion_issuer':
      return 'iss and sub of the client_assertion must both be the client id.'
    case 'other_client_id':
      return 'client_id differs from the iss of the client_assertion: leave client_id out.'
    case 'wrong_assertion_audience':
      return `aud of the client_assertion must be the string ${baseUrl}oauth2/token or ${baseUrl}, not a list.`
    case 'wrong_assertion_times':
      return 'exp of the client_assertion is required, and exp, iat and nbf must be numbers of seconds since 1970.'
    case 'expired_assertion':
      return 'The client_assertion has expired: make a new one for each request, and check the clock.'
    case 'long_lived_assertion':
      return 'exp of the client_assertion must be at most 5 minutes ahead.'
    case 'future_assertion':
      return 'iat or nbf of the client_assertion is in the future: check the clock.'
    case 'missing_assertion_id':
      return 'jti of the client_assertion is required: send a new string of 1 to 255 characters in each assertion.'
    case 'reused_assertion':
      return 'The client_assertion was used before: make a new one, with a new jti, for each request.'
  }
}
