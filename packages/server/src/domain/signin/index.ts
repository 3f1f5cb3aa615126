/**
 * Owns: the steps of a sign-in (prove a password or come from a provider, choose a membership or a patient, narrow the
 * scope, consent) and the code at its end. Each step proves one thing, writes it to the login and asks `nextStep`; no
 * step knows the next. Each is a function that takes `SignInDeps` first. Sign-ins without pages go through
 * `unattended.ts`: token exchange, Bearer tokens, providers' buttons, and apps that ask silently. Does not own: the
 * login's table, proofs, limits. Has no table: `person.store.ts` is one query across accounts, memberships, domains and
 * imported passwords. Asked by: the JSON sign-in API and the hosted pages, which show the same steps; the account page;
 * token exchange; `domain/credentials`, for a provider's token as Bearer.
 */

export { openAtAccount, proveAtAccount } from './account.ts'
export { type BearerRefusal, type BearerSignIn, signInByBearer } from './bearer.ts'
export {
  askByMail,
  type MailAsked,
  type MailRefused,
  mailedSignInHere,
  mailedSignInOfLink,
  signInByMail,
} from './by-mail.ts'
export { askByText } from './by-text.ts'
export { takesMessage } from './choices.ts'
export { pickMembership } from './choose.ts'
export { type BoxAct, boxesOf, type ConsentBox, isTickedAtFirst, wasAllowed } from './consent-boxes.ts'
export { allowApp, denyApp, giveUp, issueCode, narrowSignIn, refuseAddress, refuseLaunch } from './decisions.ts'
export type {
  AppRequest,
  Choice,
  FactorRefusal,
  PasskeyRefusal,
  PasswordSignIn,
  Remembered,
  SignInDeps,
  SignInOrigin,
  SignInRefusal,
  SignInState,
} from './dependencies.ts'
export {
  type BegunExternal,
  beginExternal,
  createExternal,
  type ExternalRefusal,
  type ExternalSignIn,
  linkExternal,
  type OwnAccount,
} from './external.ts'
export { type ExternalAccountSignIn, openExternalAtAccount } from './external-account.ts'
export {
  enrollEmail,
  enrollTotp,
  type FactorOrigin,
  mailFactorCode,
  messageOnlyCode,
  passkeyFactorOptions,
  proveFactor,
  provePasskeyFactor,
  shownSecret,
} from './factors.ts'
export { chooseNewPassword } from './new-password.ts'
export { tellOfAccountBrowser } from './new-place.ts'
export { askFactorNumber, enrollNumber, mayAddNumber, shownNumber, textFactorCode } from './numbers.ts'
export { acceptRole, declineRole, offerNeedsProof } from './offer.ts'
export { checkOwnNumber, shownOwnNumber, textOwnNumber } from './own-number.ts'
export { proveOwnPassword } from './own-password.ts'
export { provePasskeyAtAccount, signInByPasskey } from './passkey.ts'
export { type BegunPassword, endedEvent, provePassword } from './password.ts'
export { choosePatient, findPatients, type PatientChoice, type PatientChoices, type PatientRefusal } from './patient.ts'
export { rememberThisBrowser } from './remembered.ts'
export { resumeSignIn } from './resume.ts'
export { isWithin, readScope, withoutRefresh } from './scope.ts'
export type { ScopeRefusal } from './scope-refusals.ts'
export { noIdToken, showScope } from './shown-scope.ts'
export { signInRuleGate } from './sign-in-rule-gate.ts'
export { readState } from './state.ts'
export { type GranteeKind, supportedScopes } from './supported-scopes.ts'
export { acceptProjectTerms } from './terms.ts'
export { countAnswer, stayLonger, type TimeLeft, timeLeft } from './time-left.ts'
export {
  beginByToken,
  type CodeRefusal,
  codeByToken,
  codeUnasked,
  type LeftToAsk,
  leftToAsk,
  proveByToken,
  type TokenRefusal,
  type TokenSignIn,
  type Unasked,
} from './unattended.ts'
export { needsMailedCode, provesWeakPassword } from './weak-password.ts'
