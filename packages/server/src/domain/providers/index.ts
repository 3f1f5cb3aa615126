/**
 * Owns: identity providers (tables `providers` and `assertion_keys`): how each one is configured, its secrets, the gates
 * that check and store its configuration and who names it, what it takes along when it is moved, the sign-ins that end with
 * it, and the client that this server is to it. A provider speaks only for the project that configured it. Does not own:
 * checking tokens (`domain/issuers`), the round trip and what it proves (`domain/proof`), who a person is here
 * (`domain/identities`). Asked by: `domain/proof`, `domain/identities`, `domain/email-domains`, every step of a sign-in,
 * administration.
 */
export { type AssertionKeys, createAssertionKeys, resealAssertionKeys } from './assertion-keys.ts'
export { type ClientSecretBasic, createClientSecretBasic } from './client-secret-basic.ts'
export { failure, type ProviderFailure, type ProviderFailureReason } from './failure.ts'
export { markOf, type ProviderMark } from './mark.ts'
export { carryOver, providerAsMoved } from './move.ts'
export { adoptOperatorProviders, operatorsToEnd, providerChange } from './operators.ts'
export { isIssuedBy, type Provider } from './provider.ts'
export { clientOf, OutboundFault, type ProviderClient, type ProviderClientDeps } from './provider-client.ts'
export { endSignInsOf, type ProviderEnd, siteGate } from './provider-end.ts'
export { endpointsOf, type ProviderEndpoints } from './provider-endpoints.ts'
export { providerGate } from './provider-gate.ts'
export {
  keyOfOwner,
  ownerOfProvider,
  type ProviderKey,
  providersOfClient,
  readProviderKey,
  writeProviderKey,
} from './provider-key.ts'
export { identitySourceOf } from './provider-problem.ts'
export { clientProvidersGate, holdNamedProvider, namedProviderGate } from './provider-references.ts'
export { providerToMove } from './providers.store.ts'
export { createProviders, everyProviderOf, operatorProviders, type Providers } from './providers.ts'
export { resealProviders } from './secrets.ts'
export { FederationSettings, operatorsOverHttp } from './settings.ts'
export { isSwitchedOff, isTested, passTrial } from './tested.ts'
