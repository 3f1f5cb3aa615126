import { resolve } from 'node:path'
import type { BackupKeys } from './backup-mac.ts'
import { StoreRefusal } from './faults.ts'
import { withLock } from './open-pglite.ts'
import { PgliteStore } from './pglite.ts'
import { readArchive, writeArchive } from './pglite-archive.ts'
import { holdsStore, makeDirectory, mustBeOurPostgres } from './pglite-directory.ts'
import { dumpPostgres, loadPostgres } from './postgres-dump.ts'
import { markRestored } from './restored-mark.ts'

/** Where a store is. */
export type StorePlace =
  | { readonly engine: 'postgres'; readonly url: string }
  | { readonly engine: 'pglite'; readonly dataDir: string }

/**
 * Writes a backup of a store to a file that only its owner can read. PostgreSQL may be in use; the embedded store must
 * not be: a running server writes its own, with `dumpTo`. With keys it has a MAC.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function backup(place: StorePlace, file: string, keys?: BackupKeys): Promise<void> {
  if (place.engine === 'postgres') {
    await dumpPostgres(place.url, file, keys)
    return
  }
  await withLock(resolve(place.dataDir), async (directory, lock) => {
    if (!(await holdsStore(directory))) {
      throw new StoreRefusal('not_a_store', `There is no store in ${directory} to back up.`)
    }
    await writeArchive(directory, file, keys)
    lock.release()
  })
}

export interface RestoreOptions {
  /** How many bytes of the file are the backup; all of it unless its MAC follows, which was checked before. */
  readonly length?: number
}

/**
 * Makes a store from a backup, and marks it as restored. It takes an empty place only, and is there whole or not at all.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function restore(place: StorePlace, file: string, { length }: RestoreOptions = {}): Promise<void> {
  if (place.engine === 'postgres') {
    await loadPostgres(place.url, file)
    return
  }
  await withLock(resolve(place.dataDir), async (directory, lock) => {
    if (await holdsStore(directory)) {
      throw new StoreRefusal(
        'not_empty',
        `There is a store in ${directory} already. Move it away, or choose another one.`,
      )
    }
    await makeDirectory(directory, (unfinished) => fill(unfinished, file, length))
    lock.release()
  })
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
