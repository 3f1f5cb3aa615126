import type { Tx } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import type { Provider } from './provider.ts'
import { ownerOfProvider, writeProviderKey } from './provider-key.ts'
import { markTested, testedProvider } from './providers.store.ts'

/** Whether a provider was tried as it is configured now. */
export async function isTested(tx: Tx, key: string): Promise<boolean> {
  return (await testedProvider.maybeOne(tx, key))?.tested === true
}

/** Whether a provider of the project is there, and signs nobody in. */
export async function isSwitchedOff(tx: Tx, key: string): Promise<boolean> {
  return (await testedProvider.maybeOne(tx, key))?.active === false
}

/** Notes that a provider was tried and works, as it is configured. False when it was changed meanwhile. */
export async function passTrial(
  tx: Tx,
  { key, configHash, project }: Provider,
  now: Date,
  record: (tx: Tx, entry: Pick<AuditEntry, 'entity'>) => Promise<void>,
): Promise<boolean> {
  const subject = writeProviderKey(key)
  if ((await markTested.maybeOne(tx, subject, configHash, now)) === undefined) return false
  await record(tx, { entity: ownerOfProvider(key) })
  const invalidations: readonly Invalidation[] = [
    { kind: 'provider', subject },
    { kind: 'provider', subject: project },
  ]
  await publishInvalidations(tx, invalidations, now)
  return true
}
