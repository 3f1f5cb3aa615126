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
 * Runs the work in a transaction. A refusal rolls it back, and is returned. Doesn't use `accepted`, because the test
 * set-up imports this module before any package is built.
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
    // Only `refuse` of this call throws it: transactions don't nest.
    if (error instanceof RolledBack) return { ok: false, refusal: error.refusal as R }
    throw error
  }
}
