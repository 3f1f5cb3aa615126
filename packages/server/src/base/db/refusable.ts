import { accepted, type Result, refused } from '@damson/fhir'
import type { Db, Tx } from './types.ts'

class RolledBack extends Error {
  readonly refusal: unknown
  constructor(refusal: unknown) {
    super('the transaction was refused')
    this.refusal = refusal
  }
}

/** Runs the work in a transaction. A refusal leaves no trace of what was half made, and is returned. */
export async function refusable<T, R>(
  db: Db,
  work: (tx: Tx, refuse: (refusal: R) => never) => Promise<T>,
): Promise<Result<T, R>> {
  const refuse = (refusal: R): never => {
    throw new RolledBack(refusal)
  }
  try {
    return accepted(await db.tx((tx) => work(tx, refuse)))
  } catch (error) {
    // Only `refuse` of this very call makes one: transactions do not nest.
    if (error instanceof RolledBack) return refused(error.refusal as R)
    throw error
  }
}
