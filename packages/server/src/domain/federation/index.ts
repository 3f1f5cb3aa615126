/**
 * Owns: identity providers (tables `providers`, `assertion_keys`, `provider_legs`, `identities`): how each is configured, the round trip to
 * it, and who its people are here. A provider speaks for the project that configured it and no other. Does not own: the
 * steps of a sign-in (`domain/signin`), accounts, what a membership may do.
 * Asked by: sign-in, the endpoints of federation and token exchange, administration, a person's account page.
 */

export type { IdentifyAt, IdentifyParts } from './asked.ts'
export { type AssertionKeys, createAssertionKeys, resealAssertionKeys } from './assertion-keys.ts'
export { bearerIssuerOf, providerOfBearer } from './bearer.ts'
export { createClientSecretBasic } from './client-secret-basic.ts'
export { vouchedByGoogle } from './google.ts'
export type { Identified, IdentifyRefusal } from './identified.ts'
export { createIdentify, type Identify } from './identify.ts'
export { bringIdentity, type ImportedIdentity } from './imported.ts'
export { isIssuedBy, issuerNamedIn } from './issued-by.ts'
export {
  createIssuerTokens,
  type ForeignIssuer,
  type IssuerTokenRefusal,
  type IssuerTokens,
  SKEW_SECONDS,
  type TokenKind,
} from './issuer-tokens.ts'
export { dropLegs, forgetLegs } from './legs.store.ts'
export { callbackOf, createLegs, type FailedLeg, type LegCallback, type ProviderLegs } from './legs.ts'
export { createAsked, identitiesOf, identityGate, linkProven, unlink, unlinkProved } from './links.ts'
export { adoptOperatorProviders, operatorsToEnd, providerChange } from './operators.ts'
export type { ExternalPerson, ProviderFailure, ProviderFailureReason } from './person.ts'
export { type LinkedIdentity, placesByIdentity, placesOfLinked } from './places.ts'
export { createVerifyPresented, type PresentedToken, type VerifyPresented } from './presented.ts'
export { type Once, onceByToken, type Replayed, type Signed, signedOf, takeOnce } from './presented-once.ts'
export { projectOfPerson } from './project-of-person.ts'
export { createProviders, operatorProviders, type Provider, type Providers } from './provider.ts'
export { endSignInsOf, type ProviderEnd, siteGate } from './provider-end.ts'
export { providerGate, providerKeyOf } from './provider-gate.ts'
export { resealProviders } from './secrets.ts'
export { FederationSettings, operatorsOverHttp } from './settings.ts'
export { openTrial, ownerOfProvider, passTrial, sealTrial, wouldBe } from './trial.ts'
