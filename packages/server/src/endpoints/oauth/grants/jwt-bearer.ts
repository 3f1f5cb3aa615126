import { refused } from '@damson/fhir'
import { clientCredentialsGrant } from './client-credentials.ts'
import { type Grant, refusal } from './grant.ts'

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * RFC 7523 §2.1 for workloads: the token of another issuer is the grant, and was checked when the client was
 * authenticated by it. What is given is what the client itself is given.
 */
export function jwtBearerGrant(...parts: Parameters<typeof clientCredentialsGrant>): Grant {
  const { redeem } = clientCredentialsGrant(...parts)
  return {
    type: JWT_BEARER_GRANT,
    async redeem(tx, request, now) {
      return request.client.workload === undefined
        ? refused(refusal('missing_assertion', 'invalid_request', 'Send the token of the workload as assertion.'))
        : redeem(tx, request, now)
    },
  }
}
