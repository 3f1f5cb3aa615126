import { accepted } from '@damson/fhir'
import { membershipPolicyGate, policyGate } from '#domain/access'
import { clientGate } from '#domain/clients'
import { membershipGate } from '#domain/memberships'
import { projectGate } from '#domain/projects'
import type { Gate, Gates } from '#domain/resources'
import { userGate } from '#domain/users'

const botGate: Gate = async (_tx, { id }) => accepted([{ kind: 'client', subject: id }])

/** Which gates stand before the writes of each identity type. */
export function gatesFor(membership: { readonly foreign: boolean; readonly owner: boolean }): Gates {
  return {
    Project: [projectGate],
    User: [userGate],
    ProjectMembership: [membershipGate(membership), membershipPolicyGate],
    ClientApplication: [clientGate],
    AccessPolicy: [policyGate],
    Bot: [botGate],
  }
}
