/** What travels together stands or falls together: a login that cannot be written, or its audit, gives no token. */
import { type Machine, type NodeOptions, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, redeem, refresh } from '../identity/steps.ts'

type Db = Parameters<NonNullable<NodeOptions['faulty']>>[0]

describe.each(storesForWalks())('a statement that fails on %s', (store) => {
  let world: World
  let owner: Owner
  let machine: Machine
  let failing: readonly string[] = []
  type Asked = Parameters<Db['query']>[0]
  const refusedIfFailing = (query: Asked): Asked =>
    failing.includes(query.name ?? '') ? { sql: 'select 1 / 0', params: [] } : query
  /** In the place of those that fail, a statement that the store refuses. */
  const faulty = (db: Db): Db => ({
    engine: db.engine,
    store: db.store,
    query: (query) => db.query(refusedIfFailing(query)),
    tx: (work, options) =>
      db.tx(
        (tx) =>
          work({
            store: tx.store,
            query: (query) => tx.query(refusedIfFailing(query)),
            exec: (sql) => tx.exec(sql),
            ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
          }),
        options,
      ),
    exec: (sql) => db.exec(sql),
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    close: () => db.close(),
  })
  let call: World['call']
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner({ scope: 'openid offline_access' })
    machine = await world.actors.machine(owner)
    call = (await world.restarted({ faulty })).call
  })
  afterAll(() => world.close())

  const written = async (): Promise<unknown> => {
    const sql =
      "select (select count(*) from logins) + (select count(*) from audit_events where kind like 'token.%') as n"
    const { rows } = await world.store.db.query({ sql, params: [] })
    return rows[0]?.['n']
  }
  const asks = {
    client_credentials: () =>
      call('oauth2/token', { basic: machine.basic, form: { grant_type: 'client_credentials' } }),
    code: async () => {
      const begun = await begin(call, { email: owner.email, password: owner.password })
      return () => redeem(call, begun)
    },
    refresh: () => refresh(call, owner.refreshToken ?? ''),
  }

  test.each([
    [['rate-limits.count-together'], 500],
    [['access.principals-of-clients'], 500],
    [['logins.insert-machines', 'logins.insert-machine'], 500],
    [['logins.insert-machines', 'audit.insert'], 503],
  ])('of client_credentials, %s: no token, no login, no event', async (names, status) => {
    must(await asks.client_credentials())
    const before = await written()
    failing = names
    const answer = await asks.client_credentials()
    failing = []
    expect([answer.status, answer.body.access_token]).toEqual([status, undefined])
    expect(await written()).toEqual(before)
    must(await asks.client_credentials())
  })

  test.each([
    ['client_credentials', 'logins.insert-machines', 2],
    // Its login is there already.
    ['code', 'tokens.spend-codes', 1],
    ['refresh', 'tokens.rotate-together', 1],
  ] as const)('of %s, that of all who ask together: it is made alone, once', async (kind, name, rows) => {
    const ask = kind === 'code' ? await asks.code() : asks[kind]
    const before = Number(await written())
    failing = [name]
    const answer = await ask()
    failing = []
    const { body } = must(answer)
    expect(Number(await written())).toBe(before + rows)
    if (kind === 'refresh') owner = { ...owner, refreshToken: body.refresh_token }
  })

  test.each([
    [['tokens.unspent-codes'], 500],
    [['tokens.spend-codes', 'tokens.spend-code'], 500],
    [['tokens.spend-codes', 'access.principal-of-code'], 500],
    [['tokens.spend-codes', 'audit.insert'], 503],
  ])('of a code, %s: no token, and the code is as good as before, once', async (names, status) => {
    const ask = await asks.code()
    failing = names
    const answer = await ask()
    failing = []
    expect([answer.status, answer.body.access_token]).toEqual([status, undefined])
    expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(400)
  })

  test.each([
    [['tokens.refreshable-logins'], 500],
    [['tokens.rotate-together', 'tokens.rotate-refresh'], 500],
    [['tokens.rotate-together', 'access.principal-of-family'], 500],
    [['tokens.rotate-together', 'audit.insert'], 503],
  ])('of a refresh, %s: no token, and the refresh token rotates afterwards', async (names, status) => {
    failing = names
    const answer = await asks.refresh()
    failing = []
    expect([answer.status, answer.body.access_token]).toEqual([status, undefined])
    const rotated = must(await asks.refresh()).body
    owner = { ...owner, refreshToken: rotated.refresh_token }
  })
})
