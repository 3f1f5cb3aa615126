/** `npm run doctor` */
import { existsSync, statSync } from 'node:fs'
import { policyLimits } from '@damson/access'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { appliedMigrations, type Db, StoreRefusal } from '#base/db'
import { isLoopbackAddress } from '#base/http'
import { packageVersion } from '#base/package'
import { oversizedPolicies } from '#domain/access'
import { installation } from '#domain/keys'
import { operatorsToEnd } from '#domain/providers'
import { currentRevision } from '#domain/revocation'
import { type Config, readConfig } from '../config.ts'
import { configFile, keyFile, masterKeyOf, openStore, runCommand } from './command.ts'

const HELP = `Looks at how this installation is set up, changes nothing, and says what to mend.

  npm run doctor

It looks at settings, the address it binds, TLS, where the key is, secrets in plain text, the clock, the store, access
policies above the limits, versions.

Exit codes: 0 nothing has to be mended (there may be warnings), 1 something has to be.`

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
    `Damson ${packageVersion()} on Node ${process.versions.node}${node >= OLDEST_NODE ? '' : `: at least ${OLDEST_NODE} is needed; npm run brings it`}`,
  )
}

function lookAtBind({ server, baseUrl, isDevelopment }: Config): void {
  const isLoopback = isLoopbackAddress(server.host)
  say(
    'ok',
    'bind',
    `${server.host}:${server.port}${isLoopback ? ', this machine alone' : ', reachable from other machines'}`,
  )
  if (baseUrl.startsWith('https://')) say('ok', 'tls', `${baseUrl} is https`)
  else
    say(
      isDevelopment ? 'ok' : 'warn',
      'tls',
      `${baseUrl} is plain http: for this machine alone; people and apps need https in front`,
    )
  if (server.trustedProxies.length === 0 && baseUrl.startsWith('https://') && isLoopback) {
    say(
      'warn',
      'proxy',
      'DAMSON_TRUSTED_PROXIES is empty: behind a proxy all requests seem to come from it, and share its limits',
    )
  }
}

function lookAtKey(config: Config): void {
  if (masterKeyOf(config) === undefined)
    return say('ok', 'key', 'none yet: the embedded store makes its own when it first starts')
  if (config.server.key !== undefined) return say('ok', 'key', 'given by DAMSON_KEY')
  const mode = statSync(keyFile(config)).mode & 0o077
  if (mode !== 0) return say('fail', 'key', `${keyFile(config)} can be read by others: chmod 600 ${keyFile(config)}`)
  say(
    'warn',
    'key',
    `${keyFile(config)} lies beside the store: who copies the folder has both. For real patients give DAMSON_KEY from a secrets manager`,
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

/** Secrets written into the configuration file itself; a reference to where they are is better. */
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
      `${written.map(([name]) => name).join(', ')} in plain text in ${process.env['DAMSON_CONFIG']}: write file:…, env:… or exec:… instead`,
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
    return say('ok', 'store', `none yet: it is made in ${config.server.dataDir} at the first start`)
  }
  let db: Db
  try {
    db = await openStore(config)
  } catch (error) {
    if (error instanceof StoreRefusal && error.why === 'in_use')
      return say('ok', 'store', 'in use by a running server: ask its /healthcheck')
    return say('fail', 'store', error instanceof Error ? error.message : 'it does not open')
  }
  try {
    await lookInside(config, db)
  } catch (error) {
    say('fail', 'store', error instanceof Error ? error.message : 'it does not answer')
  } finally {
    await db.close()
  }
}

async function lookInside(config: Config, db: Db): Promise<void> {
  const { rows } = await db.query({ sql: 'show server_version', params: [] })
  say(
    db.engine === 'postgres' ? 'ok' : 'warn',
    'store',
    `${db.engine} ${String(rows[0]?.['server_version'])}${db.engine === 'pglite' ? ': survives a crash of the process, not of the machine; use DATABASE_URL for real patients' : ''}`,
  )
  const applied = await appliedMigrations(db)
  if (applied.length === 0) return say('ok', 'store', 'empty: its tables are made at the first start')
  const clock = createClock()
  const before = clock.system()
  const { at } = await currentRevision.one(db)
  clock.observe(at, before, clock.system())
  say(
    clock.state() === 'steady' ? 'ok' : clock.state() === 'drifting' ? 'warn' : 'fail',
    'clock',
    `${Math.abs(clock.offsetMs())} ms from the database's`,
  )
  const made = await installation.maybeOne(db)
  const key = masterKeyOf(config)
  if (made === undefined || key === undefined) return
  const ring = createKeyring(key)
  if (made.keyFingerprint !== ring.fingerprint && config.server.keyPrevious === undefined)
    say('fail', 'key', 'it is not the key of this store: give the one that it was made with')
  // Of a store that is to be upgraded first there is nothing to tell: no provider signed anybody in.
  const ending = applied.some(({ name }) => name === 'federation') ? await operatorsToEnd(db, config.federation) : []
  if (ending.length > 0)
    say(
      'warn',
      'providers',
      `${ending.join(', ')}: removed from DAMSON_FEDERATION_PROVIDERS or changed since a node last started; with the next start all that they signed in ends`,
    )
  await lookAtPolicies(db)
  if (made.restoredAt !== null && made.restoreAcceptedAt === null)
    say('fail', 'store', 'it was restored from a backup: run `npm run restore -- --accept`')
}

const MOST_TOLD = 50

/** What was stored before there were limits, and is withheld since: nobody hears of it but those who are refused. */
async function lookAtPolicies(db: Db): Promise<void> {
  const found = await oversizedPolicies(db)
  for (const { project, resource, clauses, items } of found.slice(0, MOST_TOLD))
    say(
      'warn',
      'policies',
      `${resource} of Project/${project} is above the limits and withheld (${items > 0 ? `${items} items of access, ` : ''}${clauses} clauses; at most ${policyLimits.accessItems} items, ${policyLimits.clauses} clauses): an administrator has to make it smaller`,
    )
  if (found.length > MOST_TOLD) say('warn', 'policies', `${found.length - MOST_TOLD} more are above the limits`)
}

await runCommand(HELP, async () => {
  const { config, problems } = readConfig({ env: process.env, file: configFile() })
  for (const { sentence } of problems) say('fail', 'settings', sentence)
  lookAtVersions()
  lookAtPlainSecrets()
  if (config !== undefined) {
    say('ok', 'settings', 'every setting is understood')
    lookAtBind(config)
    lookAtKey(config)
    await lookAtStore(config)
  }
  return worst === 'fail' ? 1 : 0
})
