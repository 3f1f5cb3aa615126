import type { IdentityProvider } from '@damson/fhir'

type Configured = Pick<IdentityProvider, 'clientId' | 'audience'>

/**
 * Whether a token was issued for this server: an id token by its `aud`, an access token by the configured audience, else
 * by the client that it was issued to. Pure.
 */
export function audienceProblem(
  { clientId, audience }: Configured,
  claims: Readonly<Record<string, unknown>>,
  kind: 'id_token' | 'access_token',
): 'wrong_audience' | 'wrong_party' | undefined {
  const ours = [clientId, audience].filter((one) => one !== undefined)
  const audiences = textsOf(claims['aud'])
  const party = claims['azp']
  if (kind === 'id_token') {
    if (!audiences.some((one) => ours.includes(one))) return 'wrong_audience'
    // OpenID Connect Core §3.1.3.7: who else it is for could use it here.
    if (party === undefined ? audiences.length > 1 : !ours.some((one) => one === party)) return 'wrong_party'
    return undefined
  }
  if (audience !== undefined) return audiences.includes(audience) ? undefined : 'wrong_audience'
  if (clientId === undefined) return 'wrong_audience'
  // The first that is there counts: `azp`, `client_id` (RFC 9068, RFC 7662), Okta's `cid`.
  const issuedTo = party ?? claims['client_id'] ?? claims['cid']
  if (issuedTo !== undefined) return issuedTo === clientId ? undefined : 'wrong_party'
  return audiences.includes(clientId) ? undefined : 'wrong_audience'
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((one) => typeof one === 'string')
}
