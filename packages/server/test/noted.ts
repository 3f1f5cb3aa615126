import type { NodeOptions } from '@damson/testkit'

type Db = Parameters<NonNullable<NodeOptions['faulty']>>[0]

/** What was asked of the store, by the names of statements: each transaction, and what was asked outside of one. */
export interface Noted {
  readonly inTransactions: readonly (readonly string[])[]
  readonly outside: readonly string[]
}

export interface Notebook {
  /** For `faulty` of a node. */
  readonly noting: (db: Db) => Db
  /** What is asked while the work is done; invalidations and notices are looked for all the time, whatever else happens. */
  during(work: () => Promise<unknown>): Promise<Noted>
  /** How often transactions waited for the store since then, their commits left out: what is sent together counts once. */
  roundTrips(): number
}

export function createNotebook(): Notebook {
  let transactions: string[][] = []
  let alone: string[] = []
  let roundTrips = 0
  return {
    async during(work) {
      transactions = []
      alone = []
      roundTrips = 0
      await work()
      return {
        inTransactions: [...transactions],
        outside: alone.filter((name) => !/^(revocation|logout)\./.test(name)),
      }
    },
    roundTrips: () => roundTrips,
    noting: (db) => ({
      engine: db.engine,
      store: db.store,
      query(query) {
        alone.push(query.name ?? query.sql)
        return db.query(query)
      },
      tx: (work, options) =>
        db.tx((tx) => {
          const names: string[] = []
          let underWay = 0
          transactions.push(names)
          return work({
            store: tx.store,
            query(query) {
              names.push(query.name ?? query.sql)
              if (underWay === 0) roundTrips += 1
              underWay += 1
              return tx.query(query).finally(() => {
                underWay -= 1
              })
            },
            ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
            exec: (sql) => tx.exec(sql),
          })
        }, options),
      exec: (sql) => db.exec(sql),
      listen: (channel, heard, lost) => db.listen(channel, heard, lost),
      close: () => db.close(),
    }),
  }
}
