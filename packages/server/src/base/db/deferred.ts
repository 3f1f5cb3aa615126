import type { Tx } from './types.ts'

/** The statements of a transaction that nobody awaits, until it ends. */
export interface Deferred {
  add(sent: Promise<unknown>): void
  /** Resolves once all are answered, whatever comes of the end that was sent after them; rejects as the first that failed. */
  outcome(end: Promise<unknown>): Promise<void>
  /** Why a transaction failed: all that comes after a statement that failed fails with it. */
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
 * Sends a statement whose answer nobody needs: in a transaction it travels with what comes after it, the commit too, and
 * fails with it.
 */
export async function deferred(tx: Tx, send: () => Promise<unknown>): Promise<void> {
  if (tx.defer === undefined) {
    await send()
    return
  }
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  // First, since from here on what is sent is gathered.
  tx.defer(promise)
  send().then(resolve, reject)
}
