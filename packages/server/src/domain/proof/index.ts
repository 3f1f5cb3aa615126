/**
 * Owns: what a provider proves: the round trip of a browser to it (table `provider_legs`), the token that an app or a
 * machine presents, the verified claims of either, and the person in them. A token that signs in once is noted in
 * `client_assertions`, beside the assertions of clients. Does not own: the provider's configuration (`domain/providers`),
 * signatures and keys (`domain/issuers`), who the person is here (`domain/identities`). Asked by: the steps of a sign-in,
 * token exchange, Bearer tokens of other issuers, the pages of a round trip.
 */
export { bearerIssuerOf, providerOfBearer } from './bearer.ts'
export { CHECKS, type Check, type Reached } from './checks.ts'
export { type ByClaims, decideByClaims, fhirUserIn } from './claims.ts'
export type { ExternalPerson } from './person.ts'
export { dropRoundTrips, forgetRoundTrips } from './round-trips.store.ts'
export {
  callbackOf,
  createRoundTrips,
  type FailedRoundTrip,
  type FinishedRoundTrip,
  keyOfCallback,
  type ProviderCallback,
  type RoundTrips,
} from './round-trips.ts'
export { type Once, onceByToken, type Replayed, type Signed, signedOf, takeOnce } from './token-replay.ts'
export { createVerifyToken, type PresentedToken, type VerifyToken } from './verify-token.ts'
export { vouchedByGoogle } from './vouched-by-google.ts'
