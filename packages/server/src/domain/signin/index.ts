/**
 * Owns: the steps of a sign-in: prove a password, choose a membership or a patient, narrow the scope,
 * consent. Each proves one thing,
 * writes it to the login and asks `nextStep`; none knows the next. Two faces show them: the JSON API and the hosted
 * pages. Does not own: the login's table, proofs, limits. Has no table: `person.store.ts` is one look that spans accounts,
 * memberships, domains and imported passwords.
 */

export type { BearerRefusal, BearerSignIn } from './bearer.ts'
export type { BegunExternal, ExternalRefusal, ExternalSignIn, OwnAccount } from './external.ts'
export type { Asker, Choice, PasswordSignIn, Remembered, SignInRefusal, SignInState } from './parts.ts'
export type { PatientChoice, PatientChoices, PatientRefusal } from './patient.ts'
export { isWithin, readScope, withoutRefresh } from './scope.ts'
export type { ScopeRefusal } from './scope-refusals.ts'
export { noIdToken, showScope } from './shown-scope.ts'
export { createSignIn, type SignIn } from './sign-in.ts'
export { type ScopeAsker, supportedScopes } from './supported-scopes.ts'
export { type TimeLeft, timeLeft } from './time-left.ts'
