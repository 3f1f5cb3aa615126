import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  type Db,
  dynamic,
  type Migration,
  migrate,
  openPostgres,
  readMigrations,
  type ScriptTx,
  StoreRefusal,
  sql,
} from '#base/db'
import { fillNew, makeStore, PgliteStore } from '#base/embedded'
import type { StoreLocation } from './backup.ts'
import {
  type Column,
  columnsOf,
  type EndLine,
  type Heading,
  type RowLine,
  setSequence,
  type TableLine,
  tablesInOrder,
} from './portable-format.ts'
import { damaged, readBound, readHeading, readLine } from './portable-read.ts'
import { markRestored } from './restored-mark.ts'

const charactersAtATime = 1_000_000
const rowsAtATime = 500

export interface ImportOptions {
  /** The folder of the migrations; by default this program's. */
  readonly folder?: string
  /** How many bytes of the file are the backup: all, unless a MAC follows. */
  readonly length?: number
}

/**
 * Makes a store from a portable backup, and marks it as restored. The place must be empty. The tables are made as they
 * were when the backup was written; the next start updates them.
 *
 * @throws {StoreRefusal} With a sentence that says what to do.
 */
export async function importStore(location: StoreLocation, file: string, options: ImportOptions = {}): Promise<void> {
  const lines = new Lines(file, options.length)
  try {
    const heading = await lines.heading()
    mustBeKnown(heading, await readMigrations(options.folder))
    if (location.engine === 'postgres') await intoServer(location.url, (db) => load(db, heading, lines, options))
    else await intoDirectory(location.dataDir, (db) => load(db, heading, lines, options))
  } finally {
    lines.close()
  }
}

/** The tables must come from the same migrations as those of the exported store. */
function mustBeKnown(heading: Heading, migrations: readonly Migration[]): void {
  for (const [position, { ordinal, name, checksum }] of heading.migrations.entries()) {
    const own = migrations[position]
    if (own?.checksum === checksum && own.ordinal === ordinal) continue
    throw new StoreRefusal(
      migrations[position] === undefined ? 'newer_store' : 'changed_migration',
      `The backup has the migration ${ordinal} (${name}), which this Damson does not have in that form. ` +
        'Import it with the version that wrote it, or a later one.',
    )
  }
}

async function intoServer(url: string, fill: (db: Db) => Promise<void>): Promise<void> {
  const db = openPostgres({ url, poolSize: 1 })
  try {
    await fill(db)
  } finally {
    await db.close()
  }
}

async function intoDirectory(dataDir: string, fill: (db: Db) => Promise<void>): Promise<void> {
  await makeStore(dataDir, async (directory) => {
    await fillNew(directory, undefined)
    const store = await PgliteStore.start({ dataDir: directory })
    try {
      await fill(store)
    } finally {
      await store.close()
    }
  })
}

async function load(db: Db, heading: Heading, lines: Lines, { folder }: ImportOptions): Promise<void> {
  if ((await tablesInOrder(db)).length > 0) {
    throw new StoreRefusal('not_empty', 'The database is not empty. A portable backup takes a new one; create it.')
  }
  await migrate(db, { upTo: heading.migrations.length, ...(folder !== undefined && { folder }) })
  await db.tx((tx) => loadRows(tx, heading, lines))
}

async function loadRows(tx: ScriptTx, heading: Heading, lines: Lines): Promise<void> {
  for (const { name, parent, bound } of heading.partitions) {
    const times = readBound(bound)
    const rows =
      times === undefined ? sql`default` : sql`for values from (${sql.lit(times.from)}) to (${sql.lit(times.to)})`
    await dynamic.run(
      tx,
      sql`create table if not exists ${sql.table(`public.${name}`)} partition of ${sql.table(`public.${parent}`)} ${rows}`,
    )
  }
  const known = await tablesInOrder(tx)
  // The backup has the rows that migrations insert, as they were then.
  for (const table of known.toReversed()) await tx.exec(`delete from ${quoted(table)}`)
  let rows = 0
  let into: Target | undefined
  const filled = new Set<string>()
  for (;;) {
    const line = await lines.next()
    if (isRow(line)) {
      rows += 1
      if (into === undefined) throw damaged('it has a row of no table')
      await into.take(line)
      continue
    }
    await into?.finish()
    if ('end' in line) {
      if (line.rows !== rows) throw damaged('it does not hold as many rows as it says')
      await lines.end()
      break
    }
    if (!known.includes(line.table)) throw damaged(`its table ${line.table} is unknown`)
    if (filled.has(line.table)) throw damaged(`its table ${line.table} comes twice`)
    filled.add(line.table)
    into = await Target.of(tx, line)
  }
  await tx.exec(markRestored)
}

