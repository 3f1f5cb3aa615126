import { setTimeout as sleep } from 'node:timers/promises'
import { TransactionConflict } from './faults.ts'
import type { TxOptions } from './types.ts'

const retries = 3

/** Runs a transaction again when it lost against another one, if the caller said that it may. */
export async function retrying<T>(options: TxOptions, attempt: () => Promise<T>): Promise<T> {
  for (let left = options.retry === true ? retries : 0; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0 || !(error instanceof TransactionConflict)) throw error
      // By chance, so that two that met do not meet again.
      await sleep(5 + Math.random() * 20)
    }
  }
}
