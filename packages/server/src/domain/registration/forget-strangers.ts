import { secondsAfter } from '#base/clock'
import { deleteGated, findResource } from '#domain/resources'
import { type Invalidation, publishInvalidations } from '#domain/revocation'
import { deleteLinksOf, forgetUnproven } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'

const KEPT_SECONDS = 30 * 86_400
const AT_ONCE = 100
/** What is left then waits for the next run. */
const MOST_BATCHES = 10

/** Deletes accounts that were registered 30 days ago and whose address was never proven; returns how many. */
export async function forgetStrangers(deps: RegistrationDeps, now: Date): Promise<number> {
  let count = 0
  for (let batch = 0; batch < MOST_BATCHES && count === batch * AT_ONCE; batch += 1)
    count += await forgetSome(deps, now)
  return count
}

async function forgetSome({ db, gates, audit }: RegistrationDeps, now: Date): Promise<number> {
  return db.tx(async (tx) => {
    const forgotten = await forgetUnproven.rows(tx, secondsAfter(now, -KEPT_SECONDS), AT_ONCE)
    const invalidations: Invalidation[] = []
    for (const { id, project } of forgotten) {
      const stored = await findResource(tx, project, 'User', id)
      if (stored === undefined) throw new Error('a user has no resource')
      const deleted = await deleteGated(tx, gates, stored, 'system', now)
      if (!deleted.ok) throw new Error(`an account could not be forgotten: ${deleted.refusal.code}`)
      invalidations.push(...deleted.value.invalidations)
      await deleteLinksOf.run(tx, id)
    }
    await audit.record(
      tx,
      forgotten.map(({ id, project }) => ({
        kind: 'user.forgotten' as const,
        project,
        outcome: 0 as const,
        agent: {},
        personal: {},
        entity: `User/${id}`,
        reason: 'never_proven',
      })),
    )
    if (invalidations.length > 0) await publishInvalidations(tx, invalidations, now)
    return forgotten.length
  })
}
