import { accepted, type ProjectMembership } from '@damson/fhir'
import type { Change, Gate } from '#domain/resources'
import { endInvitationLinks } from './memberships.store.ts'

/** Whether a membership is removed or deactivated. Its logins and consents then end, and don't come back with it. */
export function isTakenAway({ after }: Pick<Change, 'after'>): boolean {
  return after === undefined || (after as ProjectMembership).active === false
}

/**
 * Removing a membership also ends its open invitation: the link in the e-mail stops working. Runs before all other gates.
 */
export const invitationGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await endInvitationLinks.run(tx, now, project, id)
  return accepted([])
}
