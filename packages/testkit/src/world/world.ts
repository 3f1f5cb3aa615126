import { randomBytes } from 'node:crypto'
import { type App, type AppOptions, type Config, createApp, createLog, readConfig } from '@damson/server'
import { inject } from 'vitest'
import { freePort } from '../free-port.ts'
import { defaultStore, openSecond, openTestStore, type StoreKind, type TestStore } from '../store/index.ts'
import { type Actor, createActors } from './actors.ts'
import { type Caller, createCaller } from './caller.ts'
import { consoleFolder } from './console.ts'
import { holdToApi } from './held-answers.ts'
import { createInboxReader, createPhoneReader, type InboxReader, type PhoneReader } from './inbox.ts'
import { sharedWorld } from './shared-world.ts'

export interface WorldOptions {
  /** PostgreSQL by default, if there is one: a world starts ten times as fast on it as on the embedded store. */
  readonly store?: StoreKind
  /** As on a developer's machine: open registration and the inbox. On by default, on either store. */
  readonly development?: boolean
  /** Settings by their environment variables, such as `DAMSON_THROTTLE_TOKENS_PER_CLIENT`. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** `development`: text messages go where the settings send them, on a developer's machine to `/dev/inbox/sms`. */
  readonly sms?: 'development'
  /** `development`: e-mails go where the settings send them, on a developer's machine to `/dev/inbox`. */
  readonly mail?: AppOptions['mail'] | 'development'
  /** The TXT records that names publish in DNS. */
  readonly readTxt?: AppOptions['readTxt']
  readonly log?: AppOptions['log']
  /** What a password's hash costs; next to nothing by default. */
  readonly hashCost?: AppOptions['hashCost']
  /** What runs Bots. */
  readonly bots?: AppOptions['bots']
  readonly onDisk?: boolean
  /** `built`: the real console, built where it has changed. `none`: as where nobody built it. Default: a small page. */
  readonly console?: 'built' | 'none'
  /**
   * Its own, new master key and signing keys. By default all worlds of a run share theirs, because making keys is slow.
   */
  readonly ownKeys?: boolean
  /**
   * The world that the files of one worker share, each with its own project. It is for tests that do not travel in time
   * and set nothing but the store. Anything that would affect other files throws.
   */
  readonly shared?: boolean
}

/** How a node differs from the first one. */
export interface NodeOptions {
  /** How far its clock is off. */
  readonly skewMs?: number
  readonly key?: Uint8Array
  readonly env?: WorldOptions['env']
  /** The default is the first node's. */
  readonly development?: boolean
  /** Its store with faults that the test adds. */
  readonly faulty?: (db: AppOptions['db']) => AppOptions['db']
  readonly log?: AppOptions['log']
}

/** A running node: one Damson process on its own port. */
export interface Node {
  readonly app: App
  readonly baseUrl: string
  readonly call: Caller
  close(): Promise<void>
}

/** A whole Damson for a test: store, one or more nodes, mail, time. */
export interface World extends Node {
  readonly kind: StoreKind
  readonly store: TestStore
  /** The master key. */
  readonly key: Uint8Array
  readonly fhirUrl: string
  readonly inbox: InboxReader
  readonly phones: PhoneReader
  readonly actors: Actor
  /** Moves the clock of every node forward, and runs their upkeep: by itself it runs at no time. */
  travel(ms: number): Promise<void>
  /** Another node on the same PostgreSQL, under the same issuer. */
  secondNode(options?: NodeOptions): Promise<Node>
  /** Another node on the same connections, on either engine, as after a restart with other settings. */
  restarted(options?: NodeOptions): Promise<Node>
}

/** Far above what tests need; tests of limits restore them. */
const WIDE_LIMITS = {
  DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '100000',
  DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '1000',
  DAMSON_THROTTLE_WRONG_SECRETS_PER_CLIENT: '1000',
  DAMSON_THROTTLE_TOKENS_PER_CLIENT: '10000',
  DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '1000',
  DAMSON_THROTTLE_TEXTS_PER_ACCOUNT: '1000',
  DAMSON_THROTTLE_TEXTS_PER_NUMBER: '1000',
  DAMSON_THROTTLE_TEXTS_PER_PREFIX: '1000',
  DAMSON_THROTTLE_WRONG_CODES_PER_ACCOUNT: '1000',
  DAMSON_THROTTLE_WRONG_CODES_PER_SIGN_IN: '1000',
  DAMSON_THROTTLE_SIGN_INS_PER_BROWSER: '1000',
  DAMSON_THROTTLE_FHIR_REQUESTS_PER_PERSON: '1000000',
  DAMSON_THROTTLE_FHIR_REQUESTS_PER_MACHINE: '1000000',
  // On a busy machine a record is written late, and every answer would be a 503.
  DAMSON_AUDIT_COMMIT_MS: '2000',
}

