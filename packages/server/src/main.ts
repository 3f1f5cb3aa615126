/** environment → config → store → app → listen → signals */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKey } from '#base/crypto'
import { type Db, openPostgres, reachProblem, StoreRefusal } from '#base/db'
import { openPglite } from '#base/embedded'
import { collectGarbage } from '#base/garbage'
import { createLog, type Log } from '#base/log'
import { packageRelease } from '#base/package'
import { sizeThreadPool } from '#base/threads'
import { type App, type Config, createApp, readConfig, StartRefused } from './app.ts'

/** Shorter than the time that process managers wait after the signal: 10 s with Docker. */
const CLOSE_WITHIN_MS = 9_000

function readConfigFile(): unknown {
  const path = process.env['DAMSON_CONFIG']
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as unknown)
}

/** The settings. If they are wrong: a sentence for each fault and exit code 78 (EX_CONFIG). */
function configOrExit(): Config {
  let file: unknown
  try {
    file = readConfigFile()
  } catch (error) {
    console.error(
      `DAMSON_CONFIG: the file cannot be read as JSON (${error instanceof Error ? error.message : 'unknown'})`,
    )
    process.exit(78)
  }
  const { config, problems } = readConfig({ env: process.env, file })
  if (config !== undefined) return config
  for (const { sentence } of problems) console.error(sentence)
  process.exit(78)
}

/** DAMSON_KEY, or the embedded store's own key: made once and kept beside the store, readable only by its owner. */
function masterKey({ server }: Config): Uint8Array {
  const given = server.key === undefined ? undefined : readKey(server.key.reveal())
  if (given !== undefined) return given
  mkdirSync(server.dataDir, { recursive: true, mode: 0o700 })
  const path = join(server.dataDir, 'key')
  if (!existsSync(path)) {
    if (existsSync(join(server.dataDir, 'store')))
      throw new StartRefused(
        `The key of the store in ${server.dataDir} is missing (${path}). Put it back from your backup, or set DAMSON_KEY.`,
      )
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const kept = readKey(readFileSync(path, 'utf8'))
  if (kept === undefined)
    throw new StartRefused(`${path} does not contain a key of 64 hex digits: put it back from your backup.`)
  return kept
}

async function openStore({ server }: Config): Promise<Db> {
  if (server.databaseUrl !== undefined)
    return openPostgres({ url: server.databaseUrl.reveal(), poolSize: server.poolSize })
  return openPglite({ dataDir: join(server.dataDir, 'store') })
}

/** Writes the one-time link to a file that only its owner can read. Never to the log. */
function announce(config: Config, app: App, log: Log): void {
  if (app.firstAdministrator.made === 'with_link') {
    const path = join(config.server.dataDir, 'set-up-link')
    mkdirSync(config.server.dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${app.firstAdministrator.url}\n`, { mode: 0o600 })
    log.info('set_up.link_written', { path })
  }
  if (config.server.databaseUrl === undefined) {
    log.warn('store.embedded', { code: 'embedded_store', path: config.server.dataDir })
  }
}

/** Some lines for a person at a terminal: where it runs, what to do next, how to stop. */
function greet({ baseUrl, admin, server }: Config, { firstAdministrator }: App): void {
  const store =
    server.databaseUrl === undefined ? `, with its data in ${server.dataDir} (for trials, not for patients)` : ''
  console.log(`Damson runs at ${baseUrl}${store}.`)
  if (admin !== undefined) console.log(`Administrators find the console at ${admin.baseUrl}console/.`)
  console.log(
    firstAdministrator.made === 'with_link'
      ? `Next, create the first administrator: open ${firstAdministrator.url}`
      : `Next, open ${baseUrl} in your browser.`,
  )
  console.log('To stop it, press Ctrl+C.')
}

/** A person at a terminal reads lines, everything else the log. A person who sets a level wants the log. */
const isAtTerminal = (): boolean => process.stdout.isTTY && process.env['DAMSON_LOG_LEVEL'] === undefined

async function start(config: Config): Promise<void> {
  const log = createLog(isAtTerminal() ? 'error' : config.server.logLevel)
  const key = masterKey(config)
  const db = await openStore(config)
  try {
    const app = await createApp({ config, db, log, key, ...packageRelease() })
    collectGarbage()
    await app.listen()
    announce(config, app, log)
    log.info('server.listening', { address: config.baseUrl, port: config.server.port, engine: db.engine })
    if (config.admin !== undefined)
      log.info('admin_address.listening', { address: config.admin.baseUrl, port: config.admin.port })
    if (isAtTerminal()) greet(config, app)
    stopOnSignals(app, db, log)
  } catch (error) {
    await db.close()
    throw error
  }
}

/**
 * Stops accepting connections, answers open requests, closes the store. A second signal, or nine seconds, ends the
 * process at once. That loses nothing that was committed, because it is in the store's log.
 */
function stopOnSignals(app: App, db: Db, log: Log): void {
  let stopping = false
  const stop = (signal: string): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info('server.stopping', { code: signal })
    setTimeout(() => process.exit(1), CLOSE_WITHIN_MS).unref()
    app
      .close()
      .then(() => db.close())
      .then(() => process.exit(0))
      .catch((error: unknown) => {
        log.error('server.stop_failed', { error })
        process.exit(1)
      })
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal))
}

/** What to do if the server cannot listen on the address. */
function portProblem(error: unknown, { admin }: Config): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const isAdmin = admin !== undefined && 'port' in error && error.port === admin.port
  const setting = isAdmin ? 'DAMSON_ADMIN_PORT' : 'DAMSON_PORT'
  if (error.code === 'EADDRINUSE')
    return `Another program already listens on this port: stop it, or set ${setting} to another port.`
  if (error.code === 'EACCES') return `The server may not listen on this port: set ${setting} to a port above 1023.`
  return undefined
}

sizeThreadPool(process.env)
const config = configOrExit()
start(config).catch((error: unknown) => {
  const isSentence = error instanceof StartRefused || error instanceof StoreRefusal
  console.error(isSentence ? error.message : (portProblem(error, config) ?? reachProblem(error) ?? error))
  process.exit(1)
})
