/**
 * Owns: passkeys (tables `passkeys`, `passkey_accounts`, `passkey_challenges`, `passkey_rp`): making, using, naming and
 * removing them; the host that they are bound to. Does not own: sign-ins that a passkey opens (`domain/signin`), other
 * factors (`domain/factors`). Asked by: sign-in, the hosted pages, the account page.
 */
export type { PasskeyDeps } from './dependencies.ts'
export {
  addPasskey,
  type NewPasskeyOptions,
  type NewPasskeyRefusal,
  newPasskeyOptions,
  type OwnPasskey,
  passkeysOf,
  putPasskey,
  removePasskey,
  renamePasskey,
  type Signal,
  signalOf,
  takeOffer,
  type VerifiedPasskey,
  verifyNewPasskey,
} from './own-passkeys.ts'
export { dropPasskeys, forgetChallenges, forgetPasskeysSince } from './passkeys.store.ts'
export {
  ownUseOptions,
  type PasskeyProblem,
  type ProvenPasskey,
  provePasskey,
  takePasskey,
  tellOfCopy,
  type UseOptions,
  useOptions,
} from './prove-passkey.ts'
export { createPasskeyHost, type PasskeyHost } from './relying-party.ts'
export { PasskeySettings } from './settings.ts'
