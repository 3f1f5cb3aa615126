import { error, type Finding } from '#base/findings'

const ASK = 'Ask the issuer for a token just before it is sent.'
const COMPARE = 'Compare the token with workloadIdentity of the ClientApplication, to the letter.'

/** What the check names, in words of ours; what the token says is not shown. */
const CAUSES: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  unknown_client: ['No client here has the id that was sent with the token of a workload.', 'Compare client_id.'],
  inactive_client: ['The client is switched off.', 'Set status of the ClientApplication to active.'],
  foreign_issuer: ['The iss of the workload’s token is none of the client’s workload identities.', COMPARE],
  wrong_audience: ['The aud of the workload’s token is not the configured audience, or not that alone.', COMPARE],
  wrong_subject: ['The sub of the workload’s token is none that stands for the client.', COMPARE],
  unknown_key: ['No key of the workload’s issuer has the kid of the token.', COMPARE],
  wrong_signature: ['The signature of the workload’s token is not of its issuer.', COMPARE],
  wrong_algorithm: ['The workload’s token is not signed with an asymmetric algorithm.', ASK],
  wrong_header: ['By its header the workload’s token is of another kind, or brings a key along.', ASK],
  wrong_times: ['The workload’s token lacks exp, iat, sub or aud.', ASK],
  other_kind: ['The workload’s token is an event, or bound to a key.', ASK],
  malformed_jti: ['The jti of the workload’s token is no text.', ASK],
  malformed_token: ['The token of the workload is no signed JWT.', 'Send the compact form: three parts with dots.'],
  oversized_token: ['The token of the workload is larger than 16 KB.', ASK],
  expired_token: ['The token of the workload has expired.', ASK],
  future_token: ['The token of the workload is of the future (iat or nbf).', 'Set the clocks by NTP.'],
  long_lived: ['The token of the workload lives for more than an hour.', 'Ask the issuer for a shorter one.'],
  reused_jti: ['The token of the workload was used already.', 'Ask for another one for each access token.'],
}

/** Why the token of a workload was refused; undefined for another reason. */
export function workloadFinding(reason: string, cause: string | undefined): Finding | undefined {
  if (reason === 'workload_keys_unavailable') {
    const why = cause !== undefined && /^[\w :]{3,60}$/.test(cause) ? ` (${cause})` : ''
    return error(
      `The keys of the workload’s issuer cannot be had${why}.`,
      'Let its metadata or jwksUrl answer 200 with JSON, by https from a public address, without redirects, within 5 seconds.',
    )
  }
  const known = /_workload(_token)?$/.test(reason) && cause !== undefined ? CAUSES[cause] : undefined
  return known === undefined ? undefined : error(...known)
}
