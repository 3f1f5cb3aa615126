/**
 * Owns: who the caller is and what they may do: the effective policy of a membership, compiled once per version and
 * cached until an invalidation; the rule that nobody grants rights beyond their own; for whom a client may act (tables
 * `acting` and `acting_logins`); and how large the policies of a membership are (tables `access_policies`, `policy_uses` and
 * `unmeasured_policies`). Does not own: the policy language (`@damson/access`), logins, the store. Asked by: every endpoint
 * that needs a grantee.
 */

export { accountsOf, type PrincipalRow, principalColumns, principalJoins } from './access.store.ts'
export {
  type ActingLogin,
  actingLogin,
  actingOfMembership,
  allowActing,
  endActing,
  forgetActingLogins,
  insertActingLogin,
  revokeActingLogin,
} from './acting.store.ts'
export type { ActingProblem } from './acting.ts'
export { endActingLogins } from './acting-ends.ts'
export { needingOwner } from './acting-machines.ts'
export type { ActingRefusal, ActingWhy } from './acting-refusals.ts'
export { approverProblem, digestOf } from './approval.ts'
export { botGate } from './bot-gate.ts'
export { ELSEWHERE, fromHere } from './came-from.ts'
export {
  type Approval,
  agentOf,
  authorshipOf,
  type Caller,
  type Grantee,
  type GranteeRefusal,
  isIdentityAlone,
  type Principal,
} from './grantee.ts'
export { createGrantees, type Grantees, type MemberInBrowser } from './grantees.ts'
export {
  deployProblem,
  grantProblem,
  isOwner,
  mayGrant,
  moveProblem,
  newSecretProblem,
  redirectProblem,
  rightsProblem,
} from './granting.ts'
export { patientOf, wantsLaunch, wantsPatient } from './launch-patient.ts'
export type { Simulated } from './made-grantee.ts'
export { measurePolicies, type Oversized, oversizedPolicies } from './measured.ts'
export { accountProblem, isAdministratorOf, isStaffOf, personProblem } from './persons.ts'
export { policyGrants } from './policies.ts'
export { actForGate, clientPolicyGate, membershipPolicyGate, policyGate } from './policy-gates.ts'
export { type AdminAct, isNamed, mayAct, namedRoleOf, type Role, rolesBelow } from './roles.ts'
export { callerOf, runningGrantee } from './running.ts'
export { storeShippedPolicies } from './shipped.ts'
export { isProvenNow, OUTDATED as OUTDATED_PROOF, stepUpProblem } from './step-up.ts'
export { type WithheldReason, withheldFinding, withheldHint } from './withheld.ts'
