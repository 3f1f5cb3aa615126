import { accepted, type ClientApplication, type ProjectMembership } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import { clientPolicyGate, membershipPolicyGate, policyGate } from '#domain/access'
import { type Audit, revokedEvents } from '#domain/audit'
import { brandGate } from '#domain/brands'
import { clientGate } from '#domain/clients'
import { endConsentsOfClient, endConsentsOfMembership } from '#domain/consents'
import { domainGate, emergencyGate, emergencyPlaceGate } from '#domain/email-domains'
import { identityGate } from '#domain/identities'
import { endLoginsOfMembership, endPendingOfClient } from '#domain/logins'
import { endInvitationLinks, membershipGate } from '#domain/memberships'
import { type Issuers, projectGate } from '#domain/projects'
import { providerGate, siteGate } from '#domain/providers'
import type { Gate, Gates } from '#domain/resources'
import { userGate } from '#domain/users'

const botGate: Gate = async (_tx, { id }) => accepted([{ kind: 'client', subject: id }])

/** A place that is taken away takes its sign-ins and consents along: giving it back later does not bring them back. */
const endingGate: Gate = async (tx, { project, id, after, now }) => {
  const isActive = after !== undefined && (after as ProjectMembership).active !== false
  if (isActive) return accepted([])
  await endConsentsOfMembership(tx, project, id, now)
  return accepted(await endLoginsOfMembership(tx, project, id, 'membership_ended', now))
}

/** A membership that is removed takes the invitation along that is still open: the link in the letter ends. First of all gates. */
const invitationGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await endInvitationLinks.run(tx, now, project, id)
  return accepted([])
}

/** How people sign in to a client is one rule to the last: what was begun under another is begun again. */
function signInGate(audit: Audit): Gate {
  return async (tx, { id, before, after, now }) => {
    const ruleOf = (client: unknown): string => (client as ClientApplication | undefined)?.signIn ?? 'both'
    if (before === undefined || (after !== undefined && ruleOf(before) === ruleOf(after))) return accepted([])
    const ended = await endPendingOfClient(tx, id, 'sign_in_changed', now)
    await audit.record(tx, revokedEvents(ended, { reason: 'sign_in_changed' }))
    return accepted([])
  }
}

/** What people allowed a client goes with it. */
const forgettingGate: Gate = async (tx, { project, id, after, now }) => {
  if (after === undefined) await endConsentsOfClient(tx, project, id, now)
  return accepted([])
}

export interface GateParts {
  readonly keyring: Keyring
  readonly audit: Audit
  readonly issuers: Issuers
  readonly isDevelopment: boolean
}

/** Which gates stand before the writes of a type: of each identity type, and of what nodes keep in memory. */
export function gatesFor(
  { keyring, audit, issuers, isDevelopment }: GateParts,
  options: { readonly foreign: boolean; readonly owner: boolean; readonly server?: boolean },
): Gates {
  const provider = providerGate(keyring, audit, isDevelopment)
  return {
    Project: [projectGate, emergencyGate(audit), siteGate(audit)],
    User: [userGate],
    ProjectMembership: [
      invitationGate,
      membershipGate(options),
      membershipPolicyGate,
      identityGate(audit),
      endingGate,
      emergencyPlaceGate(audit),
    ],
    ClientApplication: [clientGate, provider, signInGate(audit), clientPolicyGate, forgettingGate],
    DomainConfiguration: [provider, domainGate(audit, options.server === true)],
    AccessPolicy: [policyGate(issuers)],
    Bot: [botGate],
    Organization: [brandGate],
    Endpoint: [brandGate],
  }
}