/** argon2id at its minimum: the tests of `domain/factors` check the real cost, and the number of hashes is counted. */
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 }

/** Saved, in case a test moves a library's clock; `travel` moves the server's. */
const machineTime = Date.now

/** The shipped limits. */
export const SHIPPED_LIMITS: Readonly<Record<string, undefined>> = Object.fromEntries(
  Object.keys(WIDE_LIMITS).map((name) => [name, undefined]),
)

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  if (options.shared === true) return sharedWorld(options, startWorld)
  const { store: kind = defaultStore(), development = true, onDisk = false } = options
  const prepared = options.ownKeys === true ? undefined : inject('preparedWorlds')[kind]
  const store = await openTestStore(kind, { onDisk, poolSize: 10, template: prepared?.template })
  const masterKey = prepared === undefined ? randomBytes(32) : Buffer.from(prepared.key, 'hex')
  const mails = createInboxReader()
  const phones = createPhoneReader()
  const folder = await consoleFolder(options.console)
  let travelled = 0
  const nodes: Node[] = []

  async function startNode(
    db: AppOptions['db'],
    issuer: string | undefined,
    node: NodeOptions,
    close: () => Promise<void>,
  ): Promise<Node> {
    const { skewMs = 0, key = masterKey, env = {}, faulty = (healthy) => healthy, log: ownLog } = node
    const port = await freePort()
    const config = configFor(
      { ...options.env, ...env },
      node.development ?? development,
      issuer ?? `http://localhost:${port}/`,
      port,
    )
    const log = ownLog ?? options.log ?? createLog(process.env['DAMSON_TEST_LOG'] === undefined ? 'silent' : 'debug')
    const clock = { travelled: () => travelled, system: () => machineTime() + skewMs }
    const app = await createApp({
      config,
      db: faulty(db),
      log,
      key,
      version: 'test',
      clock,
      hashCost: options.hashCost ?? CHEAP,
      ...(options.bots !== undefined && { bots: options.bots }),
      ...(options.mail !== 'development' && { mail: options.mail ?? mails }),
      ...(options.sms !== 'development' && { sms: phones }),
      // Tests never query the network.
      readTxt: options.readTxt ?? (() => Promise.resolve([])),
      consoleFolder: folder,
      upkeep: 'asked',
    })
    await app.listen()
    const baseUrl = `http://localhost:${port}/`
    const started: Node = {
      app,
      baseUrl,
      call: createCaller(baseUrl, config.baseUrl, holdToApi(app)),
      async close() {
        await app.close()
        await close()
      },
    }
    nodes.push(started)
    return started
  }

  const first = await startNode(store.db, undefined, {}, () => store.close())
  return {
    ...first,
    kind,
    store,
    key: masterKey,
    fhirUrl: `${first.baseUrl}fhir/R4/`,
    inbox: mails,
    phones,
    actors: createActors(first.call),
    async travel(ms) {
      travelled += ms
      for (const { app } of nodes) {
        await app.upkeep.run()
        await app.logoutDelivery.run()
        await app.outbox.run()
      }
    },
    async secondNode(node = {}) {
      const db = await openSecond(store)
      return startNode(db, first.baseUrl, node, () => db.close())
    },
    restarted: (node = {}) => startNode(store.db, first.baseUrl, node, () => Promise.resolve()),
    async close() {
      for (const node of nodes.slice(1)) await node.close()
      await first.close()
    },
  }
}

function configFor(env: WorldOptions['env'], development: boolean, baseUrl: string, port: number): Config {
  const { config, problems } = readConfig({
    env: {
      ...WIDE_LIMITS,
      DAMSON_BASE_URL: baseUrl,
      DAMSON_PORT: String(port),
      DAMSON_KEY: '0'.repeat(64),
      ...env,
    },
  })
  if (config === undefined) throw new Error(problems.map(({ sentence }) => sentence).join('\n'))
  return { ...config, isDevelopment: development }
}
