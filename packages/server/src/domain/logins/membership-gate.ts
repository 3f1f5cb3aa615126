import { accepted, type ProjectMembership } from '@damson/fhir'
import { isTakenAway } from '#domain/memberships'
import type { Change, Gate } from '#domain/resources'
import { endLoginsOfMembership } from './ending.ts'

/** When a membership ends, or becomes another account's, its logins end too. */
export const membershipLoginGate: Gate = async (tx, change) => {
  const { project, id, now } = change
  const why = isTakenAway(change) ? 'membership_ended' : isHandedOver(change) ? 'membership_accepted' : undefined
  return accepted(why === undefined ? [] : await endLoginsOfMembership(tx, project, id, why, now))
}

/** An accepted invitation: until then, a provider may have signed somebody in to the account that was made for it. */
function isHandedOver({ before, after }: Change): boolean {
  const [earlier, membership] = [before as ProjectMembership | undefined, after as ProjectMembership | undefined]
  return earlier !== undefined && membership?.user.reference !== earlier.user.reference
}
