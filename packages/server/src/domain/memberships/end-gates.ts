import { accepted, type ProjectMembership } from '@damson/fhir'
import type { Change, Gate } from '#domain/resources'
import { endInvitationLinks } from './memberships.store.ts'

/** Whether a membership is taken away, or switched off: what hangs on it ends, and giving it back later brings nothing back. */
export function isTakenAway({ after }: Pick<Change, 'after'>): boolean {
  return after === undefined || (after as ProjectMembership).active === false
}

/** A membership that is removed takes the invitation along that is still open: the link in the e-mail ends. First of all gates. */
export const invitationGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await endInvitationLinks.run(tx, now, project, id)
  return accepted([])
}
