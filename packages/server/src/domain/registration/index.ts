/**
 * Owns: how people, projects, clients and Bots are created: registering, inviting, proving an address, importing people
 * from another system (table `imported_people`), activation codes of patients (table `activation_codes`), the first administrator. Composes the modules that own the other tables.
 * Does not own: choosing a password (`domain/passwords`), accounts (`domain/users`), memberships. Asked by: the sign-in
 * API, administration, the pages of links in e-mails, the start of the server.
 */
export type { ProfileType } from '#domain/memberships'
export { endAllActivationCodes, forgetActivationCodes } from './activation.store.ts'
export {
  type ActivationRefusal,
  activateInSignIn,
  activateRecord,
  activationGate,
  makeActivationCode,
  type TypedActivation,
  withdrawActivationCodes,
} from './activation.ts'
export { declineLink, peekDecline } from './decline-link.ts'
export type { RegistrationDeps } from './dependencies.ts'
export {
  type AdministratorDraft,
  type AdministratorRefusal,
  awaitsAdministrator,
  becomeAdministrator,
  makeFirstProject,
  peekSetUp,
  setUpGuide,
} from './first-administrator.ts'
export { forgetStrangers } from './forget-strangers.ts'
export {
  type ImportedPerson,
  type ImporterChecks,
  importPerson,
  type PersonDraft,
} from './import-person.ts'
export { type ImportTurn, takeImportTurn } from './import-turn.ts'
export { type InitDraft, initProject } from './init-project.ts'
export { signInOf } from './invitation-route.ts'
export { type InviteDraft, type InviteRefusal, invite, NUMBER_UNUSED } from './invite.ts'
export { type InviteAgainRefusal, inviteAgain } from './invite-again.ts'
export { vouchForNumber } from './invited-number.ts'
export { type ClientDraft, createBot, createClient } from './principals.ts'
export { type ProjectStatus, type StatusRefusal, setProjectStatus } from './project-status.ts'
export {
  type NewUserDraft,
  newPatient,
  newProject,
  newUser,
  type RegistrationByProvider,
  type RegistrationRefusal,
} from './register.ts'
export { type ProjectRegistration, registerProject } from './register-project.ts'
export { type RescopeRefusal, rescopeUser } from './rescope.ts'
export { type FirstAdministrator, makeFirstAdministrator } from './set-up.ts'
export { setSystemSetting } from './system-setting.ts'
export { verifyEmail } from './verify-email.ts'
