/**
 * Owns: how people add, prove and remove second factors, with the limits, the audit and the e-mails that belong to it;
 * and what the places that can demand one say of a person. Has no table. Does not own: comparing codes (`domain/factors`),
 * the rule itself and the steps of a sign-in (`domain/logins`, `domain/signin`). Asked by: the steps of a sign-in, the
 * account page, `/auth/mfa`, administration.
 */
export { type CodeRefusal, checkCode, eventOf, type MailRefusal, mailCode, withinLimits } from './codes.ts'
export { type DemandPlaces, demandOf, demandsDevice, demandsOfPerson, withRole } from './demands.ts'
export type { EnrolmentDeps, FactorAct } from './dependencies.ts'
export {
  addNumber,
  askNumber,
  messageCode,
  type NumberRefusal,
  smsCountries,
  type TextRefusal,
  textCode,
} from './numbers.ts'
export {
  addTotp,
  allowEmail,
  factorsRemoved,
  forgetFactorsSince,
  forgetOwnBrowser,
  type OwnFactors,
  ownFactors,
  ownLanguage,
  removeFactor,
  renameOwnFactor,
  renewRecoveryCodes,
  type ShownSecret,
  showOnUser,
  showTotp,
} from './own-factors.ts'
export { checkPasskey, type PasskeyProof, type PasskeyProofRefusal } from './passkey-proof.ts'
