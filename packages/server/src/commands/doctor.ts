/** `npm run doctor` */
import { existsSync, statSync } from 'node:fs'
import { policyLimits } from '@damson/access'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { appliedMigrations, type Db, StoreRefusal } from '#base/db'
import { isLoopbackAddress } from '#base/http'
import { packageRelease } from '#base/package'
import { oversizedPolicies } from '#domain/access'
import { installation } from '#domain/keys'
import { operatorsToEnd } from '#domain/providers'
import { currentRevision } from '#domain/revocation'
import { type Config, readConfig } from '../config.ts'
import { configFile, keyFile, masterKeyOf, openStore, runCommand } from './command.ts'

const HELP = `Checks this installation and says what to fix. It changes nothing.

  npm run doctor

It checks the settings, the listening address, TLS, the key, secrets in plain text, the clock, the store, access policies
above the limits, and versions.

Exit codes: 0 nothing has to be fixed (there may be warnings), 1 something has to be fixed.`

type Verdict = 'ok' | 'warn' | 'fail'
const OLDEST_NODE = 24

let worst: Verdict = 'ok'
function say(verdict: Verdict, what: string, sentence: string): void {
  if (verdict === 'fail' || (verdict === 'warn' && worst === 'ok')) worst = verdict
  console.log(`${verdict.padEnd(4)}  ${what.padEnd(9)} ${sentence}`)
}

function lookAtVersions(): void {
  const node = Number(process.versions.node.split('.')[0])
  say(
    node >= OLDEST_NODE ? 'ok' : 'fail',
    'versions',
    `Damson ${packageRelease().version} on Node ${process.versions.node}` +
      (node >= OLDEST_NODE ? '' : `: version ${OLDEST_NODE} or later is required; npm run installs it`),
  )
}

function lookAtBind(config: Config): void {
  const { server, baseUrl, isDevelopment } = config
  const isLoopback = isLoopbackAddress(server.host)
  say('ok', 'bind', listensAt(server))
  lookAtAdministrators(config)
  if (baseUrl.startsWith('https://')) say('ok', 'tls', `${baseUrl} is https`)
  else
    say(
      isDevelopment ? 'ok' : 'warn',
      'tls',
      `${baseUrl} is plain http, which is only for this machine: put https in front of it for people and apps`,
    )
  if (server.trustedProxies.length === 0 && baseUrl.startsWith('https://') && isLoopback) {
    say(
      'warn',
      'proxy',
      'DAMSON_TRUSTED_PROXIES is empty: behind a proxy, all requests seem to come from the proxy and share its limits',
    )
  }
}

const listensAt = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `${host}:${port}${isLoopbackAddress(host) ? ', only from this machine' : ', reachable from other machines'}`

/** Where administrators work. */
function lookAtAdministrators({ admin, baseUrl, isDevelopment }: Config): void {
  if (admin !== undefined)
    return say(
      'ok',
      'console',
      `${admin.baseUrl}console/, /admin and /metrics on ${listensAt(admin)}, and nowhere else`,
    )
  say(
    isDevelopment ? 'ok' : 'warn',
    'console',
    `${baseUrl}console/, at the same address as the sign-in pages` +
      (isDevelopment ? '' : ': set DAMSON_ADMIN_PORT and DAMSON_ADMIN_BASE_URL to keep them apart'),
  )
}

function lookAtKey(config: Config): void {
  if (masterKeyOf(config) === undefined)
    return say('ok', 'key', 'none yet: the embedded store makes its own key at the first start')
  if (config.server.key !== undefined) return say('ok', 'key', 'set by DAMSON_KEY')
  const mode = statSync(keyFile(config)).mode & 0o077
  if (mode !== 0)
    return say('fail', 'key', `${keyFile(config)} can be read by other users: run chmod 600 ${keyFile(config)}`)
  say(
    'warn',
    'key',
    `${keyFile(config)} is beside the store, so a copy of the folder has both. ` +
      'For real patients, set DAMSON_KEY from a secrets manager',
  )
}

const SECRETS = [
  'DAMSON_KEY',
  'DAMSON_KEY_PREVIOUS',
  'DATABASE_URL',
  'DAMSON_MAIL_URL',
  'DAMSON_ADMIN_PASSWORD',
  'DAMSON_METRICS_TOKEN',
]
const SECRET_KEYS = new Set(['key', 'keyPrevious', 'databaseUrl', 'mailUrl', 'adminPassword', 'metricsToken'])

