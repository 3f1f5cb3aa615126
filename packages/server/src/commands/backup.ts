/** `npm run backup -- FILE` */
import { resolve } from 'node:path'
import { type BackupKeys, backup, exportStore } from '#base/backup'
import { createClock } from '#base/clock'
import { backupToken } from '#base/crypto'
import { type Db, StoreRefusal } from '#base/db'
import { installation, noteBackup } from '#domain/keys'
import {
  CommandRefused,
  keyringOf,
  masterKeyOf,
  openStore,
  runCommand,
  settings,
  storeLocation,
  usage,
} from './command.ts'

const HELP = `Writes a backup of the store to a new file that only you can read.

  npm run backup -- FILE
  npm run backup -- --portable FILE   one that later versions and the other kind of store can read; slower

PostgreSQL is dumped with pg_dump while it is in use. The embedded store is copied; if a server runs, it makes the copy.
The key is not in the backup: keep DAMSON_KEY, or the file "key" of the data directory, in another safe place. The file
ends with a MAC under that key, so that a restore can tell whether it was changed.

Examples
  npm run backup -- /var/backups/damson-2026-01-31
  DATABASE_URL=postgres://… DAMSON_KEY=… npm run backup -- nightly.dump

Exit codes: 0 written, 1 not written, 64 wrong use, 78 wrong settings.`

/** The running server writes the backup of its embedded store. The request proves that the caller can read the key. */
async function byTheServer(config: ReturnType<typeof settings>, file: string): Promise<void> {
  const key = masterKeyOf(config)
  if (key === undefined)
    throw new CommandRefused(
      'The store is in use, and its key cannot be read, so the server cannot be asked for a backup: ' +
        'run this as the user of the server.',
    )
  const response = await fetch(`${config.baseUrl}dev/backup`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${backupToken(key)}`,
    },
    body: JSON.stringify({ file }),
  }).catch(() => undefined)
  if (response?.ok !== true) {
    throw new CommandRefused(
      `The store is in use, and no server at ${config.baseUrl} can write its backup: stop the server and try again.`,
    )
  }
}

/** Moves data from the embedded store to PostgreSQL, and from one major version of PostgreSQL to the next. */
async function portable(config: ReturnType<typeof settings>, file: string, keys: BackupKeys): Promise<void> {
  await withStore(config, async (db) => {
    await mustBeItsKey(db, keys)
    await exportStore(db, file, keys)
  })
}

async function native(config: ReturnType<typeof settings>, file: string, keys: BackupKeys): Promise<void> {
  const location = storeLocation(config)
  // The embedded store has its key beside it, and opening it would take longer than copying it.
  if (location.engine === 'postgres') await withStore(config, (db) => mustBeItsKey(db, keys))
  await backup(location, file, keys)
}

async function withStore(config: ReturnType<typeof settings>, work: (db: Db) => Promise<void>): Promise<void> {
  const db = await openStore(config)
  try {
    await work(db)
  } finally {
    await db.close()
  }
}

/** A store that cannot be written, such as a standby, can be backed up all the same. */
async function note(config: ReturnType<typeof settings>): Promise<void> {
  try {
    await withStore(config, (db) => noteBackup(db, createClock().now()))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    console.error(`The store could not note that it was backed up, so the console will not know of it: ${why}`)
  }
}

/** A backup with a MAC under another key would fail only when it is needed, at the restore. */
async function mustBeItsKey(db: Db, { fingerprint }: BackupKeys): Promise<void> {
  const own = await installation.maybeOne(db)
  if (own !== undefined && own.keyFingerprint !== fingerprint)
    throw new CommandRefused('DAMSON_KEY is not the key of this store, which signs its backups: set the right key.')
}

await runCommand(HELP, async (words) => {
  const isPortable = words.includes('--portable')
  const [file, ...more] = words.filter((word) => word !== '--portable')
  if (file === undefined || more.length > 0 || file.startsWith('-')) throw usage(HELP)
  const config = settings()
  const keys = keyringOf(config)
  if (keys === undefined)
    throw new CommandRefused('The key of the store is missing, and it signs the backups: set DAMSON_KEY.')
  try {
    await (isPortable ? portable : native)(config, resolve(file), keys)
    await note(config)
  } catch (error) {
    if (!(error instanceof StoreRefusal && error.why === 'in_use') || isPortable) throw error
    await byTheServer(config, resolve(file))
  }
  console.log(
    `Backup written to ${file}. Keep the key (DAMSON_KEY, or ${config.server.dataDir}/key) in another place: ` +
      'without the key, the backup cannot be used.',
  )
  return 0
})
