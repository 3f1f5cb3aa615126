/**
 * Owns: notifying clients that a sign-in has ended (OpenID Connect Back-Channel Logout 1.0): the queue `logout_notices`,
 * written in the transaction that ends the sign-in, logout tokens, and their delivery; and `sid`, by which a client knows
 * a sign-in. Does not own: ending it (`domain/logins`), outbound calls (`base/outbound`), the frames of front-channel
 * logout (`endpoints/signin`). Asked by: everything that ends a login; the id tokens; the sign-out page.
 */
export { createLogoutDelivery, type LogoutDelivery, type Told } from './logout-delivery.ts'
export { forgetNotices, noteEndedLogins, noteEndedRoots } from './notices.store.ts'
export { sidOf } from './sid.ts'
