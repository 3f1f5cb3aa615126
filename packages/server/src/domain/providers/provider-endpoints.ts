import { accepted, type Result, refused } from '@damson/fhir'
import type { IssuerTokens } from '#domain/issuers'
import { failure, type ProviderFailure } from './failure.ts'
import type { Provider } from './provider.ts'

/** A provider's endpoints: as configured, else as its metadata says. */
export interface ProviderEndpoints {
  readonly issuer: string
  readonly jwksUrl: string | undefined
  readonly userInfoUrl: string | undefined
  /** Only from the provider's metadata. */
  readonly introspectionUrl: string | undefined
  readonly endSessionUrl: string | undefined
  /** Where a browser is sent, and where its code is redeemed. */
  readonly authorizeUrl: string | undefined
  readonly tokenUrl: string | undefined
  /** It names itself in its authorization responses (RFC 9207). */
  readonly namesItself: boolean
}

/** Reads metadata if discovery is configured, or if an endpoint that is needed is not. */
export async function endpointsOf(
  issuerTokens: IssuerTokens,
  { project, issuer, settings }: Pick<Provider, 'project' | 'issuer' | 'settings'>,
  use: 'keys' | 'round-trip' = 'keys',
): Promise<Result<ProviderEndpoints, ProviderFailure>> {
  const { discoveryUrl, jwksUrl, userInfoUrl, authorizeUrl, tokenUrl } = settings
  const isWhole = jwksUrl !== undefined && (use === 'keys' || (authorizeUrl !== undefined && tokenUrl !== undefined))
  if (discoveryUrl === undefined && issuer !== undefined && isWhole)
    return accepted({
      issuer,
      jwksUrl,
      userInfoUrl,
      introspectionUrl: undefined,
      endSessionUrl: undefined,
      authorizeUrl,
      tokenUrl,
      namesItself: false,
    })
  if (discoveryUrl === undefined && issuer === undefined)
    return refused(
      failure(
        'misconfigured',
        'no_issuer',
        'The provider has neither issuer nor discoveryUrl: its tokens cannot be checked.',
      ),
    )
  const found = await issuerTokens.metadata({
    project,
    ...(issuer !== undefined && { issuer }),
    ...(discoveryUrl !== undefined && { discoveryUrl }),
  })
  if (!found.ok)
    return refused(
      failure('unavailable', 'discovery_failed', `The provider’s metadata is not available: ${found.refusal.cause}.`),
    )
  const { value } = found
  return accepted({
    issuer: value.issuer,
    jwksUrl: jwksUrl ?? value.jwksUrl,
    userInfoUrl: userInfoUrl ?? value.userInfoUrl,
    introspectionUrl: value.introspectionUrl,
    endSessionUrl: value.endSessionUrl,
    authorizeUrl: authorizeUrl ?? value.authorizeUrl,
    tokenUrl: tokenUrl ?? value.tokenUrl,
    namesItself: value.namesItself,
  })
}
