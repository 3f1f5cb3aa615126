import type { Db, Tx } from '#base/db'
import type { Invalidation, Invalidations } from './invalidations.ts'
import { publish } from './revocation.store.ts'

/** Transactions with invalidations to publish after their commit. */
const announcing = new WeakSet<Tx>()

/**
 * Tells every node what changed when this transaction commits. It locks the row of the revision until then, which puts
 * the invalidations in commit order: call it last in the transaction.
 */
export async function publishInvalidations(tx: Tx, items: readonly Invalidation[], now: Date): Promise<void> {
  if (items.length === 0) return
  const kinds = items.map((item) => item.kind)
  const subjects = items.map((item) => item.subject)
  await publish.rows(tx, kinds, subjects, now)
  announcing.add(tx)
}

/** The same store, but a transaction that publishes invalidations returns only after this node has heard them. */
export function hearingOwnInvalidations(db: Db, invalidations: Invalidations): Db {
  return {
    engine: db.engine,
    store: db.store,
    query: (query) => db.query(query),
    exec: (text) => db.exec(text),
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    close: () => db.close(),
    async tx(work, options) {
      let own: Tx | undefined
      const result = await db.tx((tx) => {
        own = tx
        return work(tx)
      }, options)
      if (own !== undefined && announcing.has(own)) await invalidations.hear()
      return result
    },
  }
}
