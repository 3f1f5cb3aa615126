import { accepted } from '@damson/fhir'
import { isTakenAway } from '#domain/memberships'
import type { Gate } from '#domain/resources'
import { endConsentsOfClient, endConsentsOfMembership } from './consents.ts'

/** A membership's consents end with it. */
export const membershipConsentGate: Gate = async (tx, change) => {
  const { project, id, now } = change
  if (isTakenAway(change)) await endConsentsOfMembership(tx, project, id, now)
  return accepted([])
}

/** A client's consents end with it. */
export const clientConsentGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await endConsentsOfClient(tx, project, id, now)
  return accepted([])
}
