/**
 * Owns: the login, the tree that everything else belongs to (tables `login_roots`, `logins`, `external_bearers`,
 * `presented_tokens`, `chosen_roles`), and the one `nextStep` of the sign-in. The root is also how a browser knows its sign-in. Does not
 * own: proofs (`domain/factors`), tokens (`domain/tokens`). Two atomic gates on `logins` live in `domain/tokens`:
 * spending a code and rotating a refresh token. Asked by: the sign-in API, the hosted pages, the token endpoint, access.
 * `findStanding` is one query across accounts, memberships, identities and projects.
 */

export { limitsOfLogin, touchLogin, useRootInProject } from './activity.store.ts'
export { type Activity, createActivity, type LoginUse } from './activity.ts'
export { clientAskedLast } from './asked-by.store.ts'
export {
  AAL1,
  AAL2,
  ACR_VALUES,
  type Assurance,
  assuranceOf,
  COMPLIANT_DEVICE,
  isByMessage,
  UNDATED,
} from './assurance.ts'
export { type BearerLogin, bearerLogin, forgetBearers, grantToBearer, lockBearer } from './bearers.store.ts'
export {
  forgetChosenRoles,
  forgetRole,
  type RolePlace,
  rememberedRole,
  rememberRole,
  rolesOfBrowser,
} from './chosen-roles.store.ts'
export { loginsEnded } from './ended.ts'
export {
  type Ended,
  endAppOfRoot,
  endLogin,
  endLoginsOfApp,
  endLoginsOfIdentity,
  endLoginsOfMembership,
  endLoginsOfProvider,
  endLoginsOfProviderAt,
  endLoginsOfUser,
  endLoginsOtherwise,
  endPendingOfClient,
  endRoot,
  endRootOfUser,
  findSession,
  providerOfRoot,
  resealOrigins,
  type Session,
  sessionsOfUser,
} from './ending.ts'
export {
  type OwnedFactors,
  type ProofAtHand,
  type ProofNeeded,
  passesGuard,
  proofNeeded,
  STEP_UP_SECONDS,
} from './factor-change.ts'
export {
  type FactorDemand,
  type FactorDemandOf,
  type FactorNeed,
  factorDemand,
  factorNeed,
  meetsDemand,
  REMEMBERED,
} from './factor-demand.ts'
export { providerKeysInUse, rekeyProvider } from './identity-logins.store.ts'
export { limitsOf, strictest } from './limits.ts'
export { type OwnSignIn, signInsOfUser } from './login-list.ts'
export { createLoginSweep, type LoginSweep } from './login-sweep.ts'
export {
  type AppRow,
  appsOf,
  childrenOf,
  insertMachineLogin,
  isLimited,
  type LoginRow,
  loginById,
  loginsOfApp,
  type MachineLogin,
  markConsented,
  narrowScope,
  revokeAllLogins,
  rootsOfApp,
  setPatient,
} from './logins.store.ts'
export { createIssueTogether, type IssueTogether } from './machine-logins.ts'
export type { SignInPosition } from './member-sign-ins.store.ts'
export { membershipsSignedOut } from './member-sign-ins.store.ts'
export {
  endLoginOfMember,
  endSignInsOfMember,
  type MemberSignIn,
  type SignedIn,
  type SignInsAmong,
  signInsOfMember,
  signInsOfPeople,
} from './member-sign-ins.ts'
export { membershipLoginGate } from './membership-gate.ts'
export { type Demands, nextStep, type Step } from './next-step.ts'
export {
  type AskedLevel,
  addLogin,
  type BeginSignIn,
  type BegunSignIn,
  beginSignIn,
  type ChildDraft,
  chooseMembership,
  findStanding,
  findStandingHeld,
  type PendingLogin,
  type Standing,
  setCode,
  setOnlyMembership,
} from './open-login.ts'
export { putOffEnd } from './pending.store.ts'
export {
  forgetPresentedTokens,
  joinBearer,
  keepPresented,
  type PresentedLogin,
  presentedLogins,
} from './presented-tokens.store.ts'
export { markRemembered } from './remembered.store.ts'
export {
  addFactor,
  addFactorToRoot,
  holdLogin,
  proofOfRoot,
  type RootLimitsRow,
  signedInHere,
  touchRoot,
} from './roots.store.ts'
export {
  type BrowserRoot,
  findBrowserRoots,
  type OpenedRoot,
  openRoot,
  type Proof,
  renewHandle,
  useRoot,
} from './roots.ts'
export { LoginSettings } from './settings.ts'
export { browserOfPerson, type MembershipDemands, personDemands } from './standing.store.ts'
