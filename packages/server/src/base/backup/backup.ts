import type { Db } from '#base/db'
import { isEmbedded, lendDirectory, makeStore, mustBeOurPostgres, PgliteStore } from '#base/embedded'
import { readArchive, writeArchive } from './archive.ts'
import type { BackupKeys } from './mac.ts'
import { dumpPostgres, loadPostgres } from './postgres-dump.ts'
import { markRestored } from './restored-mark.ts'

/** The location of a store. */
export type StoreLocation =
  | { readonly engine: 'postgres'; readonly url: string }
  | { readonly engine: 'pglite'; readonly dataDir: string }

/**
 * Writes a backup of a store to a file that only its owner can read. PostgreSQL may be in use; the embedded store must
 * not be: a running server writes its own, with `backupOfOpen`. With keys it has a MAC.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function backup(location: StoreLocation, file: string, keys?: BackupKeys): Promise<void> {
  if (location.engine === 'postgres') {
    await dumpPostgres(location.url, file, keys)
    return
  }
  await lendDirectory(location.dataDir, (directory) => writeArchive(directory, file, keys))
}

/**
 * Returns the function that backs up the embedded store while it is open. Undefined for PostgreSQL, whose own tools do
 * that from outside.
 */
export function backupOfOpen(db: Db): ((file: string, keys?: BackupKeys) => Promise<void>) | undefined {
  if (!isEmbedded(db)) return undefined
  return (file, keys) => db.lendCopy((directory) => writeArchive(directory, file, keys))
}

export interface RestoreOptions {
  /** How many bytes of the file are the backup: all, unless a MAC follows, which was checked before. */
  readonly length?: number
}

/**
 * Makes a store from a backup, and marks it as restored. The place must be empty. Either the whole store is made or
 * nothing.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function restore(location: StoreLocation, file: string, { length }: RestoreOptions = {}): Promise<void> {
  if (location.engine === 'postgres') {
    await loadPostgres(location.url, file)
    return
  }
  await makeStore(location.dataDir, (directory) => fill(directory, file, length))
}

async function fill(directory: string, file: string, length: number | undefined): Promise<void> {
  await readArchive(file, directory, length)
  await mustBeOurPostgres(directory)
  const store = await PgliteStore.start({ dataDir: directory })
  try {
    await store.exec(markRestored)
  } finally {
    await store.close()
  }
}
