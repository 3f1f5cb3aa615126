import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Db, StoreRefusal } from '#base/db'
import { fillNew, holdsStore, makeDirectory, mustBeOurPostgres } from './directory.ts'
import { removeLeftovers } from './durable-write.ts'
import { type StoreLock, takeStoreLock } from './lock.ts'
import { findSnapshot, type SnapshotLocation } from './snapshot.ts'
import { PgliteStore } from './store.ts'

export interface PgliteOptions {
  /** The directory that the store owns; without one it is in memory, and ends with the process. */
  readonly dataDir?: string
  /** The snapshot for a first start; `false` for none. By default the one from the build. */
  readonly snapshot?: SnapshotLocation | false
  /** Receives faults that no caller sees: the engine crashed, and another one replaces it. */
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

/**
 * Lends the directory of a store that is not open, for a backup.
 *
 * @throws {StoreRefusal} When a process uses it, or there is no store.
 */
export async function lendDirectory(dataDir: string, work: (directory: string) => Promise<void>): Promise<void> {
  await withLock(resolve(dataDir), async (directory, lock) => {
    if (!(await holdsStore(directory))) {
      throw new StoreRefusal('not_a_store', `There is no store in ${directory} to back up.`)
    }
    await work(directory)
    lock.release()
  })
}

/**
 * Makes a store in an empty place, all at once: `fill` gets a directory of another name.
 *
 * @throws {StoreRefusal} When a process uses the place, or it is not empty.
 */
export async function makeStore(dataDir: string, fill: (directory: string) => Promise<void>): Promise<void> {
  await withLock(resolve(dataDir), async (directory, lock) => {
    if (await holdsStore(directory)) {
      throw new StoreRefusal(
        'not_empty',
        `There is a store in ${directory} already. Move it away, or choose another one.`,
      )
    }
    await makeDirectory(directory, fill)
    lock.release()
  })
}

/** Whether a store is an embedded one. */
export function isEmbedded(db: Db): db is PgliteStore {
  return 'lendCopy' in db
}

/** Runs work on a directory that no other process uses; if the work throws, the lock is released. */
async function withLock<T>(directory: string, work: (directory: string, lock: StoreLock) => Promise<T>): Promise<T> {
  await mkdir(dirname(directory), { recursive: true, mode: 0o700 })
  const lock = takeStoreLock(directory)
  try {
    return await work(directory, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}
