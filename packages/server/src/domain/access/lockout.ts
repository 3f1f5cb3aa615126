import type { AccessPolicy, Project, ProjectMembership } from '@damson/fhir'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { closedBy, listsOf, type ProjectRules, withChange } from '#domain/addresses'
import { COMPLIANT_DEVICE } from '#domain/logins'
import { type Change, type WriteRefusal, writeRefusal } from '#domain/resources'
import { needDevice } from './access.store.ts'
import type { Grantee } from './grantee.ts'
import { policyGrants } from './policies.ts'

/** The header with which a caller confirms that a change may lock them out, and its value. */
const CONFIRMATION = 'X-Damson-Confirm: lockout'

/**
 * Why a change waits to be confirmed: with it, the caller's next request from the same address would be refused. Undefined
 * if it would not be.
 */
export async function lockoutProblem(
  tx: Tx,
  grantee: Grantee,
  rules: ProjectRules,
  project: Project,
  change: Change,
  address: string,
): Promise<WriteRefusal | undefined> {
  return (await deviceProblem(tx, grantee, project, change)) ?? addressProblem(grantee, rules, project, change, address)
}

/** A policy of the caller begins to demand a managed device, or they get one that does, and nobody vouches for theirs. */
async function deviceProblem(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
): Promise<WriteRefusal | undefined> {
  if (grantee.userId === undefined || grantee.factors.includes(COMPLIANT_DEVICE)) return undefined
  const own = ownMembership(grantee, change)
  const policyIds = own && policyGrants(own, project).map(({ id }) => id)
  const isDemanded =
    policyIds === undefined
      ? beginsToDemand(grantee, change)
      : (await needDevice.one(tx, grantee.project, policyIds)).needDevice
  if (!isDemanded) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests would be refused, because no identity provider confirmed your device: sign in
      with one that does, or repeat the request with the header ${CONFIRMATION}.`,
    own === undefined ? 'AccessPolicy.compliantDeviceRequired' : 'ProjectMembership.access',
  )
}

function beginsToDemand({ policyIds }: Grantee, { type, id, before, after }: Change): boolean {
  const demands = (resource: Change['after']): boolean =>
    (resource as AccessPolicy | undefined)?.compliantDeviceRequired === true
  return type === 'AccessPolicy' && policyIds.includes(id) && demands(after) && !demands(before)
}

/** The caller's membership as a change leaves it; undefined where the change is of something else, or removes it. */
const ownMembership = ({ membershipId }: Grantee, { type, id, after }: Change): ProjectMembership | undefined =>
  type === 'ProjectMembership' && id === membershipId ? (after as ProjectMembership | undefined) : undefined

function addressProblem(
  grantee: Grantee,
  rules: ProjectRules,
  project: Project,
  change: Change,
  address: string,
): WriteRefusal | undefined {
  const membership = ownMembership(grantee, change)
  const policyIds = membership === undefined ? grantee.policyIds : policyGrants(membership, project).map(({ id }) => id)
  const next = withChange(rules, change) ?? (membership === undefined ? undefined : rules)
  const list = next && closedBy(listsOf(next, { policyIds, clientId: grantee.clientId }), address)
  if (list === undefined) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests from ${address} would be refused: add a rule that allows this address, or
      repeat the request with the header ${CONFIRMATION}.`,
    `${change.type}.${membership !== undefined ? 'access' : 'ipAccessRule'}`,
  )
}
