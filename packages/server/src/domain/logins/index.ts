/**
 * Owns: the login, the tree that everything hangs on (tables `login_roots`, `logins`), and the sign-in's one rule,
 * `nextStep`. Does not own: proofs (`domain/factors`), tokens (`domain/tokens`). An atomic gate of tokens spans
 * `logins`: spending a code and turning a refresh token live in `domain/tokens`. Asked by: the sign-in API, the hosted
 * pages, the token endpoint, access.
 */

export {
  endLogin,
  endLoginsOfMembership,
  endLoginsOfUser,
  endRoot,
  findSession,
  forgetLogins,
  loginsEnded,
  resealPlaces,
  type Session,
  sessionsOfUser,
} from './ending.ts'
export {
  insertMachineLogin,
  type LoginRow,
  loginById,
  loginsOfApp,
  markConsented,
  narrowScope,
  revokeAllLogins,
  setPatient,
} from './logins.store.ts'
export { type Demands, nextStep, type Step } from './next-step.ts'
export { LoginSettings } from './settings.ts'
export {
  type BeginSignIn,
  beginSignIn,
  chooseMembership,
  findPending,
  type PendingLogin,
  setCode,
} from './sign-in.ts'
