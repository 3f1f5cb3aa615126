import { StorageError } from '../errors.ts'

/** A value, or the promise of one. */
export type Maybe<T> = T | Promise<T>

/** Does something with a store, its failure told in our words. */
export async function using<T>(work: () => Maybe<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw storageError(cause)
  }
}

export function storageError(cause: unknown): StorageError {
  return new StorageError(
    'The storage is full, blocked or broken. Who is signed in stays so for now. Free or allow it, or set the option storage to "memory".',
    { cause },
  )
}
