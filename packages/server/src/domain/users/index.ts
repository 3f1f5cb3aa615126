/**
 * Owns: people's accounts and the links mailed to them (tables `users`, `one_time_links`, `imported_passwords`). An
 * address is taken only when proven: unproven accounts are never linked, invited into or found. `forgetUnproven` is a gate
 * over tables of memberships, identities, imports and logins, too. Does not own: passwords'
 * hashing (`domain/factors`), memberships. Asked by: sign-in, registration, invitation.
 */

export { domainInLetters, domainOfEmail, normaliseDomain } from './email-domain.ts'
export { type LinkKind, type LinkRefusal, makeLink, type OpenedLink, openLink, peekLink } from './links.ts'
export { bringPassword, keptPassword, MOST_SCHEMES, mayBring, schemesBrought } from './passwords.ts'
export { userGate } from './user-gate.ts'
export {
  accountColumns,
  accounts,
  deleteLinksOf,
  forgetResets,
  forgetUnproven,
  holdUser,
  lockAddress,
  provenHolder,
  putPassword,
  renewPassword,
  schemesAsArray,
  type UserRow,
  useAllLinks,
  useLinksOf,
  userByEmail,
  userById,
} from './users.store.ts'
export { createUser, isEmail, mailboxOf, normaliseEmail, proveAddress, type UserDraft } from './users.ts'
