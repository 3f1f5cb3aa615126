/**
 * Access policies for FHIR: what a member of a project may do, decided by pure functions.
 *
 * Owns the language of `AccessPolicy` (what it can say; anything that cannot be enforced is refused), the rules above
 * every policy (no policy means no rights, `*` never covers identity types, nobody grants more than they hold), the
 * decision, and the policies that a new project starts with. Does not own storage, members or tokens: the server reads
 * policies, keeps the compiled ones, and applies a permit's narrowing to its searches and to each resource. Asked by
 * the server's `domain/access`.
 *
 * The path: `parsePolicy` → `compile` (once per version) → `effectiveAccess` (once per member) → `decide` (per
 * request).
 *
 * @example
 * ```ts
 * import { compile, decide, effectiveAccess, parsePolicy } from '@damson/access'
 *
 * const policy = parsePolicy({
 *   resourceType: 'AccessPolicy',
 *   resource: [{ resourceType: 'Observation', criteria: 'Observation?_compartment=%patient', readonly: true }],
 * })
 * if (!policy.ok) throw new TypeError(policy.refusal.map(({ text }) => text).join(' '))
 *
 * const grants = [{ policy: compile(policy.value), parameters: [] }]
 * const access = effectiveAccess(grants, { profile: 'Patient/123', admin: false })
 *
 * const reading = decide(access, { interaction: 'read', resourceType: 'Observation' })
 * const writing = decide(access, { interaction: 'update', resourceType: 'Observation' })
 * ```
 */
export {
  type ActForItem,
  type ActForRefusal,
  type ActForRule,
  type ActingHow,
  isOpenRule,
  parseActFor,
  personTypes,
} from './act-for.ts'
export {
  type ActedFor,
  type ActingDenial,
  type Actor,
  actingAccess,
  actingDenial,
  actorDenial,
  rulesBeyond,
  rulesFor,
  runningAccess,
} from './acting.ts'
export { type AddressRule, type AddressRules, admitsAddress, parseAddressRules } from './address-rules.ts'
export type { PolicyParameter, Subject } from './bindings.ts'
export { closedTypes } from './closed-types.ts'
export { type CompiledPolicy, compile, compileSteps } from './compile.ts'
export { decide, decideAll, type PermitAll } from './decide.ts'
export type { Decision, Denial, DenialReason, Permit } from './decision.ts'
export type { GivenPolicy, HolderName } from './decision-table.ts'
export { type Access, effectiveAccess, effectiveAccessSteps, type Grant } from './effective-access.ts'
export {
  type EntryPart,
  type Explanation,
  explain,
  type HolderPart,
  type ScopePart,
  type SharingPart,
} from './explain.ts'
export type { EntrySource } from './held-entry.ts'
export {
  type Interaction,
  isPolicyInteraction,
  type PolicyInteraction,
  policyInteractions,
} from './interactions.ts'
export { policyLimits } from './limits.ts'
export { type Phrase, phraseOf, sayPhrase, shortened } from './narrowing-words.ts'
export { leastClausesOf, parsePolicy, parsePolicySteps } from './parse-policy.ts'
export { isWildcard, type Policy, type PolicyRefusal, type PolicyRefusalCode } from './policy.ts'
export type { Asked, AskedResource, Change, Never, Remedy, Whose, WrittenEntry } from './remedy.ts'
export { type AdministratorRole, administratorRoles, rolePolicy } from './roles.ts'
export { canonicalScopes, coversScope, intersectScopes } from './scope-set.ts'
export { type LaunchContext, scopedAccess } from './scoped-access.ts'
export { adminPolicy, adminPolicyWithoutCharts, devicePolicy, type PolicyResource, patientPolicy } from './shipped.ts'
export {
  formatScope,
  isResourceScope,
  parseScope,
  type ScopeRefusal,
  type SmartLevel,
  type SmartPermission,
  type SmartScope,
} from './smart-scope.ts'
export { type Uncovered, uncovered } from './uncovered.ts'
export type { Withheld } from './withheld.ts'
