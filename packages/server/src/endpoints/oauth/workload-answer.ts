import { OAuthError } from '#answers'
import type { Finding } from '#base/findings'
import type { WorkloadRefusal } from '#domain/credentials'

type Why = Extract<WorkloadRefusal, { readonly cause: string }>['why']

const TEXTS: Readonly<Record<Why, string>> = {
  malformed_workload_token:
    'The token of the workload is no signed JWT that can be taken: 16 KB at most, signed by its issuer with an asymmetric algorithm, with iss, sub, aud, exp and iat.',
  expired_workload_token: 'The token of the workload has expired: ask its issuer for one just before it is sent.',
  future_workload_token: 'The token of the workload is of the future: check the clocks.',
  long_lived_workload_token: 'The token of the workload lives for more than an hour: ask its issuer for a shorter one.',
  reused_workload_token: 'The token of the workload was used already: one is good for one access token.',
  workload_keys_unavailable:
    'The keys of the workload’s issuer cannot be had: its metadata or jwksUrl must answer by https from a public address, without redirect, within 5 seconds.',
  // One answer for all: whose tokens stand for a client is nobody's business outside.
  unknown_workload:
    'The client is unknown or inactive, or the token of the workload is not one of those that stand for it: compare issuer, audience and subject with its workloadIdentity.',
}

export function isOfWorkload(why: string): why is Why {
  return Object.hasOwn(TEXTS, why)
}

/** What is said of a workload's token that is refused. */
export function workloadAnswer(why: Why, finding: Finding): OAuthError {
  return new OAuthError('invalid_client', TEXTS[why], finding, { reason: why })
}
