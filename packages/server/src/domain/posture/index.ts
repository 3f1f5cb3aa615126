/**
 * Owns: what of a project is not as it should be, found when an administrator asks: each finding with why it matters and what
 * to do. It only reads, within the asker's role and policy. Does not own: what it reads, and the pages that mend it. Its
 * statements span the tables of `clients`, `memberships`, `users`, `factors`, `passkeys` and `identities`. Asked by:
 * `endpoints/admin`.
 */
export { type Affected, type Check, type Finding, findingTexts, type Posture, type Severity } from './findings.ts'
export { nearLimits } from './near-limits.ts'
export { type PostureDeps, postureOf } from './posture.ts'
