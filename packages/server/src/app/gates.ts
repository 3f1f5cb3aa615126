import type { Keyring } from '#base/crypto'
import { actForGate, botGate, clientPolicyGate, membershipPolicyGate, policyGate } from '#domain/access'
import { addressGate } from '#domain/addresses'
import type { Audit } from '#domain/audit'
import { allowedHostGate, codeGate, secretNameGate } from '#domain/bots'
import { brandGate } from '#domain/brands'
import { clientGate } from '#domain/clients'
import { clientConsentGate, membershipConsentGate } from '#domain/consents'
import { lostKeyGate } from '#domain/devices'
import { domainGate, droppedProvidersGate, emergencyGate, emergencyMembershipGate } from '#domain/email-domains'
import { identityGate } from '#domain/identities'
import { membershipLoginGate } from '#domain/logins'
import { emailsGate } from '#domain/mails'
import { invitationGate, membershipGate } from '#domain/memberships'
import { type Issuers, projectGate } from '#domain/projects'
import { clientProvidersGate, namedProviderGate, providerGate, siteGate } from '#domain/providers'
import { activationGate } from '#domain/registration'
import type { Gates } from '#domain/resources'
import { signInRuleGate } from '#domain/signin'
import { userGate } from '#domain/users'
import { webhookGate } from '#domain/webhooks'

export interface GateDeps {
  readonly keyring: Keyring
  readonly audit: Audit
  readonly issuers: Issuers
  readonly isDevelopment: boolean
}

/**
 * The gates for writes of each type, in the order of their calls: a list only, since each rule lives in its own module.
 * All identity types have gates, and so do types whose data nodes cache.
 */
export function gatesFor(
  { keyring, audit, issuers, isDevelopment }: GateDeps,
  options: { readonly foreign: boolean; readonly owner: boolean; readonly server?: boolean },
): Gates {
  const provider = providerGate(keyring, audit, isDevelopment)
  return {
    Project: [projectGate(options.owner), emailsGate, addressGate, emergencyGate(audit), siteGate(audit)],
    User: [userGate],
    ProjectMembership: [
      invitationGate,
      membershipGate(options),
      membershipPolicyGate,
      actForGate,
      identityGate(audit),
      membershipConsentGate,
      membershipLoginGate,
      activationGate,
      emergencyMembershipGate(audit),
    ],
    ClientApplication: [
      clientGate,
      addressGate,
      provider,
      clientProvidersGate,
      droppedProvidersGate(audit),
      signInRuleGate(audit),
      clientPolicyGate,
      clientConsentGate,
      lostKeyGate,
    ],
    ProjectIdentityProvider: [provider, namedProviderGate(options.server === true)],
    DomainConfiguration: [provider, domainGate(audit, options.server === true)],
    AccessPolicy: [policyGate(issuers), addressGate],
    Bot: [botGate, codeGate, allowedHostGate, secretNameGate, webhookGate],
    Organization: [brandGate],
    Endpoint: [brandGate],
  }
}
