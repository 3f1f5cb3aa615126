import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageFile } from '#base/package'
import { SqlFault, StoreRefusal } from './faults.ts'
import { sql, statement, statementByNames } from './statement.ts'
import type { Db, ScriptTx, Tx } from './types.ts'

/** One file of the migrations folder, `NNNN-name.sql`. */
export interface Migration {
  readonly ordinal: number
  readonly name: string
  readonly checksum: string
  readonly text: string
}

interface Applied {
  readonly ordinal: number
  readonly name: string
  readonly checksum: string
}

const fileShape = /^(\d{4})-([a-z0-9-]+)\.sql$/

/** The migrations shipped with this program. */
const migrationsFolder = fileURLToPath(packageFile('migrations/'))

/** Reads the migrations in order. A missing folder has none. */
export async function readMigrations(folder: string = migrationsFolder): Promise<readonly Migration[]> {
  const files = (await filesOf(folder)).filter((file) => file.endsWith('.sql')).sort()
  return Promise.all(files.map((file, position) => readMigration(folder, file, position + 1)))
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function readMigration(folder: string, file: string, expected: number): Promise<Migration> {
  const match = fileShape.exec(file)
  const ordinal = Number(match?.[1])
  if (match === null || ordinal !== expected) {
    throw new StoreRefusal(
      'bad_migration',
      `The migration ${file} should be named ${String(expected).padStart(4, '0')}-name.sql: they are numbered without gaps.`,
    )
  }
  // Git may have checked the file out with other line ends; it is still the same migration.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n')
  if (/^\s*(begin|start transaction|commit|rollback)\s*;/im.test(text)) {
    throw new StoreRefusal('bad_migration', `The migration ${file} must not begin or end transactions: it runs in one.`)
  }
  return { ordinal, name: match[2] ?? '', checksum: createHash('sha256').update(text).digest('hex'), text }
}

/** One checksum over all migrations: two programs with the same one make the same tables. */
export function checksumOf(migrations: readonly Migration[]): string {
  const hash = createHash('sha256')
  for (const { ordinal, name, checksum } of migrations) hash.update(`${ordinal} ${name} ${checksum}\n`)
  return hash.digest('hex')
}

export interface MigrateOptions {
  readonly folder?: string
  /** Applies at most this many, for a store to be filled from an older backup. */
  readonly upTo?: number
}

/**
 * Applies the migrations that the store does not have yet, each in a transaction of its own, and answers their names.
 * Nodes that start together take turns: one applies a file, the others find it done.
 *
 * @throws {StoreRefusal} When the store is newer than the program, an applied file was changed, or the server is too old.
 */
export async function migrate(db: Db, { folder, upTo }: MigrateOptions = {}): Promise<readonly string[]> {
  const migrations = (await readMigrations(folder)).slice(0, upTo)
  await mustSuit(db)
  const done: string[] = []
  for (;;) {
    if ((await nextOf(db, migrations)) === undefined) return done
    const name = await db.tx((tx) => applyNext(tx, migrations))
    if (name !== undefined) done.push(name)
  }
}

// Any number that no other program is likely to lock: the first bytes of sha256('damson migrations').
const lockKey = 0x2f1c84d7

const anHour = 3_600_000

async function applyNext(tx: ScriptTx, migrations: readonly Migration[]): Promise<string | undefined> {
  // The other node may be at it for long, and waiting for it is right. The file itself must not wait for a
  // table's lock: all that stand behind it would wait as well.
  await setLockTimeout.run(tx, '0')
  await lock.run(tx, lockKey)
  await setLockTimeout.run(tx, '5s')
  await tx.exec(createTable)
  const next = await nextOf(tx, migrations)
  if (next === undefined) return undefined
  await apply(tx, next)
  const { ordinal, name, checksum } = next
  await record.run(tx, { ordinal, name, checksum, now: new Date() })
  return next.name
}

async function apply(tx: ScriptTx, { ordinal, name, text }: Migration): Promise<void> {
  try {
    await tx.exec(text)
  } catch (error) {
    if (!(error instanceof SqlFault)) throw error
    throw new StoreRefusal('bad_migration', `The migration ${ordinal} (${name}) cannot be applied: ${error.message}`)
  }
}

/** The applied migrations of a store, in order; empty if it was never migrated. */
export async function appliedMigrations(tx: Tx): Promise<readonly Applied[]> {
  const { exists } = await tableExists.one(tx)
  return exists ? appliedOnes.rows(tx) : []
}

/** The first unapplied migration; throws if the applied ones differ from this program's. */
async function nextOf(tx: Tx, migrations: readonly Migration[]): Promise<Migration | undefined> {
  const applied = await appliedMigrations(tx)
  for (const [position, { ordinal, name, checksum }] of applied.entries()) {
    const known = migrations[position]
    if (known === undefined) {
      throw new StoreRefusal(
        'newer_store',
        `This store was written by a newer Damson: it has the migration ${ordinal} (${name}), ` +
          'which this one does not know. ' +
          'Start that version again, or restore a backup that was made before the upgrade.',
      )
    }
    if (known.checksum !== checksum || known.name !== name) {
      throw new StoreRefusal(
        'changed_migration',
        `The migration ${ordinal} (${known.name}) is not the one that was applied to this store (${name}): ` +
          'an applied file must not be changed. Restore the file, and make the change in a new migration.',
      )
    }
  }
  return migrations[applied.length]
}

async function mustSuit(db: Db): Promise<void> {
  const { version, encoding } = await server.one(db)
  if (version < 150_000) {
    throw new StoreRefusal(
      'old_postgres',
      `This PostgreSQL is of version ${Math.floor(version / 10_000)}; Damson needs 15 or later.`,
    )
  }
  if (encoding !== 'UTF8') {
    throw new StoreRefusal(
      'wrong_encoding',
      `This database has the encoding ${encoding}; Damson needs UTF8: create database … encoding 'UTF8' template template0.`,
    )
  }
}

const createTable = `
  create table if not exists schema_migration (
    ordinal integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null
  );
  comment on table schema_migration is 'The migrations that were applied, in order.';
  comment on column schema_migration.ordinal is 'The number of the file.';
  comment on column schema_migration.name is 'The name of the file, without number and ending.';
  comment on column schema_migration.checksum is 'SHA-256 of the text that was applied.';
  comment on column schema_migration.applied_at is 'When it was applied, by the clock of the node that did.';
`

const server = statement<[], { version: number; encoding: string }>(
  'migrate.server',
  () => sql`
    select current_setting('server_version_num')::int4 as version, current_setting('server_encoding') as encoding
  `,
)

const tableExists = statement<[], { exists: boolean }>(
  'migrate.table',
  () => sql`select to_regclass('schema_migration') is not null as exists`,
)

const appliedOnes = statement<[], Applied>(
  'migrate.applied',
  () => sql`select ordinal, name, checksum from schema_migration order by ordinal`,
)

const setLockTimeout = statement<[value: string], never>(
  'migrate.lock_timeout',
  (value) => sql`select set_config('lock_timeout', ${value}, true)`,
)

const lock = statement<[key: number], never>('migrate.lock', (key) => sql`select pg_advisory_xact_lock(${key}::int8)`, {
  timeoutMs: anHour,
})

const record = statementByNames<{ ordinal: number; name: string; checksum: string; now: Date }, never>(
  'migrate.record',
  ({ ordinal, name, checksum, now }) => sql`
    insert into schema_migration (ordinal, name, checksum, applied_at)
    values (${ordinal}, ${name}, ${checksum}, ${now})
  `,
)
