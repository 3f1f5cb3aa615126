import { AsyncLocalStorage } from 'node:async_hooks'

interface OpenTransaction {
  readonly owner: object
  open: boolean
}

const current = new AsyncLocalStorage<OpenTransaction | undefined>()

/** Runs the work of a transaction, so that a statement that bypasses it is noticed. */
export async function insideTransaction<T>(owner: object, work: () => Promise<T>): Promise<T> {
  const transaction = { owner, open: true }
  try {
    return await current.run(transaction, work)
  } finally {
    transaction.open = false
  }
}

/**
 * Runs work that a request only triggers (a flush shared by many, a cache that fills itself) as if no transaction were
 * open. Do not await it inside the transaction: on the embedded store that would never end.
 */
export function outsideTransaction<T>(work: () => T): T {
  return current.exit(work)
}

/**
 * Refuses a statement that a transaction's work sends to the `Db` instead of its `Tx`. On the embedded store it would
 * wait for its own transaction. On PostgreSQL it would run elsewhere, without the uncommitted changes, and could wait
 * forever for a full pool.
 */
export function refuseInsideTransaction(owner: object): void {
  const transaction = current.getStore()
  if (transaction?.open === true && transaction.owner === owner) {
    throw new Error('Inside a transaction, use the tx that the work was given, not the db (or outsideTransaction).')
  }
}
