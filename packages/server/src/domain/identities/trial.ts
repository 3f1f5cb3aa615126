import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, refusable } from '#base/db'
import type { ExternalPerson } from '#domain/proof'
import { type Provider, writeProviderKey } from '#domain/providers'
import type { IdentifyRefusal } from './identified-person.ts'
import type { Identify } from './identify.ts'
import type { IdentifyAt, IdentityCheck } from './identity-question.ts'

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

/** Who the person would be here, and how far it came. */
export type WouldBe = {
  readonly passed: readonly IdentityCheck[]
} & (
  | {
      readonly userId: string
      /** By what they would be linked, or that an account would be made; undefined if they are linked already. */
      readonly how: string | undefined
    }
  | { readonly finding: string; readonly failed: IdentityCheck }
)

/** Who the person would be here. Rolls back everything that identifying them did. */
export async function wouldBe(
  db: Db,
  identify: Identify,
  person: ExternalPerson,
  at: IdentifyAt,
  now: Date,
): Promise<WouldBe> {
  const tried = await refusable(db, async (tx, refuse: (found: WouldBe) => never) => {
    const passed: IdentityCheck[] = []
    const found = await identify(tx, person, { ...at, onPassed: (check) => passed.push(check) }, now)
    if (!found.ok) refuse({ passed, finding: found.refusal.finding, failed: failedBy(found.refusal, passed) })
    const { userId, entries } = found.value
    const how = entries.find(({ kind }) => kind === 'identity.linked')?.reason
    refuse({ passed: [...passed, 'account'], userId, how })
  })
  if (tried.ok) throw new Error('what was only tried was done')
  return tried.refusal
}

const OF_EMAIL: ReadonlySet<IdentifyRefusal['why']> = new Set(['no_email', 'unverified_email', 'foreign_domain'])

function failedBy({ why }: IdentifyRefusal, passed: readonly IdentityCheck[]): IdentityCheck {
  if (!passed.includes('project')) return 'project'
  if (!passed.includes('rules')) return 'rules'
  return OF_EMAIL.has(why) ? 'email' : 'account'
}
