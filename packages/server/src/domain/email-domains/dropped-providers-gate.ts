import { accepted, type ClientApplication } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type Audit, revokedEvents } from '#domain/audit'
import { endLoginsOfProviderAt } from '#domain/logins'
import { providersOfClient, readProviderKey } from '#domain/providers'
import type { Gate } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { rulesByProvider } from './domains.store.ts'
import { peopleHeldBy } from './people.ts'

/**
 * When a client no longer names a provider of the project, what that provider signed in to the client ends. People of an
 * enforced domain that has this provider stay: it signs them in to every client.
 */
export function droppedProvidersGate(audit: Audit): Gate {
  return async (tx, { id, before, after, now }) => {
    const kept = namedBy(id, after)
    const invalidations: Invalidation[] = []
    for (const providerKey of namedBy(id, before).filter((key) => !kept.includes(key))) {
      const at = { clientId: id, providerKey, spared: await peopleOfProvider(tx, providerKey) }
      const ending = await endLoginsOfProviderAt(tx, at, 'provider_removed', now)
      await audit.record(tx, revokedEvents(ending.ended, { reason: 'provider_removed', provider: providerKey }))
      invalidations.push(...ending.invalidations)
    }
    return accepted(invalidations)
  }
}

/** The provider in the client itself ends with its own configuration. */
function namedBy(id: string, resource: unknown): readonly string[] {
  if (resource === undefined) return []
  const keys = providersOfClient({ id, resource: resource as ClientApplication })
  return keys.filter((key) => readProviderKey(key)?.kind === 'provider')
}

async function peopleOfProvider(tx: Tx, providerKey: string): Promise<readonly string[]> {
  const people: string[] = []
  for (const rule of await rulesByProvider.rows(tx, providerKey)) people.push(...(await peopleHeldBy(tx, rule)))
  return people
}
