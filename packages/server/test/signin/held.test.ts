/**
 * What a sign-in was judged by may change before its code is there. A change that was made by then is seen, one that is
 * being made is waited for, and one that comes later waits.
 */
import { type Node, type NodeOptions, openSecond, storesForWalks, type TestDb } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, answerIn, type Federated, startFederated } from '../federation/external.ts'
import { must } from '../identity/steps.ts'
import { createCookieBrowser } from './cookie-browser.ts'

type Db = Parameters<NonNullable<NodeOptions['faulty']>>[0]

/** Lets a test act at the moment before a statement is asked in a transaction, or after it was asked outside of one. */
function createMoments() {
  const before = new Map<string, () => Promise<unknown>>()
  const after = new Map<string, () => Promise<unknown>>()
  const take = async (from: typeof before, name = ''): Promise<void> => {
    const act = from.get(name)
    from.delete(name)
    await act?.()
  }
  const watching = (db: Db): Db => ({
    engine: db.engine,
    store: db.store,
    async query(query) {
      const answer = await db.query(query)
      await take(after, query.name)
      return answer
    },
    tx: (work, options) =>
      db.tx(
        (tx) =>
          work({
            store: tx.store,
            async query(query) {
              await take(before, query.name)
              return tx.query(query)
            },
            exec: (sql) => tx.exec(sql),
          }),
        options,
      ),
    exec: (sql) => db.exec(sql),
    listen: (channel, heard, lost) => db.listen(channel, heard, lost),
    close: () => db.close(),
  })
  return { before, after, watching }
}

describe.each(storesForWalks())('what a code hangs on, on %s', (store) => {
  const moments = createMoments()
  let federated: Federated
  let node: Node
  beforeAll(async () => {
    federated = await startFederated({ store })
    node = await federated.world.restarted({ faulty: moments.watching })
  })
  afterAll(() => federated.world.close())

  /** Signs in on the page; what is given back asks for the code, and says whether there was one. */
  async function onPage(app: App): Promise<() => Promise<boolean>> {
    const { email, password } = federated.owner
    const browser = createCookieBrowser(node.baseUrl, federated.world.baseUrl)
    const { url } = app.start({ response_type: 'code' })
    const page = await browser.open(url.replace('auth/external/start', 'oauth2/authorize'))
    const { location } = await browser.post('/signin', { request: page.hidden('request'), email, password })
    return async () => answerIn(await browser.open(location)).code !== ''
  }
  async function change(app: App, fields: object): Promise<void> {
    const { call } = federated.world
    const { token } = federated.owner
    const path = `fhir/R4/ClientApplication/${app.id}`
    const { body } = must(await call(path, { token }))
    must(await call(path, { method: 'PUT', token, json: { ...body, ...fields } }))
  }

  test.each([
    ['is switched off', { status: 'off' }, false],
    ['takes no password any more', { signIn: 'external' }, false],
    ['has another name', { name: 'Another Name' }, true],
  ])('an app that %s once the sign-in was judged', async (_, fields, isGiven) => {
    const app = await federated.app(undefined)
    const code = await onPage(app)
    moments.after.set('logins.standing', () => change(app, fields))
    expect(await code()).toBe(isGiven)
    expect(moments.after.size).toBe(0)
  })

  test('an app that stays as it was', async () => {
    const code = await onPage(await federated.app(undefined))
    expect(await code()).toBe(true)
  })

  describe.runIf(store === 'postgres')('while it is changed', () => {
    let other: TestDb
    beforeAll(async () => {
      other = await openSecond(federated.world.store)
    })
    afterAll(() => other.close())

    /** Changes something in a transaction that ends only when the sign-in waits for it. */
    async function whileItWaits(sql: string, params: readonly string[], code: () => Promise<boolean>) {
      const told = Promise.withResolvers<boolean>()
      moments.before.set('domains.hold-way', () => {
        const begun = Promise.withResolvers<undefined>()
        const changed = other.tx(async (tx) => {
          await tx.query({ sql, params: [...params] })
          begun.resolve(undefined)
          await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
        })
        changed.catch((error: unknown) => {
          begun.resolve(undefined)
          told.reject(error)
        })
        return begun.promise
      })
      void code().then(told.resolve, told.reject)
      return told.promise
    }
    async function waiting(): Promise<number> {
      const { rows } = await federated.world.store.db.query({
        sql: `select count(*)::int as n from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database() and query like '%for share of%'`,
        params: [],
      })
      return Number(rows[0]?.['n'])
    }

    test('an app that is switched off gives no code', async () => {
      const app = await federated.app(undefined)
      const code = await onPage(app)
      expect(await whileItWaits('update clients set active = false where id = $1', [app.id], code)).toBe(false)
    })

    test('an app that is written as it was gives one', async () => {
      const app = await federated.app(undefined)
      const code = await onPage(app)
      expect(await whileItWaits('update clients set active = active where id = $1', [app.id], code)).toBe(true)
    })

    test.each([
      ['proven', false],
      ['pending', false],
      ['pending', true],
    ])('a %s domain that comes to hold its addresses gives none', async (status, isEnforced) => {
      const { project, email } = federated.owner
      const domain = email.split('@')[1] ?? ''
      await other.query({ sql: 'delete from domains where domain = $1', params: [domain] })
      await other.query({
        sql:
          'insert into domains (id, project, domain, token, status, enforced) ' +
          'values (gen_random_uuid(), $1, $2, $3, $4, $5)',
        params: [project, domain, 'token', status, isEnforced],
      })
      const code = await onPage(await federated.app(undefined))
      const sql = `update domains set enforced = true, status = 'proven' where project = $1 and domain = $2`
      expect(await whileItWaits(sql, [project, domain], code)).toBe(false)
      await other.query({ sql: 'delete from domains where domain = $1', params: [domain] })
    })
  })
})
