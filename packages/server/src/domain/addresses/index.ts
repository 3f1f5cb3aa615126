/**
 * Owns: from where a request may come. The rules (`ipAccessRule`) of policies, clients and projects, kept beside their
 * resources (table `address_rules`) so that a project's are read at once, and cached until an invalidation; and which of
 * them apply to a caller. Does not own: what a rule means (`@damson/access`), or what follows a refusal. Asked by:
 * `domain/access` for each grantee and each sign-in, and the OAuth endpoints for clients.
 */

export {
  type AddressBook,
  type AddressList,
  closedBy,
  createAddressBook,
  listsOf,
  type ProjectRules,
} from './address-book.ts'
export { addressGate, withChange } from './address-gate.ts'
export { keepsNothing } from './no-persist.ts'
