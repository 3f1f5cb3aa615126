import type { ClientApplication, DomainConfiguration, ProjectIdentityProvider } from '@damson/fhir'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import { signInRuleOf } from '#domain/clients'
import { copyAssertionKey } from './assertion-keys.ts'
import { writeProviderKey } from './provider-key.ts'
import { keepTrial, type ProviderRow, type ProviderToMoveRow } from './providers.store.ts'
import { unsealSecrets } from './secrets.ts'

/** A client or domain with a provider of its own. */
export type ProviderOwner = ClientApplication | DomainConfiguration

/**
 * A provider of a client or domain as a resource of its own, with its secrets, to be sealed for that. It believes and signs
 * in nobody whom it did not before: it is off where it signed nobody in, and of a domain only the domain is vouched for.
 */
export function providerAsMoved(
  keyring: Keyring,
  owner: ProviderOwner,
  row: ProviderToMoveRow,
): ProjectIdentityProvider {
  const isDomain = owner.resourceType === 'DomainConfiguration'
  const { emailDomain, ...settings } = owner.identityProvider ?? {}
  const name = settings.name ?? (isDomain ? owner.domain : undefined)
  const secrets = Object.entries(unsealSecrets(keyring, row.key, row.sealedSecret))
  const isOn = isDomain
    ? owner.status === 'proven' && owner.enforced === true
    : row.active && signInRuleOf(owner) !== 'own'
  return {
    resourceType: 'ProjectIdentityProvider',
    ...(!isOn && { active: false }),
    identityProvider: {
      ...settings,
      ...(name !== undefined && { name }),
      ...(!isDomain && emailDomain !== undefined && { emailDomain }),
      ...Object.fromEntries(secrets.filter(([, secret]) => secret !== undefined)),
    },
    movedFrom: { reference: `${owner.resourceType}/${owner.id}` },
  }
}

/** What a provider has beside its resource, for its new key: that it was tried, and what this server signs with for it. */
export async function carryOver(
  tx: Tx,
  keyring: Keyring,
  { project, key }: ProviderRow,
  id: string,
  now: Date,
): Promise<string> {
  const to = writeProviderKey({ kind: 'provider', id })
  await keepTrial.run(tx, project, key, to)
  await copyAssertionKey(tx, keyring, key, to, now)
  return to
}
