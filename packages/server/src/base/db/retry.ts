import { setTimeout as sleep } from 'node:timers/promises'
import { TransactionConflict } from './faults.ts'
import type { TxOptions } from './types.ts'

const retries = 3

/** Retries a transaction that lost a conflict with another one, if the caller allows it. */
export async function retrying<T>(options: TxOptions, attempt: () => Promise<T>): Promise<T> {
  for (let left = options.retry === true ? retries : 0; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0 || !(error instanceof TransactionConflict)) throw error
      // A random delay, so that the two don't collide again.
      await sleep(5 + Math.random() * 20)
    }
  }
}
