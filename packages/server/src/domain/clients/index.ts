/**
 * Owns: OAuth clients (tables `clients`, `client_secrets`, `client_assertions`, `client_uses`): the rules for a
 * ClientApplication, its secrets, when it was last used, its keys and where they are fetched from, its exact redirect URIs. Does not own: what a client may do
 * (`domain/access`), its limits (`domain/throttle`). An atomic gate of sign-in with a provider's credential spans
 * `client_assertions`: `takeAssertion`. Asked by: the OAuth endpoints, the sign-in API, Basic on FHIR.
 */
export { forgetAssertions, takeAssertion } from './assertions.store.ts'
export {
  asHeld,
  type Client,
  type ClientDirectory,
  createClientDirectory,
  findClient,
  lifetimeSeconds,
  stillProves,
} from './client.ts'
export { authMethodOf, clientGate, kindOf } from './client-gate.ts'
export { type ClientKeys, createClientKeys, type KeysUnavailable, type Wanted } from './client-keys.ts'
export {
  clientOfSecret,
  clientsThatBegin,
  dropSecrets,
  heldClientRow,
  limitedClients,
} from './clients.store.ts'
export {
  CONSOLE_CLIENT,
  CONSOLE_NAME,
  clientIdOnWire,
  consoleAddress,
  isConsole,
  projectAskedBy,
  STORED_CONSOLE,
  storedClientId,
} from './console-client.ts'
export { DEVICE_GRANT, isForScreens } from './device-grant.ts'
export { initiateLoginAt } from './initiate-login.ts'
export { ASSERTION_ALGORITHMS, type AssertionAlgorithm, type ClientKey, readKeySet } from './key-set.ts'
export { isCallable, matchPostLogoutUri } from './logout-uris.ts'
export {
  matchRedirectUri,
  OTHER_SCREEN,
  type RegisteredRedirectUri,
  redirectUriProblem,
  redirectUrisOf,
} from './redirect-uri.ts'
export {
  dropRetiringSecret,
  firstSecret,
  makeSecret,
  replaceLostSecret,
  retireSecret,
  rightSecret,
  rotateSecret,
} from './secrets.ts'
export { type SignInRule, signInRuleOf } from './sign-in-rule.ts'
export { type Unprovable, unprovable } from './unprovable.ts'
export { type ClientUse, createClientUse, type KnownUse, usesOf } from './uses.ts'
export { matchesSubject } from './workload-subject.ts'
export type { Workload } from './workloads.ts'
