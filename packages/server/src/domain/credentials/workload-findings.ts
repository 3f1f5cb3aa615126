import { error, type Finding } from '#base/findings'

const ASK = 'Get a new token from the issuer just before you send it.'
const COMPARE = 'Compare the token with workloadIdentity of the ClientApplication, character by character.'

/** By the failed check; the token's claims are not repeated. */
export const WORKLOAD_FINDINGS = {
  unknown_client: error(
    'No client here has the client_id that was sent with the workload’s token.',
    'Compare client_id.',
  ),
  inactive_client: error('The client is inactive.', 'Set status of the ClientApplication to active.'),
  foreign_issuer: error(
    'The iss of the workload’s token is not the issuer of any of the client’s workload identities.',
    COMPARE,
  ),
  wrong_issuer: error(
    'The iss of the workload’s token is not the issuer of any of the client’s workload identities.',
    COMPARE,
  ),
  wrong_audience: error(
    'The aud of the workload’s token is not the configured audience, or contains others too.',
    COMPARE,
  ),
  wrong_subject: error('The sub of the workload’s token does not match the client’s workload identity.', COMPARE),
  unknown_key: error('No key of the workload’s issuer has the kid of the token.', COMPARE),
  wrong_signature: error('The signature of the workload’s token was not made by its issuer.', COMPARE),
  wrong_algorithm: error('The workload’s token is not signed with an asymmetric algorithm.', ASK),
  wrong_header: error('The header of the workload’s token has a typ of another kind of token, or contains a key.', ASK),
  wrong_times: error('The workload’s token lacks exp, iat, sub or aud.', ASK),
  other_kind: error('The workload’s token is a security event token, or is bound to a key.', ASK),
  malformed_jti: error('The jti of the workload’s token is not a string.', ASK),
  malformed_token: error(
    'The workload’s token is not a signed JWT.',
    'Send the compact form: three parts separated by dots.',
  ),
  oversized_token: error('The workload’s token is larger than 16 KB.', ASK),
  expired_token: error('The workload’s token has expired.', ASK),
  future_token: error('The workload’s token is not valid yet (iat or nbf).', 'Set the clocks by NTP.'),
  long_lived: error(
    'The workload’s token is valid for more than an hour.',
    'Ask the issuer for a token with a shorter lifetime.',
  ),
  reused_jti: error('The workload’s token was used before.', 'Get a new token from the issuer for each access token.'),
} as const

export type WorkloadCause = keyof typeof WORKLOAD_FINDINGS

/** Causes that the fetch reports with codes of ours. */
export function workloadKeysUnavailable(cause: string | undefined): Finding {
  const why = cause !== undefined && /^[\w :]{3,60}$/.test(cause) ? ` (${cause})` : ''
  return error(
    `The keys of the workload’s issuer cannot be fetched${why}.`,
    'Its metadata or jwksUrl must answer 200 with JSON, over https, from a public address, without redirects, ' +
      'within 5 seconds.',
  )
}
