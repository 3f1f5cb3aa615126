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
}

export function createNotebook(): Notebook {
  let transactions: string[][] = []
  let alone: string[] = []
  return {
    async during(work) {
      transactions = []
      alone = []
      await work()
      return {
        inTransactions: [...transactions],
        outside: alone.filter((name) => !/^(revocation|logout)\./.test(name)),
      }
    },
    noting: (db) => ({
      engine: db.engine,
      query(query) {
        alone.push(query.name ?? query.sql)
        return db.query(query)
      },
      tx: (work, options) =>
        db.tx((tx) => {
          const names: string[] = []
          transactions.push(names)
          return work({
            query(query) {
              names.push(query.name ?? query.sql)
              return tx.query(query)
            },
            exec: (sql) => tx.exec(sql),
          })
        }, options),
      exec: (sql) => db.exec(sql),
      listen: (channel, heard, lost) => db.listen(channel, heard, lost),
      close: () => db.close(),
    }),
  }
}
