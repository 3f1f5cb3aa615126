/**
 * Owns: projects, the tenants (table `projects`), the addresses at which this server is an issuer, the exact origins from
 * which browsers may call (table `origins`, registered by projects and clients), and the look of a project's pages. Does
 * not own: members. Asked by: sign-in, CORS, administration, and everything that is bound to its issuer.
 */

export { takesActivationCodes } from './activation-setting.ts'
export { botCheckOf } from './bot-check-setting.ts'
export {
  type BotCeilings,
  botCeilings,
  botLimitRange,
  operatorLimits,
  SYSTEM_BOT_LIMITS,
} from './bot-limit-settings.ts'
export { brandOf } from './brand-setting.ts'
export { connectsDevices, signsInOnScreens } from './device-setting.ts'
export {
  asksAdministratorsAnew,
  asksApprovalOfMachines,
  DEMANDING_SETTINGS,
  demandsOfRole,
  type FactorMethod,
  factorSettings,
  MACHINES_ASK,
  rememberDaysOf,
  signInCountriesOf,
  smsCountriesOf,
} from './factor-settings.ts'
export { createIssuers, type Issuer, type Issuers, isOfIssuer } from './issuer.ts'
export { isSharedStation, limitSeconds, MOST_POINTS, requestQuotas, SYSTEM_LIMITS } from './limit-settings.ts'
export { isOrigin } from './origin.ts'
export { originSetter, type RegisteredOrigins, registeredOrigins } from './origins.ts'
export { CODE_FOR_PATIENTS, mailSignInOf, newBrowserCodeOf, textSignInOf } from './profile-type-settings.ts'
export {
  defaultPolicyOf,
  INACTIVE_PROJECT,
  mayRegisterPatients,
  mayRegisterSelf,
  type ProjectRow,
  projectOf,
  readProject,
  SYSTEM_PROJECT,
} from './project.ts'
export { projectGate } from './project-gate.ts'
export {
  holdProject,
  type ListedProject,
  listedProjects,
  makeSuperAdmin,
  projectsInDeveloperMode,
} from './projects.store.ts'
export { type Disclosure, recordAccessOf } from './record-access-setting.ts'
export type { BrowserOrigin, RequestOrigin } from './request-origin.ts'
export {
  accentColors,
  accentOf,
  accentSheet,
  type Logo,
  logoOf,
  looksVersion,
  pictureProblem,
  signInFormProblem,
} from './sign-in-form.ts'
export { type Terms, termsOf } from './terms-setting.ts'
