/**
 * Owns: the steps of a sign-in: prove a password, choose a membership or a patient, narrow the scope,
 * consent. Each proves one thing,
 * writes it to the login and asks `nextStep`; none knows the next. Two faces show them: the JSON API and the hosted
 * pages. Does not own: the login's table, proofs, limits. Has no table.
 */

export type { PatientChoice, PatientChoices, PatientRefusal } from './patient.ts'
export { isWithin, readScope, type ScopeRefusal, supportedScopes, withoutRefresh } from './scope.ts'
export {
  type Asker,
  type Choice,
  createSignIn,
  type PasswordSignIn,
  type SignIn,
  type SignInRefusal,
  type SignInState,
} from './sign-in.ts'