function isRow(line: TableLine | RowLine | EndLine): line is RowLine {
  return Array.isArray(line)
}

/** A table to insert rows into, many with one statement. */
class Target {
  readonly #tx: ScriptTx
  readonly #line: TableLine
  readonly #columns: readonly Column[]
  #rows: RowLine[] = []
  #characters = 0

  private constructor(tx: ScriptTx, line: TableLine, columns: readonly Column[]) {
    this.#tx = tx
    this.#line = line
    this.#columns = columns
  }

  static async of(tx: ScriptTx, line: TableLine): Promise<Target> {
    const there = await columnsOf(tx, line.table)
    const columns = line.columns.map((name) => there.find((column) => column.name === name))
    if (!columns.every((column) => column !== undefined)) throw damaged(`its table ${line.table} has other columns`)
    const isCounted = (name: string): boolean => there.some((column) => column.name === name && column.isIdentity)
    if (!line.sequences.every(({ column }) => isCounted(column)))
      throw damaged(`its table ${line.table} counts in other columns`)
    // The triggers' effects are in the backup already.
    await tx.exec(`alter table ${quoted(line.table)} disable trigger user`)
    return new Target(tx, line, columns)
  }

  async take(row: RowLine): Promise<void> {
    if (row.length !== this.#columns.length) throw damaged(`a row of ${this.#line.table} has other columns`)
    this.#rows.push(row)
    for (const value of row) this.#characters += value?.length ?? 0
    if (this.#rows.length >= rowsAtATime || this.#characters > charactersAtATime) await this.#flush()
  }

  async finish(): Promise<void> {
    const { table, sequences } = this.#line
    await this.#flush()
    for (const sequence of sequences) await setSequence(this.#tx, table, sequence)
    await this.#tx.exec(`alter table ${quoted(table)} enable trigger user`)
  }

  async #flush(): Promise<void> {
    if (this.#rows.length === 0) return
    const names = sql.join(this.#columns.map(({ name }) => sql.ref(name)))
    const arrays = sql.join(this.#columns.map((_, at) => sql`${this.#rows.map((row) => row[at] ?? null)}::text[]`))
    const aliases = sql.join(this.#columns.map((_, at) => sql.ref(`c${at}`)))
    const values = sql.join(this.#columns.map(({ type }, at) => sql`${sql.ref(`c${at}`)}::${sql.raw(type)}`))
    await dynamic.run(
      this.#tx,
      sql`
        insert into ${sql.table(`public.${this.#line.table}`)} (${names}) overriding system value
        select ${values} from unnest(${arrays}) as given(${aliases})
      `,
      { timeoutMs: 60_000 },
    )
    this.#rows = []
    this.#characters = 0
  }
}

/** The lines of a portable backup. */
class Lines {
  readonly #stream: NodeJS.ReadableStream & { destroy(error?: Error): unknown }
  readonly #lines: AsyncIterator<string>

  constructor(file: string, length: number | undefined) {
    const zipped = createReadStream(file, length === undefined ? {} : { end: Math.max(0, length - 1) })
    const unzipped = createGunzip()
    zipped.on('error', (error) => unzipped.destroy(error)).pipe(unzipped)
    this.#stream = unzipped
    // A generator, because readline alone ends silently when its stream fails.
    this.#lines = readLines(unzipped)
  }

  async heading(): Promise<Heading> {
    return readHeading(await this.#read())
  }

  async next(): Promise<TableLine | RowLine | EndLine> {
    return readLine(await this.#read())
  }

  /** Checks that nothing follows; the checksum over everything is at the very end. */
  async end(): Promise<void> {
    const next = await this.#next()
    if (next.done !== true) throw damaged('something follows its end')
  }

  close(): void {
    this.#stream.destroy()
  }

  async #read(): Promise<unknown> {
    const next = await this.#next()
    if (next.done === true) throw damaged('it is cut off')
    try {
      return JSON.parse(next.value) as unknown
    } catch {
      throw damaged('it is cut off')
    }
  }

  async #next(): Promise<IteratorResult<string>> {
    return this.#lines.next().catch((error: unknown) => {
      throw damaged(error instanceof Error ? error.message : String(error))
    })
  }
}

async function* readLines(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
