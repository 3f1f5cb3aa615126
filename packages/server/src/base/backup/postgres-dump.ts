import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { dynamic, openPostgres, StoreRefusal, sql, statement, type Tx } from '#base/db'
import { writeDurably } from './durable-file.ts'
import type { BackupKeys } from './mac.ts'
import { ended, startTool } from './postgres-tools.ts'
import { markRestored } from './restored-mark.ts'

/** Backs a database up with `pg_dump`; it may be in use. */
export async function dumpPostgres(url: string, file: string, keys?: BackupKeys): Promise<void> {
  const dump = async (unfinished: string): Promise<void> => {
    // Unlogged tables are not worth keeping: a crash of the server empties them too.
    const child = startTool('pg_dump', ['-Fc', '--no-owner', '--no-acl', '--no-unlogged-table-data'], url)
    child.stdin?.end()
    await Promise.all([
      ended('pg_dump', child),
      child.stdout && pipeline(child.stdout, createWriteStream(unfinished, { mode: 0o600 })),
    ])
  }
  await writeDurably(file, dump, keys)
}

/**
 * Restores a database from a dump, and marks it, in one transaction: `pg_restore` turns the dump into SQL, and `psql`
 * runs that with the statements before and after it. A MAC behind the dump is ignored.
 */
export async function loadPostgres(url: string, file: string): Promise<void> {
  await mustBeDump(file)
  const prelude = await preludeOf(url)
  const reader = startTool('pg_restore', ['-f', '-', '--no-owner', '--no-acl', file], url)
  const writer = startTool('psql', ['-X', '-q', '--single-transaction', '-v', 'ON_ERROR_STOP=1', '-f', '-'], url)
  reader.stdin?.end()
  // The output isn't used, but must be read.
  writer.stdout?.resume()
  const written = ended('psql', writer)
  const read = ended('pg_restore', reader)
  // The tool that fails first gives the reason; the other is then stopped, and nothing is committed.
  const failed = Promise.race([written, read])
  failed.catch(() => [reader, writer].map((child) => child.kill('SIGKILL')))
  // psql may have ended while it is written to; `written` reports that.
  writer.stdin?.on('error', () => undefined)
  writer.stdin?.write(prelude)
  if (reader.stdout && writer.stdin) reader.stdout.pipe(writer.stdin, { end: false })
  await firstFault(read, written)
  writer.stdin?.end(markRestored)
  await written
}

/** Waits for the reader, unless the writer fails. */
async function firstFault(read: Promise<void>, written: Promise<void>): Promise<void> {
  const fault = written.then(
    () => new Promise<never>(() => undefined),
    (error: unknown) => Promise.reject(error),
  )
  await Promise.race([read, fault])
}

async function mustBeDump(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(5) })
    if (buffer.toString('latin1') === 'PGDMP') return
  } finally {
    await handle.close()
  }
  throw new StoreRefusal('bad_backup', `${file} is not a backup of a Damson store on PostgreSQL.`)
}

// The tables into which migrations put rows.
const seeded = new Set(['schema_migration', 'revision'])

/** The SQL that makes room for the dump; throws if the database has data that must not be lost. */
async function preludeOf(url: string): Promise<string> {
  const db = openPostgres({ url, poolSize: 1 })
  try {
    const tables = await tablesThere.rows(db)
    if (tables.length === 0) return ''
    const isOurs = tables.some(({ schema, name }) => schema === 'public' && name === 'schema_migration')
    for (const { schema, name } of tables) {
      if (!isOurs || (!seeded.has(name) && (await hasRows(db, schema, name)))) throw notEmpty(name)
    }
    return 'drop schema public cascade; create schema public; grant usage on schema public to public;\n'
  } finally {
    await db.close()
  }
}

function notEmpty(table: string): StoreRefusal {
  return new StoreRefusal(
    'not_empty',
    `The database is not empty: it has a table ${table}. A backup is restored into an empty database only; create one.`,
  )
}

async function hasRows(tx: Tx, schema: string, table: string): Promise<boolean> {
  const { found } = await dynamic.one<{ found: boolean }>(
    tx,
    sql`select exists (select from ${sql.table(`${schema}.${table}`)}) as found`,
  )
  return found
}

const tablesThere = statement<[], { schema: string; name: string }>(
  'dump.tables',
  () => sql`
    select n.nspname as schema, c.relname as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'f')
      and n.nspname not like 'pg\\_%'
      and n.nspname <> 'information_schema'
    order by 1, 2
  `,
)
