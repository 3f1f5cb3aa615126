/**
 * Owns: recovering an account whose second factors are lost (tables `recoveries`, `recovery_links`): the proofs, the
 * waiting time, the notices, what stops it, and its end. Its gates also read the tables of `domain/factors`,
 * `domain/passkeys`, `domain/memberships`, `domain/email-changes` and `domain/resources`. Does not own: factors and their comparison, passwords and
 * their reset, who administers what. Asked by: the hosted pages, administration, the command on the host, upkeep.
 * Threats: `THREATS.md`.
 */
export {
  type AdministratorsRefusal,
  cancelByAdministrator,
  confirmByAdministrator,
  findRecovery,
  type RecoveringAdministrator,
  shortenByAdministrator,
  startRecovery,
} from './by-administrator.ts'
export { completeWithApp, completeWithPasskey, newFactor, newPasskeyFactor } from './complete.ts'
export type { RecoveryDeps, RecoveryOrigin } from './dependencies.ts'
export {
  askForRecovery,
  followRecoveryLink,
  type MadeLink,
  makeRecoveryLink,
  peekRecoveryLink,
  urlOfLink,
} from './links.ts'
export { type OwnRecovery, proveOldFactor } from './own-proof.ts'
export {
  endAllRecoveries,
  forgetRecoveries,
  type ProofKind,
  type RecoveryRow,
  recoveriesOfProject,
  recoveryOfBrowser,
} from './recovery.store.ts'
export { forgetRecoveryLinks, serverAdministrator } from './recovery-links.store.ts'
export { peekStop, stopRecovery } from './stop.ts'
export { tendRecoveries } from './tend.ts'
