import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { openTestStore, storesForWalks, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { AuditSettings, createAudit } from '#domain/audit'
import { createLogoutDelivery } from '#domain/logout'
import { createUpkeep } from '../../src/app/upkeep.ts'

type Deps = Parameters<typeof createLogoutDelivery>[0]

describe.each(storesForWalks())('while addresses hang, on %s', (kind) => {
  let store: TestStore
  let asked: string[]
  let invalidations: () => void
  /** Once all is noted: what it takes does not depend on when it looks. */
  let start: () => void
  let arrived: (uri: string) => Promise<void>
  /** The upkeep of the same node, and what it has done. */
  let upkeep: ReturnType<typeof createUpkeep>
  let done: string[]
  beforeEach(async () => {
    store = await openTestStore(kind)
    asked = []
    const waiting = new Map<string, () => void>()
    arrived = (uri) => new Promise((resolve) => (asked.includes(uri) ? resolve() : waiting.set(uri, resolve)))
    const [clock, log] = [createClock(), createLog('silent')]
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const audit = createAudit({
      db: store.db,
      keyring: createKeyring(randomBytes(32)),
      clock,
      log,
      settings: AuditSettings.parse({}),
      baseUrl: 'https://id.example.org/',
    })
    const logoutDelivery = createLogoutDelivery({
      db: store.db,
      clock,
      log,
      invalidations: {
        subscribe: (listener: (items: 'everything') => void) => {
          invalidations = () => listener('everything')
        },
      },
      audit,
      signingKeys: { signing: () => ({ algorithm: 'RS256', kid: 'one', privateKey }) },
      issuers: { of: () => ({ url: 'https://id.example.org/' }) },
      outbound: {
        // Whoever hangs does so for as long as the test goes on.
        post: (uri: string) => {
          asked.push(uri)
          waiting.get(uri)?.()
          return uri.toLowerCase().includes('hangs') ? new Promise(() => undefined) : Promise.resolve(ANSWER)
        },
      },
    } as unknown as Deps)
    start = () => logoutDelivery.start()
    done = []
    const noting = (what: string) => (): Promise<void> => {
      done.push(what)
      return Promise.resolve()
    }
    upkeep = createUpkeep({
      db: store.db,
      clock,
      log,
      keyring: {},
      signingKeys: { refresh: noting('keys') },
      logoutDelivery,
      domainChecks: { run: noting('domains') },
      sandbox: { keepWarm: () => undefined },
      settings: { knownAddressDays: 90 },
      traces: { tidy: () => noting('traces')().then(() => 0) },
      registration: { db: store.db, audit },
      outbox: { run: () => Promise.resolve(), expire: () => Promise.resolve(0) },
      nodeNotes: { write: () => Promise.resolve(), takeAway: () => Promise.resolve() },
      passwords: { computed: () => 0 },
      basicUse: { clients: () => 0, requests: () => 0 },
    } as unknown as Parameters<typeof createUpkeep>[0])
  })
  afterEach(() => store.close())

  const ANSWER = { ok: true, value: { status: 200 } }
  /** Notes what is to be told to clients of a project. */
  async function note(uris: readonly string[], project = randomUUID()): Promise<void> {
    for (const uri of uris) {
      const client = randomUUID()
      await store.db.query({
        sql: `insert into clients (id, project, active, kind, auth_method, basic_allowed, first_party,
          back_channel_logout_uri)
          values ($1, $2, true, 'app', 'none', false, true, $3)`,
        params: [client, project, uri],
      })
      await store.db.query({
        sql: `insert into logout_notices (id, project, client_id, user_id, root_id, created_at, due_at)
          values ($1, $2, $3, $4, $5, now(), now() - interval '1 minute')`,
        params: [randomUUID(), project, client, randomUUID(), randomUUID()],
      })
    }
  }
  const many = (host: (i: number) => string): readonly string[] =>
    Array.from({ length: 8 }, (_, i) => `https://${host(i)}/${i}`)

  test('of four projects, each at many hosts, a fifth project’s client is told', async () => {
    for (const hostile of 'abcd') await note(many((i) => `${hostile}${i}.hangs.example`))
    start()
    await expect.poll(() => asked.length, { timeout: 10_000 }).toBe(12)
    expect('abcd'.split('').map((hostile) => asked.filter((uri) => uri.includes(`//${hostile}`)).length)).toEqual([
      3, 3, 3, 3,
    ])

    await note(['https://fifth.example/out', 'https://fifth.example/again'])
    invalidations()
    await arrived('https://fifth.example/out')
    await arrived('https://fifth.example/again')
    expect(asked).toHaveLength(14)
  })

  test('of one host, which many projects name, others are told', async () => {
    for (let i = 0; i < 20; i += 1) await note([`https://HANGS.example/${i}`])
    await note(['https://other.example/out'])
    start()
    await arrived('https://other.example/out')
    await expect.poll(() => asked.filter((uri) => uri.includes('HANGS')).length).toBe(4)
    const { rows } = await store.db.query({
      sql: 'select count(*)::integer as taken from logout_notices where attempts > 0',
      params: [],
    })
    expect(rows[0]?.['taken']).toBe(5)
  })

  test('upkeep goes on: keys are renewed, domains are checked, and one more is told', async () => {
    await note(['https://hangs.example/out'])
    start()
    await arrived('https://hangs.example/out')
    await note(['https://other.example/out'])
    for (let times = 1; times <= 2; times += 1) {
      await upkeep.run()
      expect(done).toEqual(Array.from({ length: times }, () => ['keys', 'traces', 'domains']).flat())
    }
    await arrived('https://other.example/out')
  })
})
