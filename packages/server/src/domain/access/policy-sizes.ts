import { policyLimits } from '@damson/access'
import type { ProjectMembership } from '@damson/fhir'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import {
  deletePolicySize,
  deletePolicyUses,
  lockPolicySizes,
  overfullByPolicy,
  putPolicySize,
  putPolicyUses,
} from './access.store.ts'
import type { PolicyGrant } from './policies.ts'

const { accessItems, clauses: MOST_CLAUSES, parameterCharacters } = policyLimits

/** Why a membership cannot have this many policies, or parameters this long; undefined if it can. Reads nothing. */
export function itemsProblem({ access = [] }: ProjectMembership): WriteRefusal | undefined {
  if (access.length > accessItems)
    return invalid(
      'too_many_policies',
      told`This membership has ${access.length} items of \`access\`, and may have at most ${accessItems}: put what
        they allow into fewer policies.`,
      'ProjectMembership.access',
    )
  const isLong = access.some(({ parameter = [] }) =>
    parameter.some(({ valueString = '' }) => valueString.length > parameterCharacters),
  )
  return isLong
    ? invalid(
        'parameter_too_long',
        `A parameter of an access policy has at most ${parameterCharacters} characters.`,
        'ProjectMembership.access',
      )
    : undefined
}

/** Why policies have too many clauses for one membership; undefined if they don't. */
export function clausesProblem(clauses: number): WriteRefusal | undefined {
  return clauses > MOST_CLAUSES
    ? invalid(
        'too_many_clauses',
        told`The access policies of this membership have ${clauses} clauses in all, and may have at most
          ${MOST_CLAUSES}: give it fewer, or make them smaller.`,
        'ProjectMembership.access',
      )
    : undefined
}

/**
 * Records the policies of a membership, and checks that they aren't too large together. Locks their sizes while it reads
 * them, so that none grows at the same moment.
 */
export async function keepUses(
  tx: Tx,
  project: string,
  membership: string,
  earlier: number,
  grants: readonly PolicyGrant[],
): Promise<WriteRefusal | undefined> {
  if (earlier > 1) await deletePolicyUses.run(tx, project, membership)
  if (grants.length < 2) return undefined
  const ids = grants.map(({ id }) => id)
  const sizes = new Map(
    (await lockPolicySizes.rows(tx, project, [...new Set(ids)])).map(({ id, clauses }) => [id, clauses]),
  )
  const problem = clausesProblem(ids.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0))
  if (problem === undefined) await putPolicyUses.run(tx, project, membership, ids)
  return problem
}

/** Records a policy's size. Refused if it becomes too large for a membership that has other policies too. */
export async function keepSize(
  tx: Tx,
  project: string,
  id: string,
  clauses: number | undefined,
): Promise<WriteRefusal | undefined> {
  if (clauses === undefined) {
    await deletePolicySize.run(tx, project, id)
    return undefined
  }
  await putPolicySize.run(tx, project, id, clauses)
  const overfull = await overfullByPolicy.maybeOne(tx, project, id, MOST_CLAUSES)
  if (overfull === undefined) return undefined
  return writeRefusal(
    'invalid',
    'policy_too_large_for_membership',
    told`ProjectMembership/${overfull.membership} has this access policy beside others: with ${clauses} clauses in it
      they would be ${overfull.clauses} in all, and may be at most ${MOST_CLAUSES}. Make this policy smaller, or take
      another one away from the membership.`,
    'AccessPolicy.resource',
  )
}
