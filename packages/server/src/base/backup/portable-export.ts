import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { appliedMigrations, type Db, dynamic, sql, type Tx } from '#base/db'
import { writeDurably } from './durable-file.ts'
import type { BackupKeys } from './mac.ts'
import {
  columnsOf,
  type EndLine,
  type Heading,
  partitionsOf,
  type RowLine,
  sequencesOf,
  type TableLine,
  tablesInOrder,
} from './portable-format.ts'

const rowsAtATime = 100

/**
 * Writes a backup that every later Damson and both engines can read: the way from one major version of the embedded
 * PostgreSQL to the next, and from the embedded store to a PostgreSQL server. It is slower than `backup`, and on the
 * embedded store everyone else waits until it is done.
 */
export async function exportStore(db: Db, file: string, keys?: BackupKeys): Promise<void> {
  await db.tx(async (tx) => {
    await tx.exec('set transaction isolation level repeatable read read only')
    const write = (unfinished: string): Promise<void> =>
      pipeline(Readable.from(lines(tx)), createGzip(), createWriteStream(unfinished, { mode: 0o600, flush: true }))
    await writeDurably(file, write, keys)
  })
}

async function* lines(tx: Tx): AsyncGenerator<string> {
  const heading: Heading = {
    damson: 'portable backup',
    madeAt: new Date().toISOString(),
    migrations: await appliedMigrations(tx),
    partitions: await partitionsOf(tx),
  }
  yield line(heading)
  let rows = 0
  for (const table of await tablesInOrder(tx)) {
    const columns = (await columnsOf(tx, table)).map(({ name }) => name)
    yield line({ table, columns, sequences: await sequencesOf(tx, table) })
    for await (const row of rowsOf(tx, table, columns)) {
      rows += 1
      yield line(row)
    }
  }
  yield line({ end: true, rows })
}

function line(value: Heading | TableLine | RowLine | EndLine): string {
  return `${JSON.stringify(value)}\n`
}

async function* rowsOf(tx: Tx, table: string, columns: readonly string[]): AsyncGenerator<RowLine> {
  const texts = sql.join(columns.map((column) => sql`${sql.ref(column)}::text`))
  await dynamic.run(
    tx,
    sql`declare portable no scroll cursor for select array[${texts}]::text[] as row from ${sql.table(`public.${table}`)}`,
  )
  for (;;) {
    const page = await dynamic.rows<{ row: RowLine }>(tx, sql`fetch ${sql.lit(rowsAtATime)} from portable`)
    for (const { row } of page) yield row
    if (page.length < rowsAtATime) break
  }
  await dynamic.run(tx, sql`close portable`)
}
