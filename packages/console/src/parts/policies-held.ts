import type { ProjectMembership } from '@damson/sdk'

type Access = NonNullable<ProjectMembership['access']>

export interface PoliciesHeld {
  /** The one that is chosen from a list: `AccessPolicy/…`. */
  readonly policy: string | undefined
  /** Those that hold beside it. */
  readonly more: Access
}

/** Where the policy stands that is chosen: in the field for it, else the first one of the list that has no parameters. */
const chosenAt = ({ accessPolicy, access = [] }: ProjectMembership): number =>
  accessPolicy === undefined ? access.findIndex(({ parameter = [] }) => parameter.length === 0) : -1

/** All policies of a membership: the one that a list shows, and those beside it. */
export function policiesOf(membership: ProjectMembership): PoliciesHeld {
  const { accessPolicy, access = [] } = membership
  const at = chosenAt(membership)
  const policy = accessPolicy?.reference ?? access[at]?.policy.reference
  return { policy, more: access.filter((_, position) => position !== at) }
}

/** The membership with another policy in the place of the one that was chosen. All others stay. */
export function withPolicy(membership: ProjectMembership, reference: string): ProjectMembership {
  const at = chosenAt(membership)
  const { access = [] } = membership
  const one = access[at]
  return one === undefined
    ? { ...membership, accessPolicy: { reference } }
    : { ...membership, access: access.with(at, { ...one, policy: { reference } }) }
}
