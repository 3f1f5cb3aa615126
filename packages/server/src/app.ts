/**
 * The composition root: the only file that knows every module. It builds the modules, mounts the endpoints, and starts
 * and stops background work.
 */

import type { FastifyInstance } from 'fastify'
import { backupOfOpen } from '#base/backup'
import { type ClockOptions, type ClockState, createClock } from '#base/clock'
import { backupToken, createKeyring, type Keyring, readKey } from '#base/crypto'
import { type Db, migrate } from '#base/db'
import { createReadTxt, type ReadTxt } from '#base/dns'
import type { Log } from '#base/log'
import { createMail, type Inbox, type Mail, noMail } from '#base/mail'
import { createOutbound } from '#base/outbound'
import { packageFile } from '#base/package'
import { createSandbox, guestText, type Sandbox } from '#base/sandbox'
import type { SmsSender } from '#base/sms'
import { keepPartitions } from '#domain/audit'
import { activeProgram } from '#domain/bots'
import type { HashCost } from '#domain/factors'
import { claimInstallation, createSigningKeys, noteBackup } from '#domain/keys'
import type { LogoutDelivery } from '#domain/logout'
import { createNodeNotes } from '#domain/nodes'
import type { Outbox } from '#domain/outbox'
import { adoptOperatorProviders } from '#domain/providers'
import { type FirstAdministrator, makeFirstAdministrator } from '#domain/registration'
import { createInvalidations, hearingOwnInvalidations } from '#domain/revocation'
import { LONGEST_ACCESS_TOKEN_SECONDS } from '#domain/tokens'
import { createAddresses } from './app/addresses.ts'
import { createArrivals } from './app/arrivals.ts'
import { createHttp, type RoutedEndpoint } from './app/http.ts'
import { createListening, type Listening } from './app/listening.ts'
import { buildModules, type Modules, type RunsBots } from './app/modules.ts'
import { type BesideModules, type EndpointDeps, mountEndpoints } from './app/mount.ts'
import { createUpkeep, type Upkeep } from './app/upkeep.ts'
import type { Config } from './config.ts'

export { createKeyring } from '#base/crypto'
export { createLog } from '#base/log'
export { describedApi } from './app/openapi.ts'
export { type Config, readConfig } from './config.ts'

export interface AppOptions {
  readonly config: Config
  readonly db: Db
  readonly log: Log
  /** The master key: from the settings, else the embedded store's own. */
  readonly key: Uint8Array
  readonly version: string
  /** The day of its release; without it, the server was never released, as in development. */
  readonly releasedAt?: Date | undefined
  /** With it, tests move time, and give each node its own clock. */
  readonly clock?: ClockOptions
  readonly mail?: Mail
  /** Sends text messages. Undefined: as the settings say, in development to the inbox. */
  readonly sms?: SmsSender
  /** Reads DNS records. Undefined: from the DNS servers of the settings. */
  readonly readTxt?: ReadTxt
  /** The cost of password hashes. Tests about other things use a lower cost. */
  readonly hashCost?: HashCost
  /** Runs Bots. */
  readonly bots?: RunsBots
  /** `asked`: upkeep runs when `upkeep.run` is called, and changes no row that a test compares. Undefined: each minute. */
  readonly upkeep?: 'asked'
  /** Where the built console lies. Undefined: where the build of this package puts it. */
  readonly consoleFolder?: URL
}

export interface App {
  readonly http: FastifyInstance
  /** Every route, for tests that walk them all. */
  readonly routes: readonly RoutedEndpoint[]
  readonly inbox: Inbox | undefined
  readonly firstAdministrator: FirstAdministrator
  readonly upkeep: Upkeep
  readonly logoutDelivery: LogoutDelivery
  readonly outbox: Outbox
  clockState(): ClockState
  /** Accepts connections at the addresses of the settings. */
  listen(): Promise<void>
  close(): Promise<void>
}

