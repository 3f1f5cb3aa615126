import type { Result } from '@damson/fhir'
import type { Db, Tx } from './types.ts'

class RolledBack extends Error {
  readonly refusal: unknown
  constructor(refusal: unknown) {
    super('the transaction was refused')
    this.refusal = refusal
  }
}

/**
 * Runs the work in a transaction. A refusal leaves no trace of what was half made, and is returned. Written without
 * `accepted`: the set-up of the tests imports this floor before any package is built.
 */
export async function refusable<T, R>(
  db: Db,
  work: (tx: Tx, refuse: (refusal: R) => never) => Promise<T>,
): Promise<Result<T, R>> {
  const refuse = (refusal: R): never => {
    throw new RolledBack(refusal)
  }
  try {
    return { ok: true, value: await db.tx((tx) => work(tx, refuse)) }
  } catch (error) {
    // Only `refuse` of this very call makes one: transactions do not nest.
    if (error instanceof RolledBack) return { ok: false, refusal: error.refusal as R }
    throw error
  }
}
