/**
 * Owns: proofs of a person: the password, hashed here or by the system that the person came from, and the second factors
 * with their tables (`factors`, `recovery_keys`, `recovery_codes`, `mailed_codes`): authenticator apps, recovery codes,
 * codes by e-mail and text message; and e-mails that sign in by themselves (`mailed_sign_ins`);
 * browsers that are not asked for a while (`remembered_browsers`, which triggers empty when a credential changes). Compares and uses up; opens no login. Does not own: which password may be chosen (`domain/passwords`),
 * which factor a sign-in needs (`domain/logins`), attempts (`domain/throttle`), accounts (`domain/users`). Asked by:
 * sign-in, registration, `domain/passwords`, `domain/enrolment`.
 */

export type { FactorQuestion } from './factor-question.ts'
export {
  deleteFactor,
  deleteFactorsSince,
  dropFactors,
  type FactorRow,
  factorsOf,
  forgetMailedCodes,
  forgetShownSecrets,
  lockFactors,
  openMailedCode,
  recoveryCodesLeft,
  renameFactor,
} from './factors.store.ts'
export { type HashInParts, type HashRefusal, type ImportedHash, readImportedHash } from './imported-hash.ts'
export type { ImportedSlot, Wrapped } from './imported-hashing.ts'
export type { FullLane } from './lanes.ts'
export { dropMailedSignIns, forgetMailedSignIns } from './mailed-sign-ins.store.ts'
export {
  type AskedByMail,
  findByMailedLink,
  findMailedSignIn,
  type MailedProof,
  type MailedSignIn,
  makeMailedSignIn,
  takeMailedSignIn,
} from './mailed-sign-ins.ts'
export {
  addNumberFactor,
  makeMailedCode,
  makeNumberCode,
  makeSignInNumberCode,
  makeTextedCode,
  type OwnNumber,
  openNumber,
  ownNumber,
  takeMailedCode,
  takeSignInNumberCode,
} from './message-codes.ts'
export {
  createPasswords,
  type HashCost,
  LONGEST_PASSWORD,
  type PasswordHash,
  type Passwords,
  passwordLength,
} from './password.ts'
export { forgetRecoveryCodes, forgetRecoveryCodesSince, makeRecoveryCodes } from './recovery-codes.ts'
export {
  forgetAllRemembered,
  forgetBrowser,
  forgetRememberedBrowsers,
  isRemembered,
  type RememberedBrowser,
  rememberBrowser,
  rememberedBrowsersOf,
} from './remembered-browsers.store.ts'
export {
  addEmailFactor,
  type CodeFactor,
  confirmTotp,
  type ProvenFactor,
  resealFactors,
  shownTotpSecret,
  takeCode,
} from './second-factors.ts'
export { totpUri } from './totp.ts'
export { CODE_ALPHABET, readTypedText, spacedCode } from './typed-code.ts'
