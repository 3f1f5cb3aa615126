import type { Tx } from '#base/db'
import type { AuditEntry } from '#domain/audit'
import { type NewsItem, publishNews } from '#domain/revocation'
import type { Provider } from './provider.ts'
import { markTested, testedProvider } from './providers.store.ts'

/** Whether a provider was tried as it is configured now. */
export async function isTested(tx: Tx, key: string): Promise<boolean> {
  return (await testedProvider.maybeOne(tx, key))?.tested === true
}

/** Notes that a provider was tried and works, as it is configured. False when it was changed meanwhile. */
export async function passTrial(
  tx: Tx,
  { key, configHash, project }: Provider,
  now: Date,
  record: (tx: Tx, entry: Pick<AuditEntry, 'entity'>) => Promise<void>,
): Promise<boolean> {
  if ((await markTested.maybeOne(tx, key, configHash, now)) === undefined) return false
  await record(tx, { entity: ownerOfProvider(key) })
  const news: readonly NewsItem[] = [
    { kind: 'provider', subject: key },
    { kind: 'provider', subject: project },
  ]
  await publishNews(tx, news, now)
  return true
}

/** The resource on which a provider that can be tried is configured. */
export function ownerOfProvider(key: string): string {
  const [kind, id = ''] = key.split(':')
  return `${kind === 'client' ? 'ClientApplication' : 'DomainConfiguration'}/${id}`
}
