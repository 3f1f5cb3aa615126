/**
 * Owns: what of a project is not as it should be, found when an administrator asks: each finding with why it matters and what
 * to do. It only reads, within the asker's role and policy. Does not own: what it reads, and the pages that mend it. Its
 * statements span the tables of `clients`, `memberships`, `users`, `factors`, `passkeys` and `email-domains`. Keeps in
 * memory what was last seen of the certificate of the server's address. Asked by: `endpoints/admin`, the upkeep.
 */
export { type CertificateWatch, createCertificateWatch } from './certificate-watch.ts'
export { type Affected, type Check, type Finding, findingTexts, type Posture, type Severity } from './findings.ts'
export {
  clientsFound,
  clientsWithBasic,
  LISTED_FINDINGS,
  type ListedClient,
  type ListedMember,
  membersFound,
  policiesFound,
} from './listed.ts'
export { nearLimits } from './near-limits.ts'
export { countBasicClients } from './posture.store.ts'
export { postureOf } from './posture.ts'
export type { PostureDeps } from './rule.ts'
