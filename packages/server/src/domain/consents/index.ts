/**
 * Owns: consents: what a person allowed an app in a membership (table `consents`), remembered, listed, revoked. Does not
 * own: whether a sign-in must ask (`domain/signin`), the scope language (`@damson/access`), logins. The gate by which a
 * sign-in uses a consent also writes `logins`, and revoking a consent ends the app's logins. Asked by: the steps of a
 * sign-in, `/account`, and the gates of memberships and clients.
 */

export { forgetConsents, revokeAllConsents, useConsent } from './consents.store.ts'
export {
  type Consent,
  type ConsentKey,
  consentsOf,
  findConsent,
  type KeptConsent,
  keepConsent,
  lockConsent,
  revokeApp,
} from './consents.ts'
export { clientConsentGate, membershipConsentGate } from './gates.ts'
