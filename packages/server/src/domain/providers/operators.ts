import type { Db, Tx } from '#base/db'
import type { Audit } from '#domain/audit'
import { providerKeysInUse } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { deleteAssertionKey } from './assertion-keys.store.ts'
import type { Provider } from './provider.ts'
import { endSignInsOf } from './provider-end.ts'
import { prefixOfKind, readProviderKey, writeProviderKey } from './provider-key.ts'
import { deleteProvider, heldProvider, lockOperators, providersByPrefix, putProvider } from './providers.store.ts'
import { operatorProviders } from './providers.ts'
import type { FederationSettings } from './settings.ts'

const OPERATORS = prefixOfKind('server')

/**
 * At the start of a node, ends the sign-ins of operator's providers that are gone from its settings or changed in them. From
 * then on its settings count: a node that started earlier with other settings refuses sign-ins by such a provider.
 */
export async function adoptOperatorProviders(
  db: Db,
  audit: Audit,
  settings: FederationSettings,
  now: Date,
): Promise<void> {
  const configured = new Map(operatorProviders(settings).map((provider) => [writeProviderKey(provider.key), provider]))
  await db.tx(async (tx) => {
    await lockOperators.one(tx)
    const known = new Map((await providersByPrefix.rows(tx, OPERATORS)).map(({ key, configHash }) => [key, configHash]))
    const invalidations: Invalidation[] = []
    for (const [key, provider] of configured)
      invalidations.push(...(await adopt(tx, audit, provider, known.get(key), now)))
    const inUse = (await providerKeysInUse.rows(tx, OPERATORS)).map(({ providerKey }) => providerKey)
    for (const key of new Set([...known.keys(), ...inUse])) {
      if (configured.has(key)) continue
      await deleteProvider.run(tx, key)
      invalidations.push(...(await endSignInsOf(tx, audit, key, 'provider_removed', now)))
    }
    await publishInvalidations(tx, invalidations, now)
  })
}

async function adopt(
  tx: Tx,
  audit: Audit,
  { key: own, issuer, configHash, settings }: Provider,
  known: string | undefined,
  now: Date,
): Promise<readonly Invalidation[]> {
  const key = writeProviderKey(own)
  if (known === configHash) return []
  await putProvider.run(tx, {
    key,
    project: SYSTEM_PROJECT,
    active: true,
    issuer: issuer ?? null,
    configHash,
    sealedSecret: null,
    movedFrom: null,
  })
  if (settings.tokenAuthMethod !== 'private_key_jwt') await deleteAssertionKey.run(tx, key)
  // A provider without a row is new, or older than these rows: there is no sign that it changed.
  return known === undefined ? [] : endSignInsOf(tx, audit, key, 'provider_changed', now)
}

/** The operator's providers whose sign-ins would end if a node started with these settings now. */
export async function operatorsToEnd(tx: Tx, settings: FederationSettings): Promise<readonly string[]> {
  const configured = new Map(
    operatorProviders(settings).map(({ key, configHash }) => [writeProviderKey(key), configHash]),
  )
  const known = await providersByPrefix.rows(tx, OPERATORS)
  return known
    .filter(({ key, configHash }) => configured.get(key) !== configHash)
    .flatMap(({ key }) => readProviderKey(key)?.id ?? [])
}

/**
 * Whether a provider was changed, removed or switched off since the person was sent to it. Undefined: it was not, and cannot
 * be until the transaction ends. Google on a site has no row: its key is its whole configuration.
 */
export async function providerChange(
  tx: Tx,
  { key, configHash }: Provider,
): Promise<{ readonly why: 'provider_changed'; readonly finding: string } | undefined> {
  if (key.kind === 'site') return undefined
  if ((await heldProvider.maybeOne(tx, writeProviderKey(key)))?.configHash === configHash) return undefined
  const finding =
    key.kind === 'server'
      ? 'A node that started later has other settings for this provider, or none: restart this node with the same settings.'
      : 'The provider was changed, removed or switched off during the sign-in: sign in again.'
  return { why: 'provider_changed', finding }
}
