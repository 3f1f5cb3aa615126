import type { IdentityProvider } from '@damson/fhir'
import type { ProviderEndpoints } from '#domain/providers'

type Configured = Pick<IdentityProvider, 'clientId' | 'audience'>

/**
 * Whether a token was issued for this server. An id token says so by `aud`. An access token says so by the configured
 * audience, else by the client that it was issued to, unless it is for another API only. Pure.
 */
export function audienceProblem(
  { clientId, audience }: Configured,
  { issuer, userInfoUrl }: Pick<ProviderEndpoints, 'issuer' | 'userInfoUrl'>,
  claims: Readonly<Record<string, unknown>>,
  kind: 'id_token' | 'access_token',
): 'wrong_audience' | 'wrong_party' | 'other_api' | undefined {
  const ours = [clientId, audience].filter((one) => one !== undefined)
  const audiences = textsOf(claims['aud'])
  const party = claims['azp']
  if (kind === 'id_token') {
    if (!audiences.some((one) => ours.includes(one))) return 'wrong_audience'
    // OpenID Connect Core §3.1.3.7: another audience could use it here.
    if (party === undefined ? audiences.length > 1 : !ours.some((one) => one === party)) return 'wrong_party'
    return undefined
  }
  if (audience !== undefined) return audiences.includes(audience) ? undefined : 'wrong_audience'
  if (clientId === undefined) return 'wrong_audience'
  // The first one present counts: `azp`, `client_id` (RFC 9068, RFC 7662), Okta's `cid`.
  const issuedTo = party ?? claims['client_id'] ?? claims['cid']
  if (issuedTo !== undefined && issuedTo !== clientId) return 'wrong_party'
  if (issuedTo === undefined && !audiences.includes(clientId)) return 'wrong_audience'
  const isForOthers = !audiences.every((one) => one === clientId || one === issuer || one === userInfoUrl)
  if (issuedTo === undefined) return isForOthers ? 'wrong_party' : undefined
  // An API that the app calls receives such tokens too, and could sign in here as any of its users.
  const isOfProvider = audiences.some((one) => one === clientId || one === issuer || one === userInfoUrl)
  return claims['aud'] === undefined || isOfProvider ? undefined : 'other_api'
}

function textsOf(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((one) => typeof one === 'string')
}
