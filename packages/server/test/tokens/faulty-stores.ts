/** Stores that keep a node from hearing the invalidations. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeOptions } from '@damson/testkit'

/** A store that never notifies. */
export const deaf: NonNullable<NodeOptions['faulty']> = (db) => ({
  ...bound(db),
  listen: () => Promise.resolve(() => Promise.resolve()),
})

/** A store that answers everything but what is new, as a primary that is slow to the poll would. */
export const hangingPolls: NonNullable<NodeOptions['faulty']> = (db) => {
  let polls = 0
  return {
    ...bound(db),
    query: async (query) => {
      if (query.name !== 'revocation.current') return db.query(query)
      polls += 1
      // The node starts with what it hears first; then it hears nothing any more.
      if (polls <= 2) return db.query(query)
      await sleep(900)
      throw new Error('the poll has hung')
    },
  }
}

/** The store as it is, to be spread and changed. */
export const bound = (db: Parameters<NonNullable<NodeOptions['faulty']>>[0]): typeof db => ({
  engine: db.engine,
  store: db.store,
  query: (query) => db.query(query),
  tx: (work, options) => db.tx(work, options),
  listen: (channel, heard, lost) => db.listen(channel, heard, lost),
  exec: (text) => db.exec(text),
  close: () => db.close(),
})
