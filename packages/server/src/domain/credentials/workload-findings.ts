import { error, type Finding } from '#base/findings'

const ASK = 'Ask the issuer for a token just before it is sent.'
const COMPARE = 'Compare the token with workloadIdentity of the ClientApplication, to the letter.'

/** By what the check found; what the token says is not repeated. */
export const WORKLOAD_FINDINGS = {
  unknown_client: error('No client here has the id that was sent with the token of a workload.', 'Compare client_id.'),
  inactive_client: error('The client is switched off.', 'Set status of the ClientApplication to active.'),
  foreign_issuer: error('The iss of the workload’s token is none of the client’s workload identities.', COMPARE),
  wrong_issuer: error('The iss of the workload’s token is none of the client’s workload identities.', COMPARE),
  wrong_audience: error('The aud of the workload’s token is not the configured audience, or not that alone.', COMPARE),
  wrong_subject: error('The sub of the workload’s token is none that stands for the client.', COMPARE),
  unknown_key: error('No key of the workload’s issuer has the kid of the token.', COMPARE),
  wrong_signature: error('The signature of the workload’s token is not of its issuer.', COMPARE),
  wrong_algorithm: error('The workload’s token is not signed with an asymmetric algorithm.', ASK),
  wrong_header: error('By its header the workload’s token is of another kind, or brings a key along.', ASK),
  wrong_times: error('The workload’s token lacks exp, iat, sub or aud.', ASK),
  other_kind: error('The workload’s token is an event, or bound to a key.', ASK),
  malformed_jti: error('The jti of the workload’s token is no text.', ASK),
  malformed_token: error(
    'The token of the workload is no signed JWT.',
    'Send the compact form: three parts with dots.',
  ),
  oversized_token: error('The token of the workload is larger than 16 KB.', ASK),
  expired_token: error('The token of the workload has expired.', ASK),
  future_token: error('The token of the workload is of the future (iat or nbf).', 'Set the clocks by NTP.'),
  long_lived: error('The token of the workload lives for more than an hour.', 'Ask the issuer for a shorter one.'),
  reused_jti: error('The token of the workload was used already.', 'Ask for another one for each access token.'),
} as const

export type WorkloadCause = keyof typeof WORKLOAD_FINDINGS

/** Causes that the fetching names with words of ours. */
export function workloadKeysUnavailable(cause: string | undefined): Finding {
  const why = cause !== undefined && /^[\w :]{3,60}$/.test(cause) ? ` (${cause})` : ''
  return error(
    `The keys of the workload’s issuer cannot be had${why}.`,
    'Let its metadata or jwksUrl answer 200 with JSON, by https from a public address, without redirects, within 5 seconds.',
  )
}
