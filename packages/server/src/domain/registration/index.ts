/**
 * Owns: how people, projects, clients and Bots come into being: registering, inviting, setting a password through a
 * mailed link, being brought from another system, the first administrator. Composes the modules that own the tables; has
 * one of its own, `imported_people`. Asked by: the sign-in API, administration, the pages of mailed links, the start of the
 * server.
 */

export type { ProfileType } from '#domain/memberships'
export { belongsTo } from './belonging.ts'
export { forgetStrangers } from './forget-strangers.ts'
export {
  type ImportedPerson,
  type ImporterChecks,
  importPerson,
  type PersonDraft,
} from './import-person.ts'
export { type ImportTurn, takeImportTurn } from './import-turn.ts'
export { type InitDraft, initProject } from './init-project.ts'
export { type InviteDraft, type InviteRefusal, invite } from './invite.ts'
export { type InviteAgainRefusal, inviteAgain } from './invite-again.ts'
export { createLetters, type Letters } from './letters.ts'
export type { RegistrationParts } from './parts.ts'
export {
  changePassword,
  type PasswordRefusal,
  requestReset,
  resetByAdmin,
  setPassword,
  verifyEmail,
} from './passwords.ts'
export { type ClientDraft, createBot, createClient } from './principals.ts'
export {
  type NewUserDraft,
  newPatient,
  newProject,
  newUser,
  type RegistrationByProvider,
  type RegistrationRefusal,
} from './register.ts'
export { type FirstAdministrator, makeFirstAdministrator } from './set-up.ts'
