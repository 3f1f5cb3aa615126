import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, refusable } from '#base/db'
import type { ExternalPerson } from '#domain/proof'
import { type Provider, writeProviderKey } from '#domain/providers'
import type { Identify } from './identify.ts'
import type { IdentifyAt } from './identity-question.ts'

/** A permit to try a provider: opening its address in a browser signs in at the provider, but not here. */
export interface Trial {
  readonly providerKey: string
  readonly configHash: string
  /** The project whose administrator tries it. */
  readonly project: string
  /** The administrator's account. */
  readonly by: string | undefined
}

const LIFE_SECONDS = 600
const CONTEXT = 'provider-trial'

export function sealTrial(
  keyring: Keyring,
  { key, configHash }: Provider,
  { project, by }: Pick<Trial, 'project' | 'by'>,
  now: Date,
): string {
  const trial: Trial & { until: number } = {
    providerKey: writeProviderKey(key),
    configHash,
    project,
    by,
    until: secondsAfter(now, LIFE_SECONDS).getTime(),
  }
  return keyring.seal(JSON.stringify(trial), CONTEXT)
}

/** Undefined if it is forged or expired. */
export function openTrial(keyring: Keyring, sealed: string, now: Date): Trial | undefined {
  try {
    // Only `sealTrial` seals in this context, so the shape is known.
    const trial = JSON.parse(keyring.unseal(sealed, CONTEXT).toString()) as Trial & { until: number }
    return trial.until > now.getTime() ? trial : undefined
  } catch {
    return undefined
  }
}

/** Who the person would be here. Rolls back everything that identifying them did. */
export async function wouldBe(
  db: Db,
  identify: Identify,
  person: ExternalPerson,
  at: IdentifyAt,
  now: Date,
): Promise<{ readonly userId: string } | { readonly finding: string }> {
  const tried = await refusable(db, async (tx, refuse: (found: { userId: string } | { finding: string }) => never) => {
    const found = await identify(tx, person, at, now)
    refuse(found.ok ? { userId: found.value.userId } : { finding: found.refusal.finding })
  })
  if (tried.ok) throw new Error('what was only tried was done')
  return tried.refusal
}
