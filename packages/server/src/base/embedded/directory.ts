import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreRefusal } from '#base/db'
import { withTemporaryDirectory } from './durable-write.ts'
import { pglitePostgresMajor } from './package-files.ts'
import { PgliteStore } from './store.ts'
import { unpackTarball } from './tarball.ts'

/** Whether a directory holds a store; throws when it holds something else. */
export async function holdsStore(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return false
  const files = await readdir(dataDir)
  if (files.length === 0) return false
  if (files.includes('PG_VERSION')) return true
  throw new StoreRefusal(
    'not_a_store',
    `The directory ${dataDir} is not empty and holds no Damson store. Choose another one (DAMSON_DATA_DIR).`,
  )
}

/** The major version of the PostgreSQL that a data directory belongs to. */
export async function postgresOf(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'PG_VERSION'), 'utf8'), 10)
}

/** Refuses a data directory of another PostgreSQL than the one in PGlite, which could not read it. */
export async function mustBeOurPostgres(dataDir: string): Promise<void> {
  const major = await postgresOf(dataDir)
  if (major === pglitePostgresMajor) return
  throw new StoreRefusal(
    'other_postgres',
    `The store in ${dataDir} was written by the embedded PostgreSQL ${major}; this Damson brings ${pglitePostgresMajor}. ` +
      'Export it with the Damson version that wrote it, and import the file with this one into a new directory.',
  )
}

/**
 * Makes a data directory in one step: fills it under another name, and renames it when it is complete. A process that
 * dies in between leaves nothing that looks like a store.
 */
export async function makeDirectory(dataDir: string, fill: (directory: string) => Promise<void>): Promise<void> {
  await withTemporaryDirectory(dataDir, async (directory) => {
    await fill(directory)
    await rm(join(directory, 'postmaster.pid'), { force: true })
    // On some systems, rename fails if an empty directory exists there.
    if (existsSync(dataDir)) await rmdir(dataDir)
    await rename(directory, dataDir)
  })
}

/** Fills a new directory from a snapshot, or with PGlite's own `initdb`. */
export async function fillNew(directory: string, snapshot: string | undefined): Promise<void> {
  if (snapshot !== undefined) {
    await unpackTarball(snapshot, directory)
    return
  }
  await mkdir(directory, { mode: 0o700 })
  // A separate engine, because initdb takes a gigabyte that an engine in use would keep.
  const engine = await PgliteStore.start({ dataDir: directory })
  await engine.close()
}
