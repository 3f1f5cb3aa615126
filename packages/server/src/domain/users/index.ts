/**
 * Owns: people's accounts, the links sent to them by e-mail, and the numbers of people without an address (tables `users`,
 * `one_time_links`, `sign_in_numbers`). Only a proven address
 * is taken: unproven accounts are never linked, invited or found. `accounts` joins `imported_passwords`, `openedOtherwise` also
 * reads tables of factors, passkeys and identities, and `forgetUnproven` is a gate that reads those of memberships, identities,
 * imports and logins. Does not own:
 * passwords (`domain/passwords`, hashed by `domain/factors`), memberships. Asked by: sign-in, passwords, registration,
 * identities.
 */
export { domainInLetters, domainOfEmail, normaliseDomain } from './email-domain.ts'
export {
  type LinkKind,
  type LinkRefusal,
  linkSeconds,
  makeLink,
  type OpenedLink,
  openLink,
  peekLink,
} from './links.ts'
export {
  holderOf,
  type NumberHolder,
  type NumberInProject,
  numberOf,
  provenNumberOf,
  putNumber,
  renewNumber,
  resealNumbers,
  signsInBy,
  useNumber,
} from './numbers.ts'
export { userGate } from './user-gate.ts'
export {
  accountColumns,
  accounts,
  deleteLinksOf,
  forgetResets,
  forgetUnproven,
  freezeUser,
  holdUser,
  isVouched,
  lockAddress,
  moveUser,
  noteLanguage,
  openedOtherwise,
  provenHolder,
  thawUser,
  type UserRow,
  useAllLinks,
  useLinksOf,
  userByEmail,
  userById,
  vouchForAddress,
} from './users.store.ts'
export { createUser, isEmail, mailboxOf, normaliseEmail, proveAddress, putEmail, type UserDraft } from './users.ts'
