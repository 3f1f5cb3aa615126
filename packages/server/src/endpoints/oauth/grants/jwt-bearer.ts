import { refused } from '@damson/fhir'
import { error } from '#base/findings'
import { clientCredentialsGrant } from './client-credentials.ts'
import { type Grant, refusal } from './grant.ts'

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const MISSING_ASSERTION = refusal(
  'missing_assertion',
  'invalid_request',
  'Send the token of the workload as assertion.',
  error('The request has no assertion.', 'Send the token of the workload as assertion.'),
)

/**
 * RFC 7523 §2.1 for workloads: the token of another issuer is the grant, and was checked when the client was
 * authenticated by it. What is given is what the client itself is given.
 */
export function jwtBearerGrant(...deps: Parameters<typeof clientCredentialsGrant>): Grant {
  const { redeem } = clientCredentialsGrant(...deps)
  return {
    type: JWT_BEARER_GRANT,
    async redeem(tx, request, now) {
      return request.client.workload === undefined ? refused(MISSING_ASSERTION) : redeem(tx, request, now)
    },
  }
}