/** Secrets in plain text in the configuration file. A reference to them is better. */
function lookAtPlainSecrets(): void {
  const file = configFile()
  const written =
    typeof file === 'object' && file !== null
      ? Object.entries(file).filter(
          ([name, value]) => SECRET_KEYS.has(name) && typeof value === 'string' && !/^(file|env|exec):/.test(value),
        )
      : []
  if (written.length > 0)
    return say(
      'fail',
      'secrets',
      `${written.map(([name]) => name).join(', ')} in plain text in ${process.env['DAMSON_CONFIG']}: ` +
        'use file:…, env:… or exec:… instead',
    )
  const given = SECRETS.filter(
    (name) => process.env[name] !== undefined && !/^(file|exec):/.test(process.env[name] ?? ''),
  )
  say(
    'ok',
    'secrets',
    given.length === 0
      ? 'none in plain text'
      : `none in a file; ${given.join(', ')} in the environment (a file: or exec: reference keeps them out of it)`,
  )
}

async function lookAtStore(config: Config): Promise<void> {
  if (config.server.databaseUrl === undefined && !existsSync(`${config.server.dataDir}/store`)) {
    return say('ok', 'store', `none yet: the first start makes it in ${config.server.dataDir}`)
  }
  let db: Db
  try {
    db = await openStore(config)
  } catch (error) {
    if (error instanceof StoreRefusal && error.why === 'in_use')
      return say('ok', 'store', 'in use by a running server: check its /healthcheck')
    return say('fail', 'store', error instanceof Error ? error.message : 'cannot be opened')
  }
  try {
    await lookInside(config, db)
  } catch (error) {
    say('fail', 'store', error instanceof Error ? error.message : 'does not answer')
  } finally {
    await db.close()
  }
}

async function lookInside(config: Config, db: Db): Promise<void> {
  const { rows } = await db.query({ sql: 'show server_version', params: [] })
  say(
    db.engine === 'postgres' ? 'ok' : 'warn',
    'store',
    `${db.engine} ${String(rows[0]?.['server_version'])}` +
      (db.engine === 'pglite'
        ? ': survives a crash of the process, but not of the machine; use DATABASE_URL for real patients'
        : ''),
  )
  const applied = await appliedMigrations(db)
  if (applied.length === 0) return say('ok', 'store', 'empty: the first start makes its tables')
  const clock = createClock()
  const before = clock.system()
  const { at } = await currentRevision.one(db)
  clock.observe(at, before, clock.system())
  say(
    clock.state() === 'steady' ? 'ok' : clock.state() === 'drifting' ? 'warn' : 'fail',
    'clock',
    `${Math.abs(clock.offsetMs())} ms from the clock of the database`,
  )
  const made = await installation.maybeOne(db)
  const key = masterKeyOf(config)
  if (made === undefined || key === undefined) return
  const ring = createKeyring(key)
  if (made.keyFingerprint !== ring.fingerprint && config.server.keyPrevious === undefined)
    say('fail', 'key', 'not the key of this store: set the key that the store was made with')
  // A store that must be upgraded first has no table of providers, and no sign-ins by them.
  const ending = applied.some(({ name }) => name === 'federation') ? await operatorsToEnd(db, config.federation) : []
  if (ending.length > 0)
    say(
      'warn',
      'providers',
      `${ending.join(', ')}: removed from DAMSON_FEDERATION_PROVIDERS or changed since a node last started; ` +
        'the next start ends all their sign-ins',
    )
  await lookAtPolicies(db)
  if (made.restoredAt !== null && made.restoreAcceptedAt === null)
    say('fail', 'store', 'restored from a backup: run `npm run restore -- --accept`')
}

const MOST_TOLD = 50

/** Policies from before the limits, which are withheld now. Otherwise only the refused members would notice. */
async function lookAtPolicies(db: Db): Promise<void> {
  const found = await oversizedPolicies(db)
  for (const { project, resource, clauses, items } of found.slice(0, MOST_TOLD))
    say(
      'warn',
      'policies',
      `${resource} of Project/${project} is above the limits and withheld ` +
        `(${items > 0 ? `${items} items of access, ` : ''}${clauses} clauses; ` +
        `at most ${policyLimits.accessItems} items, ${policyLimits.clauses} clauses): ` +
        'an administrator must make it smaller',
    )
  if (found.length > MOST_TOLD) say('warn', 'policies', `${found.length - MOST_TOLD} more are above the limits`)
}

await runCommand(HELP, async () => {
  const { config, problems } = readConfig({ env: process.env, file: configFile() })
  for (const { sentence } of problems) say('fail', 'settings', sentence)
  lookAtVersions()
  lookAtPlainSecrets()
  if (config !== undefined) {
    say('ok', 'settings', 'every setting is valid')
    lookAtBind(config)
    lookAtKey(config)
    await lookAtStore(config)
  }
  return worst === 'fail' ? 1 : 0
})
