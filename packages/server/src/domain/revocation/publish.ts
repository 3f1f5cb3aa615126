import type { Db, Tx } from '#base/db'
import type { News, NewsItem } from './news.ts'
import { publish } from './revocation.store.ts'

/** Transactions that have news to tell once they are committed. */
const announcing = new WeakSet<Tx>()

/**
 * Tells every node what changed, when this transaction commits. The revision's row stays locked until then, which puts
 * the news in commit order: call it last in the transaction.
 */
export async function publishNews(tx: Tx, items: readonly NewsItem[], now: Date): Promise<void> {
  if (items.length === 0) return
  const kinds = items.map((item) => item.kind)
  const subjects = items.map((item) => item.subject)
  await publish.rows(tx, kinds, subjects, now)
  announcing.add(tx)
}

/** The same store, on which this node has heard its own news before a transaction that told some returns. */
export function hearingOwnNews(db: Db, news: News): Db {
  return {
    engine: db.engine,
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
      if (own !== undefined && announcing.has(own)) await news.hear()
      return result
    },
  }
}
