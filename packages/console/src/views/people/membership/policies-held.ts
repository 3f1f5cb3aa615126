import type { ProjectMembership } from '@damson/sdk'

export type Access = NonNullable<ProjectMembership['access']>
export type Held = Access[number]

export interface PoliciesHeld {
  /** The one that is chosen from a list: `AccessPolicy/…`. */
  readonly policy: string | undefined
  /** Those that hold beside it. */
  readonly more: Access
}

type Holding = Pick<ProjectMembership, 'accessPolicy' | 'access'>

/** Where the policy stands that is chosen: in the field for it, else the first one of the list that has no parameters. */
const chosenAt = ({ accessPolicy, access = [] }: Holding): number =>
  accessPolicy === undefined ? access.findIndex(({ parameter = [] }) => parameter.length === 0) : -1

/** All policies of a membership: the one that a list shows, and those beside it. */
export function policiesOf(membership: Holding): PoliciesHeld {
  const { accessPolicy, access = [] } = membership
  const at = chosenAt(membership)
  const policy = accessPolicy?.reference ?? access[at]?.policy.reference
  return { policy, more: access.filter((_, position) => position !== at) }
}

/** The membership with other policies. The one that was chosen stays where it stood, and what is not changed as it was read. */
export function withPolicies<M extends Holding>(membership: M, { policy, more }: PoliciesHeld): M {
  const { accessPolicy, access = [], ...rest } = membership
  const at = chosenAt(membership)
  const listed = access[at]
  const before = accessPolicy ?? listed?.policy
  const chosen = policy === undefined ? undefined : policy === before?.reference ? before : { reference: policy }
  const isListed = listed !== undefined && chosen !== undefined
  const all = isListed ? more.toSpliced(at, 0, { ...listed, policy: chosen }) : more
  return {
    ...rest,
    ...(chosen !== undefined && !isListed && { accessPolicy: chosen }),
    ...(all.length > 0 && { access: all }),
  } as M
}
