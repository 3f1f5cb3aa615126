import { openSecond, openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import type { Db, Query } from '#base/db'
import { createLog } from '#base/log'
import { createOutbox } from '#domain/outbox'
import { createTraces } from '#domain/traces'
import { createUpkeep } from '../../src/app/upkeep.ts'

type Deps = Parameters<typeof createUpkeep>[0]
type Row = Readonly<Record<string, unknown>>

const NO_PROJECT = '00000000-0000-0000-0000-000000000000'
/** Tables that only the time narrows, and what of each has had its time. */
const AGED: Readonly<Record<string, string>> = {
  nodes: `insert into nodes select gen_random_uuid(), '', '', now(), now() - interval '25 hours', '{}' from N n`,
  invalidations: `insert into invalidations select n, 'login', n::text, now() - interval '2 hours' from N n`,
  known_addresses: `insert into known_addresses select n::text, now() - interval '91 days' from N n`,
  password_guesses: `insert into password_guesses select n::text, '', 1, now() - interval '366 days' from N n`,
  rate_limits: `insert into rate_limits select n::text, 1, (extract(epoch from now()) - 7200)::bigint * 1000 from N n`,
  client_assertions: `insert into client_assertions select gen_random_uuid(), n::text, now() - interval '1 hour' from N n`,
  webhook_deliveries: `insert into webhook_deliveries select gen_random_uuid(), gen_random_uuid(), n::text,
    now() - interval '1 hour' from N n`,
  bot_jobs: `insert into bot_jobs (id, project, bot_id, state, attempts, asked_at, due_at, settled_at)
    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'done', 1, now(), now(), now() - interval '25 hours'
    from N n`,
  bot_runs: `insert into bot_runs select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now() - interval '31 days',
    '', 'ok', '' from N n`,
  provider_legs: `insert into provider_legs select n::text, 'k', gen_random_uuid(), '', '', now(),
    now() - interval '2 hours' from N n`,
  launches: `insert into launches (token_hash, project, client_id, context, created_at, expires_at)
    select n::text, gen_random_uuid(), gen_random_uuid(), '{}', now(), now() - interval '1 hour' from N n`,
  logout_notices: `insert into logout_notices (id, project, client_id, user_id, root_id, created_at, due_at, settled_at)
    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), now(),
      now() - interval '2 hours' from N n`,
  external_bearers: `insert into external_bearers select n::text, gen_random_uuid(), null, now() - interval '8 days'
    from N n`,
  presented_tokens: `insert into presented_tokens select n::text, gen_random_uuid(), now() - interval '8 days' from N n`,
  logins: `insert into logins (id, method, scope, created_at, last_used_at, expires_at)
    select gen_random_uuid(), 'client', '', now(), now(), now() - interval '61 minutes' from N n`,
  login_roots: `insert into login_roots (id, user_id, method, factors, authenticated_at, ends_at, sealed_place)
    select gen_random_uuid(), gen_random_uuid(), 'password', '{}', now(), now() - interval '8 days', '' from N n`,
  consents: `insert into consents (project, id, membership_id, client_id, patient, redirect_origin, client_name,
    client_public, scope, limited, granted_at, ends_at, last_used_at)
    select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', '', '', false, '', false,
      now(), now() - interval '8 days', now() from N n`,
  one_time_links: `insert into one_time_links select gen_random_uuid(), gen_random_uuid(), 'reset', '', '', now(),
    now() - interval '8 days', null from N n`,
  outbox: `insert into outbox (id, project, kind, state, sealed_to, attempts, created_at, due_at, expires_at, settled_at)
    select gen_random_uuid(), gen_random_uuid(), 'invite', 'accepted', '', 1, now(), now(), now(), now() - interval '31 days'
    from N n`,
  traces: `insert into traces select '${NO_PROJECT}', gen_random_uuid(), now() - interval '25 hours', null, null, '{}'
    from N n`,
}

interface Noted {
  readonly query: Query
  readonly count: number
}

/** A store that notes which statements were sent through it and how many rows each changed. */
function noting(db: Db, noted: Noted[]): Db {
  const note = async (to: Pick<Db, 'query'>, query: Query) => {
    const answer = await to.query(query)
    noted.push({ query, count: answer.count })
    return answer
  }
  return {
    engine: db.engine,
    store: db.store,
    query: (query) => note(db, query),
    tx: (work) =>
      db.tx((tx) => work({ store: tx.store, exec: (text) => tx.exec(text), query: (query) => note(tx, query) })),
    listen: () => Promise.reject(new Error('nobody listens')),
    exec: (text) => db.exec(text),
    close: () => Promise.resolve(),
  }
}

function upkeepOf(db: Db, lines: string[] = []) {
  const [clock, log] = [createClock(), createLog('error', { write: (line: string) => void lines.push(line) })]
  const nothing = (): Promise<void> => Promise.resolve()
  const modes = { renew: nothing } as unknown as Parameters<typeof createTraces>[3]
  return createUpkeep({
    db,
    clock,
    log,
    keyring: {},
    signingKeys: { refresh: nothing },
    logoutDelivery: { run: nothing },
    domainChecks: { run: nothing },
    certificate: { run: () => Promise.resolve(0) },
    sandbox: { keepWarm: nothing },
    settings: { knownAddressDays: 90 },
    traces: createTraces(db, clock, log, modes),
    registration: { db, audit: { record: nothing } },
    bots: { jobs: { run: nothing } },
    nodeNotes: { write: nothing, takeAway: nothing },
    passwords: { computed: () => 0 },
    basicUse: { clients: () => 0, requests: () => 0 },
    outbox: createOutbox({
      db,
      clock,
      log,
      keyring: createKeyring(Buffer.alloc(32)),
      mail: { send: nothing },
      logo: () => Promise.resolve(undefined),
    }),
  } as unknown as Deps)
}

describe.each(storesUnderTest())('upkeep, on %s,', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openTestStore(kind)
  })
  afterEach(() => store.close())

  const ask = async (sql: string, ...params: readonly string[]): Promise<readonly Row[]> =>
    (await store.db.query({ sql, params })).rows
  const count = async (table: string): Promise<number> =>
    Number((await ask(`select count(*)::integer as count from ${table}`))[0]?.['count'])
  const age = async (table: string, rows: number): Promise<void> => {
    await ask((AGED[table] ?? '').replace(' N n', ` generate_series(1, ${rows}) n`))
  }
  /** Makes a root that ended some days ago, and answers its id. */
  const root = async (days: number): Promise<string> => {
    const id = crypto.randomUUID()
    await ask(
      `insert into login_roots (id, user_id, method, factors, authenticated_at, ends_at, sealed_place)
        values ($1::uuid, gen_random_uuid(), 'password', '{}', now(), now() - make_interval(days => $2::integer), '')`,
      id,
      String(days),
    )
    return id
  }
  const login = async (rootId: string | null, ended: string): Promise<string> => {
    const id = crypto.randomUUID()
    await store.db.query({
      sql: `insert into logins (id, root_id, method, scope, created_at, last_used_at, expires_at)
        values ($1::uuid, $2::uuid, 'password', '', now(), now(), now() - $3::interval)`,
      params: [id, rootId, ended],
    })
    return id
  }
  const ids = async (table: string): Promise<ReadonlySet<unknown>> =>
    new Set((await ask(`select id::text as id from ${table}`)).map(({ id }) => id))

  test('deletes all that had its time, in batches', async () => {
    for (const table of Object.keys(AGED)) await age(table, 4_500)
    const noted: Noted[] = []
    await upkeepOf(noting(store.db, noted)).run()
    for (const table of Object.keys(AGED)) expect(await count(table), table).toBe(0)
    expect(Math.max(...noted.map((one) => one.count))).toBe(2_000)
  })

  test('finds what it deletes by an index', async () => {
    const noted: Noted[] = []
    for (const table of Object.keys(AGED)) await age(table, 3)
    await root(9).then((id) => login(id, '9 days'))
    await upkeepOf(noting(store.db, noted)).run()
    const deletes = noted.filter(({ query }) => /\bdelete from\b/.test(query.sql))
    expect(deletes.length).toBeGreaterThan(16)
    for (const { query } of deletes) {
      const plan = await store.db.tx(async (tx) => {
        await tx.exec('set local enable_seqscan = off')
        return tx.query({ sql: `explain ${query.sql}`, params: query.params })
      })
      expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n'), query.name).not.toContain('Seq Scan')
    }
  })

  test('keeps people’s ended logins for a week and machines’ for an hour', async () => {
    const root9 = await root(9)
    const kept = [await login(null, '59 minutes'), await login(root9, '6 days'), await login(null, '-1 minutes')]
    for (const [on, ended] of [
      [null, '61 minutes'],
      [root9, '8 days'],
    ] as const)
      await login(on, ended)
    await upkeepOf(store.db).run()
    expect(await ids('logins')).toEqual(new Set(kept))
    expect(await ids('login_roots')).toEqual(new Set([root9]))
  })

  test('deletes a root with its last login, and keeps one that has logins left or has not ended for long', async () => {
    const upkeep = upkeepOf(store.db)
    const [held, young, bare] = [await root(9), await root(6), await root(9)]
    const offline = await login(held, '-30 days')
    await login(young, '8 days')
    // More than are looked at together.
    await age('login_roots', 4_100)
    await upkeep.run()
    expect(await ids('login_roots')).toEqual(new Set([held, young]))
    expect(await ids('login_roots')).not.toContain(bare)

    await ask("update logins set expires_at = now() - interval '8 days' where id = $1::uuid", offline)
    await upkeep.run()
    expect(await ids('login_roots')).toEqual(new Set([young]))
    expect(await count('logins')).toBe(0)
  })

  test('looks at a root that must stay once, not each time', async () => {
    const noted: Noted[] = []
    const upkeep = upkeepOf(noting(store.db, noted))
    for (let i = 0; i < 3; i += 1) await login(await root(9), '-30 days')
    const looked = (): readonly unknown[] =>
      noted.splice(0).flatMap((one) => (one.query.name === 'logins.forget-roots' ? [one.count] : []))
    await upkeep.run()
    expect(looked()).toEqual([1])
    await upkeep.run()
    expect(looked()).toEqual([0])
    // Others are found all the same.
    await root(8)
    await upkeep.run()
    expect(await count('login_roots')).toBe(3)
  })

  test('keeps the newest 5,000 steps of a project, of each', async () => {
    const project = crypto.randomUUID()
    await ask(
      `insert into traces select $1::uuid, gen_random_uuid(), now() - make_interval(secs => n), null, null, '{}'
        from generate_series(1, 7200) n`,
      project,
    )
    await ask(`insert into traces values (gen_random_uuid(), gen_random_uuid(), now(), null, null, '{}')`)
    await age('traces', 10)
    await upkeepOf(store.db).run()
    const kept = await ask(
      `select project = $1::uuid as own, count(*)::integer as count, (max(now() - at) < interval '5100 seconds') as newest
        from traces group by 1 order by 2`,
      project,
    )
    expect(kept).toEqual([
      { own: false, count: 1, newest: true },
      { own: true, count: 5_000, newest: true },
    ])
  })

  test('goes on where one job fails, and says which', async () => {
    for (const table of Object.keys(AGED)) await age(table, 3)
    await ask('alter table known_addresses rename to gone')
    const lines: string[] = []
    const upkeep = upkeepOf(store.db, lines)
    await expect(upkeep.run()).rejects.toMatchObject({ jobs: ['known-addresses'] })
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ event: 'upkeep.failed', code: 'known-addresses' }),
    ])
    for (const table of Object.keys(AGED)) if (table !== 'known_addresses') expect(await count(table), table).toBe(0)
    const reports = new Map(upkeep.reports().map((report) => [report.name, report]))
    expect(reports.get('known-addresses')).toMatchObject({ failures: 1, succeededAt: undefined })
    expect(reports.get('launches')).toMatchObject({ failures: 0, rows: 3, succeededAt: expect.any(Date) })
  })

  test.runIf(kind === 'postgres')(
    'leaves to another node what that one is deleting, and waits for nothing',
    async () => {
      for (const table of Object.keys(AGED)) await age(table, 3)
      const other = await openSecond(store)
      await other.tx(async (tx) => {
        for (const table of Object.keys(AGED))
          if (table !== 'traces') await tx.query({ sql: `select 1 from ${table} for update`, params: [] })
        await upkeepOf(store.db).run()
      })
      expect(await count('launches')).toBe(3)
      await upkeepOf(other).run()
      expect(await count('launches')).toBe(0)
      await other.close()
    },
  )
})
