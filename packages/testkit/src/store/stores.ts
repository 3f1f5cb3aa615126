import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { dropDatabase, freshDatabase } from './databases.ts'
import { loadDriver, type TestDb } from './driver.ts'
import { leaseStore } from './pool.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The maintenance database of the PostgreSQL that tests use; empty if there is none. */
    postgresUrl: string
    /** Its database with the migrations applied. */
    postgresTemplate: string
    /** The snapshot of an embedded store with the migrations applied. */
    pgliteSnapshot: string
    /** The same, plus what a server writes at its first start; for the embedded store only if its walks run. */
    preparedWorlds: Partial<Record<StoreKind, PreparedWorld>>
  }
}

/** A store on which a server was once started, and its master key. */
export interface PreparedWorld {
  /** The database, or the snapshot's archive. */
  readonly template: string
  /** 32 bytes in hexadecimal. */
  readonly key: string
}

export type StoreKind = 'pglite' | 'postgres'

/** A store for one test. */
export interface TestStore {
  readonly kind: StoreKind
  readonly db: TestDb
  /** The URL of the PostgreSQL database; undefined for the embedded store. */
  readonly url: string | undefined
  /** The directory of the embedded store; undefined in memory and for PostgreSQL. */
  readonly dataDir: string | undefined
  /** Closes and deletes the store. */
  close(): Promise<void>
}

export interface TestStoreOptions {
  /** Without the migrations: no tables at all. */
  readonly empty?: boolean
  /** Begins with another database, or snapshot of an embedded store, than the one with only the migrations. */
  readonly template?: string | undefined
  /** The embedded store in a directory instead of in memory. */
  readonly onDisk?: boolean
  /** The size of the connection pool, on PostgreSQL. */
  readonly poolSize?: number
  readonly lockTimeoutMs?: number
  readonly queryTimeoutMs?: number
}

/** The engines that this run tests on, for `describe.each`. */
export function storesUnderTest(): readonly StoreKind[] {
  // Without the global set-up nothing is provided.
  const postgresUrl: string | undefined = inject('postgresUrl')
  if (postgresUrl === undefined || postgresUrl === '') return ['pglite']
  // A planted defect is looked for where production would have it.
  return process.env['DAMSON_TEST_ONE_STORE'] === undefined ? ['pglite', 'postgres'] : ['postgres']
}

/**
 * The engine for tests that walk through sign-ins and protocols: production's engine in the short run, the other one in
 * the long run (`DAMSON_TEST_FULL=1`). Tests of the store itself run on both each time.
 */
export function storesForWalks(): readonly StoreKind[] {
  const all = storesUnderTest()
  return process.env['DAMSON_TEST_FULL'] === undefined ? all.slice(-1) : all.slice(0, 1)
}

/** The engine for tests that need no particular one. */
export function defaultStore(): StoreKind {
  return hasPostgres() ? 'postgres' : 'pglite'
}

/** Whether there is a PostgreSQL, for tests of features that only it has. */
export function hasPostgres(): boolean {
  return storesUnderTest().includes('postgres')
}

/** Opens a fresh store with the migrations applied. */
export async function openTestStore(kind: StoreKind, options: TestStoreOptions = {}): Promise<TestStore> {
  return kind === 'pglite' ? openEmbedded(options) : openServer(options)
}

/** Opens a second, independent pool on the same PostgreSQL database, as a second node would. */
export async function openSecond(store: TestStore, poolSize = 5): Promise<TestDb> {
  if (store.url === undefined) throw new Error('The embedded store serves only one process: there is no second node.')
  const { openPostgres } = await loadDriver()
  return openPostgres({ url: store.url, poolSize })
}

// As long as this holds the compiled engine, other threads reuse it, including its optimised code, instead of compiling
// nine megabytes again. That halves the cost of opening a store.
let compiled: Promise<unknown> | undefined

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> }

/** Holds it for this process; `openTestStore` calls this itself. */
export function holdEngine(): Promise<unknown> {
  compiled ??= compileEngine()
  return compiled
}

function compileEngine(): Promise<unknown> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite')))
  const files = ['pglite.wasm', 'initdb.wasm'].map((file) => join(folder, file))
  return Promise.all(files.map(async (file) => WebAssembly.compile(await readFile(file))))
}

async function openEmbedded({ empty = false, onDisk = false, template }: TestStoreOptions): Promise<TestStore> {
  if (template !== undefined && !empty && !onDisk) return openFromPool(template)
  await holdEngine()
  const { migrate, openPglite } = await loadDriver()
  const folder = onDisk ? mkdtempSync(join(tmpdir(), 'damson-store-')) : undefined
  const dataDir = folder === undefined ? undefined : join(folder, 'store')
  const file: string | undefined = template ?? inject('pgliteSnapshot')
  const snapshot = file === undefined ? {} : { file }
  const db = await openPglite({ ...(dataDir !== undefined && { dataDir }), snapshot })
  if (empty) await db.exec('drop schema public cascade; create schema public')
  // Does nothing if the snapshot is up to date.
  else await migrate(db)
  return {
    kind: 'pglite',
    db,
    url: undefined,
    dataDir,
    async close() {
      await db.close()
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A store in memory for a world, as fresh as a newly opened one. */
async function openFromPool(file: string): Promise<TestStore> {
  const { db, end } = await leaseStore(file, async () => {
    await holdEngine()
    const { openPglite } = await loadDriver()
    return openPglite({ snapshot: { file } })
  })
  return { kind: 'pglite', db, url: undefined, dataDir: undefined, close: end }
}

async function openServer({ empty = false, template, ...limits }: TestStoreOptions): Promise<TestStore> {
  const { openPostgres } = await loadDriver()
  const serverUrl = inject('postgresUrl')
  const url = await freshDatabase(serverUrl, empty ? undefined : (template ?? inject('postgresTemplate')))
  const { poolSize = 5, lockTimeoutMs, queryTimeoutMs } = limits
  const db = openPostgres({
    url,
    poolSize,
    ...(lockTimeoutMs !== undefined && { lockTimeoutMs }),
    ...(queryTimeoutMs !== undefined && { queryTimeoutMs }),
  })
  return {
    kind: 'postgres',
    db,
    url,
    dataDir: undefined,
    async close() {
      await db.close()
      await dropDatabase(serverUrl, url)
    },
  }
}
