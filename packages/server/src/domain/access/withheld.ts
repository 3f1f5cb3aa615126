import { policyLimits } from '@damson/access'

/** Why a membership is granted less than its policies say, each with what to do about it. */
const HINTS = {
  policy_missing: 'An access policy of this membership is gone: let an administrator assign another.',
  policy_unreadable:
    'An access policy of this membership cannot be enforced by this version: let an administrator change it.',
  device_wildcard: 'A device cannot have a policy with "*": let an administrator name the types that it needs.',
  policies_too_large:
    `The access policies of this membership are larger than is allowed (${policyLimits.accessItems} items of \`access\`, and ${policyLimits.clauses} clauses in all): ` +
    'let an administrator make them smaller.',
} as const

export type WithheldReason = keyof typeof HINTS

/** A sentence with the remedy, for the member and their administrator. */
export function withheldHint(why: WithheldReason): string {
  return HINTS[why]
}
