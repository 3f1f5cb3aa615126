/**
 * Owns: what people do with their account as a whole: the export of what it holds, and its deletion after a waiting time
 * (table `account_deletions`). The medical record and the audit belong to the organisations and stay. Does not own: the
 * parts of an account (`domain/users`, `domain/factors`, `domain/passkeys`, `domain/identities`, `domain/memberships`).
 * Asked by: the account page, `/auth/account`, changes of address that are undone, the upkeep.
 */
export { accountExport } from './account-export.ts'
export { createAccountDeletions } from './delete.ts'
export {
  askForDeletion,
  cancelDeletion,
  DELETION_SECONDS,
  type DeletionRefusal,
  deletionDue,
  keepAccount,
  projectsThatHold,
  projectsThatKeep,
} from './deletion.ts'
export { postponeDeletions } from './deletions.store.ts'
export type { OwnAccountDeps } from './dependencies.ts'
