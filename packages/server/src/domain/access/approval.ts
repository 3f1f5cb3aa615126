import { decide, type Interaction } from '@damson/access'
import { type Project, type Resource, withoutSecrets } from '@damson/fhir'
import { sha256 } from '#base/crypto'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { asksApprovalOfMachines } from '#domain/projects'
import { type AskedChange, type Change, isUnrestricted, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Grantee } from './grantee.ts'

/** As administrators see it: without the secrets that a request may bring. */
export function askedChange({ type, id, before, after }: Change): AskedChange {
  const does = before === undefined ? 'create' : after === undefined ? 'delete' : 'update'
  return {
    type,
    id: before === undefined ? undefined : id,
    does,
    before: before && withoutSecrets(before),
    after: after && withoutSecrets(after),
  }
}

/** A new secret for a client, which no resource shows. */
export function askedSecret(client: Resource, id: string): AskedChange {
  return { type: client.resourceType, id, does: 'secret', before: client, after: undefined }
}

/** Another mailbox for the invitation of an account that nobody has opened yet. */
export function askedRedirect(change: Change): AskedChange {
  return { ...askedChange(change), does: 'redirect' }
}

/** The move of the provider in a client or domain to a resource of its own, whose id is made when it is moved. */
export function askedMove(change: Change): AskedChange {
  return { ...askedChange(change), does: 'move' }
}

/**
 * Identifies a change: an approval is for this one alone, and of this version. What is new is identified by its request,
 * which is kept as a whole: its ids, and those of the account that comes with it, are made anew.
 */
export function digestOf({ type, id, does, before, after }: AskedChange): string {
  return sha256(JSON.stringify(does === 'create' ? [type, does] : [type, id, does, before, after])).toString('hex')
}

const CHANGED: WriteRefusal = writeRefusal(
  'conflict',
  'changed_meanwhile',
  'This is no longer the change that the administrator approved: what it changes has changed. Send it again.',
)
const USED: WriteRefusal = writeRefusal('conflict', 'approval_used', 'This approval has been used.')

/**
 * Why a machine's sensitive change waits, or why its approval does not cover it. `mayMake`: why a grantee may not make
 * the change; the administrator must be allowed to make it too.
 */
export async function approvalProblem(
  tx: Tx,
  machine: Grantee,
  project: Project,
  asked: AskedChange,
  mayMake: (grantee: Grantee) => Promise<WriteRefusal | undefined>,
): Promise<WriteRefusal | undefined> {
  const { approval, userId } = machine
  if (userId !== undefined) return undefined
  if (approval === undefined) return asksApprovalOfMachines(project) ? waiting(asked) : undefined
  if (approval.digest !== digestOf(asked)) return CHANGED
  const beyond = approverProblem(approval.approver, asked) ?? (await mayMake(approval.approver))
  if (beyond !== undefined) return beyond
  return (await approval.use(tx)) ? undefined : USED
}

const INTERACTIONS: Readonly<Record<AskedChange['does'], Interaction>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  secret: 'update',
  redirect: 'update',
  move: 'update',
}

/** Why an administrator may not approve a change: only owners do, whose policies let them make it themselves. */
export function approverProblem({ role, access, userId }: Grantee, asked: AskedChange): WriteRefusal | undefined {
  // Nobody writes the address of an account as a resource: it is changed by those who write memberships.
  const resourceType = asked.does === 'redirect' ? 'ProjectMembership' : asked.type
  const decision = decide(access, { interaction: INTERACTIONS[asked.does], resourceType })
  const isCovered = decision.verdict === 'permit' && isUnrestricted(decision.narrowing)
  if (userId !== undefined && role === 'owner' && isCovered) return undefined
  return writeRefusal(
    'forbidden',
    'approver_not_covered',
    'The administrator who approved this change may not make it: let an owner with a wider policy approve it.',
  )
}

function waiting(asked: AskedChange): WriteRefusal {
  return {
    ...writeRefusal(
      'needs_approval',
      'approval_needed',
      told`An administrator approves such a change of a machine: send it as a request of its own, not in a batch, and it
        waits for one.`,
    ),
    asked,
  }
}
