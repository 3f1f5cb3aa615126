import { policyLimits } from '@damson/access'
import { error, type Finding } from '#base/findings'

/** Why a membership is granted less than its policies say, each with the remedy. */
const REASONS = {
  policy_missing: {
    hint: 'An access policy of this membership is gone: let an administrator assign another.',
    finding: error('An access policy of the membership is gone.', 'Let an administrator assign another.'),
  },
  policy_unreadable: {
    hint: 'An access policy of this membership cannot be enforced by this version: let an administrator change it.',
    finding: error('An access policy cannot be enforced by this version.', 'Let an administrator change it.'),
  },
  device_wildcard: {
    hint: 'A device cannot have a policy with "*": let an administrator name the types that it needs.',
    finding: error('The policy of the device has *.', 'Name the types that it needs.'),
  },
  device_not_compliant: {
    hint:
      'Your access needs a device that your organisation manages: sign in on such a device, with the account of your ' +
      'organisation.',
    finding: error(
      'A policy or the client needs a compliant device, and no provider vouched for one in this sign-in.',
      'Sign in on a managed device; see the claimRule with compliantDevice of the identity provider.',
    ),
  },
  policies_too_large: {
    hint:
      `The access policies of this membership are larger than is allowed (${policyLimits.accessItems} items of ` +
      `\`access\`, and ${policyLimits.clauses} clauses in all): ` +
      'let an administrator make them smaller.',
    finding: error('The access policies of the membership are larger than is allowed.', 'Make them smaller.'),
  },
} as const

export type WithheldReason = keyof typeof REASONS

/** A sentence with the remedy, for the member and their administrator. */
export function withheldHint(why: WithheldReason): string {
  return REASONS[why].hint
}

/** The same for the trace. */
export function withheldFinding(why: WithheldReason): Finding {
  return REASONS[why].finding
}
