/**
 * Owns: a user's, client's or Bot's membership in one project (table `memberships`; queries span `users` and
 * `resource_history`), what is offered to a person who must accept it first, and whether an account is visible at a project's
 * address. Does not own: what a membership may do
 * (`domain/access`). Asked by: sign-in, the token endpoint, administration.
 */
export { type AddressedCursor, addressedAmong, type ReadableTypes, readAddressed } from './addressed-members.ts'
export { invitationGate, isTakenAway } from './end-gates.ts'
export {
  type Member,
  type MemberPage,
  type PendingCursor,
  readListed,
  readMembers,
  readOneMember,
  readPending,
} from './members.ts'
export { membershipGate } from './membership-gate.ts'
export {
  type ActiveMembership,
  awaitedInvitee,
  botOfMembership,
  endInvitationLinks,
  holdPending,
  type MemberOfInvitee,
  type MembershipRow,
  markInvited,
  membershipById,
  membershipOfAddress,
  membershipsAsJson,
  membershipsOfUser,
  membersOfInvitee,
  otherAdministrators,
  profileOfAnother,
  profileOfUser,
  profilesOfMembers,
  projectsOfUser,
  staffOfAccounts,
  standingOf,
} from './memberships.store.ts'
export { createMembership, type MembershipDraft } from './memberships.ts'
export { type NamedCursor, type NameSource, readNamed } from './named-members.ts'
export { type Offer, offerAgain } from './offers.store.ts'
export { acceptOffer, findOffers, type OfferAnswer, refuseOffer } from './offers.ts'
export { createProfile, findProfile, type ProfileType } from './profile.ts'
export { fullName, type ProfileName, profileName } from './profile-name.ts'
export { isVisibleAtIssuer } from './visible-at-issuer.ts'
