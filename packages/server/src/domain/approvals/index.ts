/**
 * Owns: changes of machines that wait for an administrator's approval (table `pending_changes`): what was asked for,
 * the decision, and carrying the change out as the machine's own. Does not own: which changes those are, and whose
 * approval counts (`domain/access`). Asked by: the FHIR API and administration, which would refuse the change; the
 * account page, where administrators decide; `domain/credentials`, for the machine of a change that is carried out.
 */

export { dropAnswers, forgetPending, type PendingRow } from './approvals.store.ts'
export { type ApprovalDeps, type Approvals, createApprovals, type PendingChange } from './approvals.ts'
export { type Difference, differencesOf, leavesOf, type Topic } from './differences.ts'
export { type Answered, type KeptRequest, resealChanges } from './kept.ts'
