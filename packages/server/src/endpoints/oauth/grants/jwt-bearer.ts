import { refused } from '@damson/fhir'
import { error } from '#base/findings'
import { clientCredentialsGrant } from './client-credentials.ts'
import { type Grant, refusal } from './grant.ts'

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

const MISSING_ASSERTION = refusal(
  'missing_assertion',
  'invalid_request',
  'The assertion is missing: send the workload token as assertion.',
  error('The request has no assertion.', 'Send the workload token as assertion.'),
)

/**
 * RFC 7523 §2.1 for workloads: the other issuer's token is the grant. It was checked when it authenticated the client.
 * The client gets the same tokens as with client_credentials.
 */
export function jwtBearerGrant(...deps: Parameters<typeof clientCredentialsGrant>): Grant {
  const { redeem, redeemTogether } = clientCredentialsGrant(...deps)
  return {
    type: JWT_BEARER_GRANT,
    async redeem(tx, request, now) {
      return request.client.workload === undefined ? refused(MISSING_ASSERTION) : redeem(tx, request, now)
    },
    async redeemTogether(request, now, readyOf) {
      return request.client.workload === undefined ? undefined : redeemTogether(request, now, readyOf)
    },
  }
}
