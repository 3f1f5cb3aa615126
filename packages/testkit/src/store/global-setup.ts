import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { findPostgres, startCluster } from './cluster.ts'
import { dropDatabase, freshDatabase, nameOf } from './databases.ts'
import { loadDriver, type TestDb } from './driver.ts'
import type { PreparedWorld } from './stores.ts'

/** Vitest's global set-up: one PostgreSQL and one snapshot for the whole run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  if (!process.execArgv.includes('--conditions=source'))
    throw new Error('Run the tests by `npm test -- <file>`: otherwise they test the last build, not the sources.')
  const folder = mkdtempSync(join(tmpdir(), 'damson-tests-'))
  const snapshot = join(folder, archiveName)
  const [world, postgres] = await Promise.all([
    prepareBuilt(snapshot).then(() => prepareEmbeddedWorld(folder, snapshot)),
    preparePostgres(),
  ])
  project.provide('pgliteSnapshot', snapshot)
  project.provide('postgresUrl', postgres?.url ?? '')
  project.provide('postgresTemplate', postgres?.template ?? '')
  project.provide('preparedWorlds', {
    ...(world !== undefined && { pglite: world }),
    ...(postgres?.world !== undefined && { postgres: postgres.world }),
  })
  return async () => {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const archiveName = 'pglite-snapshot.tar.gz'

const server = fileURLToPath(new URL('../../../server/', import.meta.url))

/**
 * Builds what the tests start as an operator would, and a snapshot for this run only, because another run may replace
 * the built one.
 */
async function prepareBuilt(file: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--conditions=source', join(server, 'scripts/build.ts')])
  const { findSnapshot, writeSnapshot } = await loadDriver()
  for (const part of ['', '.json']) cpSync(join(server, 'dist', archiveName + part), file + part)
  if ((await findSnapshot({ file })) === undefined) await writeSnapshot({ file })
}

/** The first start writes more than the later ones, which takes most of its time: above all the signing keys. */
async function fillWorld(db: TestDb, key: Uint8Array): Promise<void> {
  const { prepareStore, readConfig } = await import('@damson/server')
  const { config } = readConfig({ env: { DAMSON_BASE_URL: 'http://localhost:1/', DAMSON_KEY: '0'.repeat(64) } })
  if (config === undefined) throw new Error('The settings of the prepared world are wrong.')
  await prepareStore({ config, db, key })
}

async function prepareWorld(url: string, key: Uint8Array): Promise<void> {
  const { openPostgres } = await loadDriver()
  const db = openPostgres({ url, poolSize: 2 })
  try {
    await fillWorld(db, key)
  } finally {
    await db.close()
  }
}

/** The same for the embedded store, when its walks run: in the long run, and if there is no PostgreSQL. */
async function prepareEmbeddedWorld(folder: string, snapshot: string): Promise<PreparedWorld | undefined> {
  if (process.env['DAMSON_TEST_FULL'] === undefined && hasPostgres()) return undefined
  const { writeSnapshot } = await loadDriver()
  const key = randomBytes(32)
  const template = join(folder, 'pglite-world.tar.gz')
  await writeSnapshot({ file: template, from: snapshot, level: 1, fill: (db) => fillWorld(db, key) })
  return { template, key: key.toString('hex') }
}

interface Prepared {
  readonly url: string
  readonly template: string
  readonly world: PreparedWorld | undefined
  readonly stop: () => Promise<void>
}

const hasPostgres = (): boolean => process.env.DATABASE_URL !== undefined || findPostgres() !== undefined

async function preparePostgres(): Promise<Prepared | undefined> {
  const given = process.env.DATABASE_URL
  if (!hasPostgres()) {
    console.warn(
      'The tests on PostgreSQL are left out. To include them, apt-get install postgresql, or set DATABASE_URL.',
    )
    return undefined
  }
  const cluster = given === undefined ? await startCluster({ fsync: false, socket: true }) : undefined
  const url = given ?? cluster?.url ?? ''
  try {
    // A run within a run copies what the outer one made.
    const made = process.env.DAMSON_TEST_TEMPLATE
    if (made !== undefined) return { url, template: made, world: outerWorld(), stop: () => Promise.resolve() }
    const template = await makeTemplate(url)
    const [key, prepared] = [randomBytes(32), await freshDatabase(url, nameOf(template))]
    await prepareWorld(prepared, key)
    const stop = async () => {
      if (cluster !== undefined) return cluster.stop()
      for (const made of [prepared, template]) await dropDatabase(url, made)
    }
    const world = { template: nameOf(prepared), key: key.toString('hex') }
    return { url, template: nameOf(template), world, stop }
  } catch (error) {
    await cluster?.stop()
    throw error
  }
}

function outerWorld(): PreparedWorld | undefined {
  const given = process.env['DAMSON_TEST_WORLD']
  return given === undefined ? undefined : (JSON.parse(given) as PreparedWorld)
}

async function makeTemplate(serverUrl: string): Promise<string> {
  const { migrate, openPostgres } = await loadDriver()
  const url = await freshDatabase(serverUrl)
  const db = openPostgres({ url, poolSize: 1 })
  try {
    await migrate(db)
  } finally {
    // PostgreSQL copies a database only if it has no connections.
    await db.close()
  }
  return url
}
