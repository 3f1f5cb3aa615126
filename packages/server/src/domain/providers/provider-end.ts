import { accepted, type Project } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type Audit, revokedEvents } from '#domain/audit'
import { endLoginsOfProvider } from '#domain/logins'
import type { Gate } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { googleKey } from './google.ts'
import { writeProviderKey } from './provider-key.ts'

/** Why a provider's sign-ins end. */
export type ProviderEnd =
  | 'provider_removed'
  | 'provider_off'
  | 'provider_changed'
  | 'domain_suspended'
  | 'domain_not_enforced'

/** Ends a provider's sign-ins and audits it. Publish the invalidations last in the transaction. */
export async function endSignInsOf(
  tx: Tx,
  audit: Audit,
  providerKey: string,
  why: ProviderEnd,
  now: Date,
): Promise<readonly Invalidation[]> {
  const { ended, invalidations } = await endLoginsOfProvider(tx, providerKey, why, now)
  await audit.record(tx, revokedEvents(ended, { reason: why, provider: providerKey }))
  return invalidations
}

/** Ends Google's sign-ins when the project's site no longer names its client id. */
export function siteGate(audit: Audit): Gate {
  return async (tx, { id: project, before, after, now }) => {
    const [earlier, kept] = [googleIdsOf(before as Project | undefined), googleIdsOf(after as Project | undefined)]
    const invalidations: Invalidation[] = []
    for (const googleClientId of earlier.filter((one) => !kept.includes(one))) {
      const key = writeProviderKey(googleKey(project, googleClientId))
      invalidations.push(...(await endSignInsOf(tx, audit, key, 'provider_removed', now)))
    }
    return accepted(invalidations)
  }
}

const googleIdsOf = (project: Project | undefined): readonly string[] =>
  project?.site?.flatMap(({ googleClientId }) => googleClientId ?? []) ?? []
