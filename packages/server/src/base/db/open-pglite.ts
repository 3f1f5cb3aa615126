import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PgliteStore } from './pglite.ts'
import { fillNew, holdsStore, makeDirectory, mustBeOurPostgres } from './pglite-directory.ts'
import { findSnapshot, type SnapshotPlace } from './pglite-snapshot.ts'
import { type StoreLock, takeStoreLock } from './store-lock.ts'
import { removeLeftovers } from './unfinished.ts'

export interface PgliteOptions {
  /** The directory that the store owns; without one it lives in memory, and ends with the process. */
  readonly dataDir?: string
  /** Where the snapshot for a first start lies; `false` does without. By default the one that the build made. */
  readonly snapshot?: SnapshotPlace | false
  /** Told of faults that no caller may see: the engine crashed, and another one takes its place. */
  readonly report?: (fault: Error) => void
}

/**
 * Opens the embedded store. A new one has no tables, or those of the snapshot: `migrate` brings either up to date.
 *
 * @throws {StoreRefusal} When another process uses the directory, or it holds something else.
 */
export async function openPglite({ dataDir, snapshot = {}, report }: PgliteOptions = {}): Promise<PgliteStore> {
  const events = report === undefined ? {} : { report }
  const archive = async () => (snapshot === false ? undefined : findSnapshot(snapshot))
  if (dataDir === undefined) {
    const snapshotFile = await archive()
    return PgliteStore.start(snapshotFile === undefined ? {} : { snapshotFile }, events)
  }
  return withLock(resolve(dataDir), async (directory, lock) => {
    if (!(await holdsStore(directory))) {
      const found = await archive()
      await makeDirectory(directory, (unfinished) => fillNew(unfinished, found))
    }
    await mustBeOurPostgres(directory)
    await removeLeftovers(directory)
    return PgliteStore.start({ dataDir: directory }, { ...events, closed: () => lock.release() })
  })
}

/** Runs work on a directory that no other process uses; when it throws, the lock is released. */
export async function withLock<T>(
  directory: string,
  work: (directory: string, lock: StoreLock) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 })
  const lock = takeStoreLock(directory)
  try {
    return await work(directory, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}
