import { type Db, waitLonger } from '#base/db'
import { createPartition, isInDefault, lockPartitions, partitions, protect } from './audit.store.ts'

const MONTHS_AHEAD = 2

/**
 * Makes the partitions of this month and the next two. Events of a month without a partition go to the default partition.
 */
export async function keepPartitions(db: Db, now: Date): Promise<void> {
  await db.tx(async (tx) => {
    await waitLonger(tx)
    await lockPartitions.one(tx)
    await protect(tx)
    const known = new Set((await partitions.rows(tx)).map(({ name }) => name))
    for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
      const from = firstOfMonth(now, ahead)
      const name = `audit_events_${from.toISOString().slice(0, 7).replace('-', '_')}`
      const end = firstOfMonth(now, ahead + 1)
      // Skips a month with events in the default partition, from a clock far ahead: its other events go there too.
      if (known.has(name) || (await isInDefault.maybeOne(tx, from, end)) !== undefined) continue
      await createPartition(tx, name, from.toISOString(), end.toISOString())
    }
  })
}

function firstOfMonth(now: Date, ahead: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1))
}
