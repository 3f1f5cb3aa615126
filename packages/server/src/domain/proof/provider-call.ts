import type { Clock } from '#base/clock'
import type { Outbound } from '#base/outbound'
import type { IssuerTokens } from '#domain/issuers'
import type { ClientSecretBasic, Provider, ProviderEndpoints, Providers } from '#domain/providers'
import type { Progress } from './checks.ts'

export interface ProviderCallDeps {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly providers: Pick<Providers, 'secretsOf'>
  readonly issuerTokens: IssuerTokens
  readonly clientSecretBasic: ClientSecretBasic
  /** No call to a provider takes longer, whatever the provider does. */
  readonly deadlineMs?: number
}

/** What a call to one provider about one token needs. */
export interface ProviderCall extends ProviderCallDeps {
  readonly provider: Provider
  readonly endpoints: ProviderEndpoints
  /** Of a round trip. */
  readonly progress?: Progress | undefined
}
