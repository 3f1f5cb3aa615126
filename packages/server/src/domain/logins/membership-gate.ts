import { accepted } from '@damson/fhir'
import { isTakenAway } from '#domain/memberships'
import type { Gate } from '#domain/resources'
import { endLoginsOfMembership } from './ending.ts'

/** When a membership ends, its logins end too. */
export const membershipLoginGate: Gate = async (tx, change) => {
  const { project, id, now } = change
  return accepted(isTakenAway(change) ? await endLoginsOfMembership(tx, project, id, 'membership_ended', now) : [])
}
