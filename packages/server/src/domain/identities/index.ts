/**
 * Owns: who a provider's person is here (table `identities`): identifying, linking, unlinking, trying a provider without
 * signing in, and the move of a provider out of a client or domain into a resource of its own. Nobody is linked on a provider's word alone who has more here than a membership in its project.
 * Does not own: what a provider proves (`domain/proof`), accounts (`domain/users`), memberships, the steps of a sign-in
 * (`domain/signin`). `heldAccount`, `projectsOfPerson`, `projectsLinkedBy` and `providersOfBrowser` read tables of
 * `domain/users`, `domain/memberships`, `domain/projects`, `domain/factors`, `domain/passkeys` and `domain/logins`, too.
 * Asked by: sign-in, token exchange, administration, a person's account page, imports.
 */

export type { IdentifiedPerson, IdentifyRefusal } from './identified-person.ts'
export { createIdentify, type Identify } from './identify.ts'
export {
  projectsLinkedBy,
  projectsOfLinks,
  providersOfBrowser,
  type UsedProviderRow,
} from './identities.store.ts'
export { IDENTITY_CHECKS, type IdentifyAt, type IdentifyDeps, type IdentityCheck } from './identity-question.ts'
export { bringIdentity, type ImportedIdentity } from './imported.ts'
export { createOnRequest, identitiesOf, identityGate, linkProven, unlink, unlinkProved, unlinkSince } from './links.ts'
export { membershipsByIdentity, membershipsOfLinked } from './memberships-by-identity.ts'
export { moveProvider, namingMoved, type ProviderOwner } from './move-provider.ts'
export { projectOfPerson } from './project-of-person.ts'
export { openTrial, sealTrial, type WouldBe, wouldBe } from './trial.ts'
