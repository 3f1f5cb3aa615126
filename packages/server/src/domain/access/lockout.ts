import type { AccessPolicy, Project, ProjectMembership } from '@damson/fhir'
import { told } from '#base/findings'
import { closedBy, listsOf, type ProjectRules, withChange } from '#domain/addresses'
import { COMPLIANT_DEVICE } from '#domain/logins'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Grantee } from './grantee.ts'
import { policyGrants } from './policies.ts'

/** The header with which a caller confirms that a change may lock them out, and its value. */
const CONFIRMATION = 'X-Damson-Confirm: lockout'

/**
 * Why a change waits to be confirmed: with it, the caller's next request from the same address would be refused. Undefined
 * if it would not be.
 */
export function lockoutProblem(...asked: Parameters<typeof addressProblem>): WriteRefusal | undefined {
  const [grantee, , , change] = asked
  return deviceProblem(grantee, change) ?? addressProblem(...asked)
}

/** A policy of the caller begins to demand a device that somebody vouches for, and nobody does for theirs. */
function deviceProblem(
  { policyIds, userId, factors }: Grantee,
  { type, id, before, after }: Change,
): WriteRefusal | undefined {
  const demands = (resource: Change['after']): boolean =>
    (resource as AccessPolicy | undefined)?.compliantDeviceRequired === true
  const isOwn = type === 'AccessPolicy' && policyIds.includes(id)
  if (!isOwn || !demands(after) || demands(before)) return undefined
  if (userId === undefined || factors.includes(COMPLIANT_DEVICE)) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests would be refused, because no identity provider confirmed your device: sign in
      with one that does, or repeat the request with the header ${CONFIRMATION}.`,
    'AccessPolicy.compliantDeviceRequired',
  )
}

function addressProblem(
  grantee: Grantee,
  rules: ProjectRules,
  project: Project,
  change: Change,
  address: string,
): WriteRefusal | undefined {
  const isOwnMembership = change.type === 'ProjectMembership' && change.id === grantee.membershipId
  const membership = isOwnMembership ? (change.after as ProjectMembership | undefined) : undefined
  const policyIds = membership === undefined ? grantee.policyIds : policyGrants(membership, project).map(({ id }) => id)
  const next = withChange(rules, change) ?? (membership === undefined ? undefined : rules)
  const list = next && closedBy(listsOf(next, { policyIds, clientId: grantee.clientId }), address)
  if (list === undefined) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests from ${address} would be refused: add a rule that allows this address, or
      repeat the request with the header ${CONFIRMATION}.`,
    `${change.type}.${isOwnMembership ? 'access' : 'ipAccessRule'}`,
  )
}
