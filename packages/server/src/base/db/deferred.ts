import type { Tx } from './types.ts'

/** The statements of a transaction that nobody awaits until it ends. */
export interface Deferred {
  add(sent: Promise<unknown>): void
  /** Resolves once all are answered, whatever happens to the end sent after them; rejects with the first failure. */
  outcome(end: Promise<unknown>): Promise<void>
  /** Why a transaction failed: every statement after a failed one fails too. */
  cause(error: unknown): Promise<unknown>
}

export function createDeferred(): Deferred {
  const failures: Promise<{ readonly error: unknown } | undefined>[] = []
  const first = async () => (await Promise.all(failures)).find((failure) => failure !== undefined)
  return {
    add(sent) {
      failures.push(
        sent.then(
          () => undefined,
          (error: unknown) => ({ error }),
        ),
      )
    },
    async outcome(end) {
      end.catch(() => undefined)
      const failure = await first()
      if (failure !== undefined) throw failure.error
    },
    async cause(error) {
      const failure = await first()
      return failure === undefined ? error : failure.error
    },
  }
}

/**
 * Sends a statement whose answer nobody needs: in a transaction it travels with the statements after it, including the
 * commit. If it fails, so does the transaction.
 */
export async function deferred(tx: Tx, send: () => Promise<unknown>): Promise<void> {
  if (tx.defer === undefined) {
    await send()
    return
  }
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  // First, because everything sent from here on is gathered.
  tx.defer(promise)
  send().then(resolve, reject)
}
