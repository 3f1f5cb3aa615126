import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreRefusal } from '#base/db'
import { packDirectory, pglitePostgresMajor, pgliteVersion, postgresOf, unpackTarball } from '#base/embedded'
import { writeDurably } from './durable-file.ts'
import type { BackupKeys } from './mac.ts'

/** An archive's description, in a separate file at the root of the data directory. */
interface Label {
  readonly damson: 'pglite backup'
  readonly postgres: number
  readonly pglite: string
  readonly madeAt: string
}

const labelFile = 'damson-backup.json'

/** Packs a data directory that nobody is writing to into a backup file. */
export async function writeArchive(directory: string, file: string, keys?: BackupKeys): Promise<void> {
  const label: Label = {
    damson: 'pglite backup',
    postgres: await postgresOf(directory),
    pglite: pgliteVersion(),
    madeAt: new Date().toISOString(),
  }
  const pack = (unfinished: string): Promise<void> =>
    packDirectory(directory, unfinished, {
      // Most of it is log segments, which a higher level doesn't make smaller.
      level: 1,
      without: ['postmaster.pid'],
      label: { name: labelFile, text: JSON.stringify(label) },
    })
  await writeDurably(file, pack, keys)
}

/** Unpacks a backup file, if it is one and this PostgreSQL can read it. */
export async function readArchive(file: string, directory: string, length?: number): Promise<void> {
  const label = await unpack(file, directory, length)
  if (label.postgres !== pglitePostgresMajor) {
    throw new StoreRefusal(
      'other_postgres',
      `The backup ${file} is of the embedded PostgreSQL ${label.postgres}; this Damson brings ${pglitePostgresMajor}. ` +
        'Restore it with the Damson version that wrote it, export it there, and import the file here.',
    )
  }
  await rm(join(directory, labelFile))
}

async function unpack(file: string, directory: string, length: number | undefined): Promise<Label> {
  try {
    await unpackTarball(file, directory, length)
    const label = JSON.parse(await readFile(join(directory, labelFile), 'utf8')) as Label
    if (label.damson === 'pglite backup') return label
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreRefusal('bad_backup', `${file} is not a whole backup of an embedded Damson store: ${reason}`)
  }
  throw new StoreRefusal('bad_backup', `${file} is not a backup of an embedded Damson store.`)
}
