import { OAuthError } from '#answers'
import type { Finding } from '#base/findings'
import type { WorkloadRefusal } from '#domain/credentials'

type Why = Extract<WorkloadRefusal, { readonly cause: string }>['why']

const TEXTS: Readonly<Record<Why, string>> = {
  malformed_workload_token:
    'The token of the workload is not an acceptable signed JWT: ' +
    'send at most 16 KB, signed by its issuer with an asymmetric algorithm, with iss, sub, aud, exp and iat.',
  expired_workload_token:
    'The token of the workload has expired: get a new one from its issuer just before you send it.',
  future_workload_token: 'The token of the workload is not valid yet (iat or nbf): check the clocks.',
  long_lived_workload_token:
    'The token of the workload is valid for more than an hour: ask its issuer for a shorter lifetime.',
  reused_workload_token:
    'The token of the workload was already used: get a new one from its issuer for each access token.',
  workload_keys_unavailable:
    'The keys of the workload issuer cannot be fetched: ' +
    'its metadata or jwksUrl must answer over https, from a public address, without redirects, within 5 seconds.',
  // One answer for all: it must not reveal which workloads a client accepts.
  unknown_workload:
    'The client is unknown or inactive, or it does not accept this workload token: ' +
    'compare its issuer, audience and subject with workloadIdentity of the client.',
}

export function isOfWorkload(why: string): why is Why {
  return Object.hasOwn(TEXTS, why)
}

/** The answer for a refused workload token. */
export function workloadAnswer(why: Why, finding: Finding): OAuthError {
  return new OAuthError('invalid_client', TEXTS[why], finding, { reason: why })
}
