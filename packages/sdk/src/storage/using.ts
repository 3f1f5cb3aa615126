import { StorageError } from '../errors.ts'

/** A value, or the promise of one. */
export type Maybe<T> = T | Promise<T>

/** Uses a store, and turns its failure into a {@link StorageError}. */
export async function using<T>(work: () => Maybe<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw storageError(cause)
  }
}

export function storageError(cause: unknown): StorageError {
  return new StorageError(
    'The storage is full, blocked or broken. The user stays signed in for now. Free it, or set the option storage to "memory".',
    { cause },
  )
}
