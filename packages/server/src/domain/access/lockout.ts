import { isDeepStrictEqual } from 'node:util'
import type { AccessPolicy, ClientApplication, Project, ProjectMembership } from '@damson/fhir'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { closedBy, listsOf, type ProjectRules, withChange } from '#domain/addresses'
import { COMPLIANT_DEVICE } from '#domain/logins'
import { type Change, findResource, resourceOf, type WriteRefusal, writeRefusal } from '#domain/resources'
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
  const next = await nextPolicies(tx, grantee, project, change)
  return (await deviceProblem(tx, grantee, next, change)) ?? addressProblem(grantee, rules, next, change, address)
}

/** The policies that the caller has after a change, and the element that gives them. */
interface NextPolicies {
  readonly ids: readonly string[]
  readonly expression: string
}

/** Undefined where the change leaves the caller the policies that they have. */
async function nextPolicies(
  tx: Tx,
  grantee: Grantee,
  project: Project,
  change: Change,
): Promise<NextPolicies | undefined> {
  if (change.after === undefined) return undefined
  if (change.type === 'ProjectMembership' && change.id === grantee.membershipId)
    return { ids: idsOf(change.after as ProjectMembership, project), expression: 'ProjectMembership.access' }
  if (change.type !== 'Project' || change.id !== grantee.project) return undefined
  const found = await findResource(tx, grantee.project, 'ProjectMembership', grantee.membershipId)
  const own = found === undefined ? undefined : resourceOf<ProjectMembership>(found)
  if (own === undefined) return undefined
  // By another default of the project, where the membership has no policy of its own.
  const [before, ids] = [idsOf(own, project), idsOf(own, change.after as Project)]
  return isDeepStrictEqual(before, ids) ? undefined : { ids, expression: 'Project.defaultAccessPolicies' }
}

const idsOf = (membership: ProjectMembership, project: Project): readonly string[] =>
  policyGrants(membership, project).map(({ id }) => id)

/** A policy or the client of the caller begins to demand a managed device, or they get one that does, and nobody vouches for theirs. */
async function deviceProblem(
  tx: Tx,
  grantee: Grantee,
  next: NextPolicies | undefined,
  change: Change,
): Promise<WriteRefusal | undefined> {
  if (grantee.userId === undefined || grantee.factors.includes(COMPLIANT_DEVICE)) return undefined
  const isDemanded =
    next === undefined
      ? beginsToDemand(grantee, change)
      : (await needDevice.one(tx, grantee.project, next.ids)).needDevice
  if (!isDemanded) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests would be refused, because no identity provider confirmed your device: sign in
      with one that does, or repeat the request with the header ${CONFIRMATION}.`,
    next?.expression ?? `${change.type}.compliantDeviceRequired`,
  )
}

function beginsToDemand({ policyIds, clientId }: Grantee, { type, id, before, after }: Change): boolean {
  const demands = (resource: Change['after']): boolean =>
    (resource as AccessPolicy | ClientApplication | undefined)?.compliantDeviceRequired === true
  const isOwn = type === 'AccessPolicy' ? policyIds.includes(id) : type === 'ClientApplication' && id === clientId
  return isOwn && demands(after) && !demands(before)
}

function addressProblem(
  grantee: Grantee,
  rules: ProjectRules,
  next: NextPolicies | undefined,
  change: Change,
  address: string,
): WriteRefusal | undefined {
  const policyIds = next?.ids ?? grantee.policyIds
  const changed = withChange(rules, change)
  const nextRules = changed ?? (next === undefined ? undefined : rules)
  const list = nextRules && closedBy(listsOf(nextRules, { policyIds, clientId: grantee.clientId }), address)
  if (list === undefined) return undefined
  return writeRefusal(
    'conflict',
    'would_lock_you_out',
    told`With this change, your own requests from ${address} would be refused: add a rule that allows this address, or
      repeat the request with the header ${CONFIRMATION}.`,
    changed === undefined && next !== undefined ? next.expression : `${change.type}.ipAccessRule`,
  )
}