/** Why the server does not start. The message says what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}

/**
 * Prepares a store for servers with this key: the tables, the mark of the key, and the signing keys. It takes most of the
 * time of the first start.
 *
 * @throws {StartRefused} When this store is not for this key, or not accepted yet.
 */
export async function prepareStore({
  config,
  db,
  key,
  clock,
}: Pick<AppOptions, 'config' | 'db' | 'key' | 'clock'>): Promise<void> {
  await migrate(db)
  const keyring = createKeyring(key, previousKey(config))
  const now = createClock(clock).now()
  await claim(db, keyring, now)
  await keepPartitions(db, now)
  await createSigningKeys(db, keyring, config.keys, LONGEST_ACCESS_TOKEN_SECONDS).refresh(now)
}

/**
 * Builds the whole server on an open store. @throws {StartRefused} When this store is not for this key, or not accepted
 * yet.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, log } = options
  await prepareStore(options)
  const [clock, keyring] = [createClock(options.clock), createKeyring(options.key, previousKey(config))]
  const sandbox = createSandbox({ settings: config.sandbox, log, guest: guestText })
  const invalidations = createInvalidations(options.db, clock, log)
  const db = hearingOwnInvalidations(options.db, invalidations)
  await invalidations.firstPoll()
  const modules = buildModules({
    config,
    db,
    log,
    clock,
    keyring,
    invalidations,
    ...sendersOf(options),
    readTxt: options.readTxt ?? createReadTxt(config.dns.servers),
    hashCost: options.hashCost,
    bots: options.bots ?? runsBots(sandbox),
  })
  const { inbox, registration, signingKeys, logoutDelivery, outbox, traces, bots, figures } = modules
  await signingKeys.refresh(clock.now())
  await traces.modes.renew()
  await adoptSettings({ ...modules, log }, config)
  const firstAdministrator = await makeFirstAdministrator(
    registration,
    config.server.adminEmail,
    config.server.adminPassword,
  )
  if (firstAdministrator.made === 'refused')
    throw new StartRefused(`DAMSON_ADMIN_PASSWORD: ${firstAdministrator.sentence}`)

  const nodeNotes = createNodeNotes(db, clock, options.version)
  const beside = { sandbox, nodeNotes, isAsked: options.upkeep === 'asked' }
  const upkeep = createUpkeep({ ...modules, ...beside, log, settings: config.throttle })
  const { http, routes, listening } = await answering(options, modules, { upkeep, nodeNotes })
  await invalidations.start()
  for (const one of [upkeep, logoutDelivery, figures]) one.start()
  return {
    http,
    routes,
    inbox,
    firstAdministrator,
    upkeep,
    logoutDelivery,
    outbox,
    clockState: () => clock.state(),
    listen: () => listening.listen(),
    async close() {
      await listening.close()
      for (const one of [bots.jobs, sandbox, upkeep, logoutDelivery, outbox, figures, invalidations]) await one.stop()
    },
  }
}

/** What answers requests, with all endpoints, and where it listens. */
async function answering(
  options: AppOptions,
  modules: Modules,
  beside: Pick<EndpointDeps, 'upkeep' | 'nodeNotes'>,
): Promise<{
  readonly http: FastifyInstance
  readonly routes: readonly RoutedEndpoint[]
  readonly listening: Listening
}> {
  const { config, log } = options
  const arrivals = createArrivals(config.admin !== undefined)
  const addresses = createAddresses(modules.issuers, arrivals)
  const made = await createHttp(config, log, addresses, arrivals)
  const { http, routes } = made
  await mountEndpoints(http, addresses, { ...modules, ...ofOptions(options), ...beside, arrivals, routes })
  if (sharesOrigin(config)) log.warn('admin_address.shared', { code: 'admin_address_shared', address: config.baseUrl })
  return { http, routes, listening: createListening(made, config) }
}

