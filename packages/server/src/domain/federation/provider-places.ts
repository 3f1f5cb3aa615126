import { accepted, type Result, refused } from '@damson/fhir'
import type { IssuerTokens } from './issuer-tokens.ts'
import type { ProviderFailure } from './person.ts'
import { failure } from './presented-failure.ts'
import type { Provider } from './provider.ts'

/** Where a provider is asked, as it is configured, else as it says itself. */
export interface Places {
  readonly issuer: string
  readonly jwksUrl: string | undefined
  readonly userInfoUrl: string | undefined
  /** Told by the provider's metadata alone. */
  readonly introspectionUrl: string | undefined
}

/** Metadata is read where discovery is configured, or the keys are told nowhere else. */
export async function placesOf(
  issuerTokens: IssuerTokens,
  { issuer, settings }: Pick<Provider, 'issuer' | 'settings'>,
): Promise<Result<Places, ProviderFailure>> {
  const { discoveryUrl, jwksUrl, userInfoUrl } = settings
  if (discoveryUrl === undefined && issuer !== undefined && jwksUrl !== undefined)
    return accepted({ issuer, jwksUrl, userInfoUrl, introspectionUrl: undefined })
  if (discoveryUrl === undefined && issuer === undefined)
    return refused(
      failure(
        'misconfigured',
        'no_issuer',
        'The provider has neither issuer nor discoveryUrl: its tokens cannot be checked.',
      ),
    )
  const found = await issuerTokens.metadata({
    ...(issuer !== undefined && { issuer }),
    ...(discoveryUrl !== undefined && { discoveryUrl }),
  })
  if (!found.ok)
    return refused(
      failure('unavailable', 'discovery_failed', `The provider’s metadata cannot be had: ${found.refusal.cause}.`),
    )
  const { value } = found
  return accepted({
    issuer: value.issuer,
    jwksUrl: jwksUrl ?? value.jwksUrl,
    userInfoUrl: userInfoUrl ?? value.userInfoUrl,
    introspectionUrl: value.introspectionUrl,
  })
}