/** In development everything is on one machine, and an origin more would only be in the way. */
const sharesOrigin = ({ admin, isDevelopment }: Config): boolean => admin === undefined && !isDevelopment

/** The first Bot that runs shows that the store holds one, and the next one finds a process that waits. */
const runsBots = (sandbox: Sandbox): RunsBots => ({
  sandbox,
  async readProgram(tx, project, bot) {
    const program = await activeProgram(tx, project, bot)
    if (program !== undefined) sandbox.keepWarm(true)
    return program
  },
})

const ofOptions = (options: AppOptions): Pick<EndpointDeps, Exclude<BesideModules, 'nodeNotes'>> => ({
  version: options.version,
  releasedAt: options.releasedAt,
  log: options.log,
  httpSettings: options.config.http,
  embeddedBackup: embeddedBackupOf(options),
  consoleFolder: options.consoleFolder ?? packageFile('dist/console/'),
})

/** The server backs up only the embedded store. PostgreSQL has its own tools. */
function embeddedBackupOf({
  db,
  key,
  clock,
}: AppOptions): { readonly write: (file: string) => Promise<void>; readonly token: string } | undefined {
  const write = backupOfOpen(db)
  if (write === undefined) return undefined
  const keys = createKeyring(key)
  const time = createClock(clock)
  const noted = async (file: string): Promise<void> => {
    await write(file, keys)
    await noteBackup(db, time.now())
  }
  return { write: noted, token: backupToken(key) }
}

function previousKey({ server }: Config): Uint8Array | undefined {
  return server.keyPrevious === undefined ? undefined : readKey(server.keyPrevious.reveal())
}

async function claim(db: Db, keyring: Keyring, now: Date): Promise<void> {
  const claimed = await db.tx((tx) => claimInstallation(tx, keyring, now))
  if (claimed.ok) return
  throw new StartRefused(
    claimed.refusal.why === 'wrong_key'
      ? 'DAMSON_KEY is not the key of this store. Set the key that the store was made with. ' +
          'After a rotation, set the new key, and the old one as DAMSON_KEY_PREVIOUS.'
      : 'This store was restored from a backup. Run `npm run restore -- --accept` first: ' +
          'it ends every sign-in and pending code of the backup.',
  )
}

/** What the settings say of providers, and of the host: passkeys work only at the one that they were made at. */
async function adoptSettings(modules: Modules & { readonly log: Log }, config: Config): Promise<void> {
  const { db, audit, clock } = modules
  await adoptOperatorProviders(db, audit, config.federation, clock.now())
  await claimHost(modules, config)
}

async function claimHost(modules: Modules & { readonly log: Log }, { outbound, isDevelopment }: Config): Promise<void> {
  const claiming = { ...modules, outbound: createOutbound({ ...outbound, loopback: isDevelopment }) }
  const claimed = await modules.passkeyHost.claim(claiming)
  if (claimed.ok) return
  const { rpId, count, origin } = claimed.refusal
  throw new StartRefused(
    `The passkeys of this store (${count}) belong to ${rpId}, and do not work at ${origin}. Set DAMSON_BASE_URL back. ` +
      `Or let https://${rpId}/.well-known/webauthn answer {"origins":["${origin}"]}, as application/json: then they work ` +
      `here too. Or set DAMSON_PASSKEYS_RETIRE_RP_ID=${rpId}, which ends all ${count} passkeys; people then sign in ` +
      'in the other ways that they have.',
  )
}

function sendersOf({ config, mail, sms }: AppOptions): {
  readonly mail: Mail | undefined
  readonly sms: SmsSender | undefined
} {
  return { mail: mail ?? mailOf(config), sms }
}

/** Undefined if e-mails go to the development inbox. */
function mailOf({ server, isDevelopment }: Config): Mail | undefined {
  if (server.mailUrl !== undefined && server.mailFrom !== undefined)
    return createMail({ url: server.mailUrl, from: server.mailFrom })
  return isDevelopment ? undefined : noMail()
}
