/** Whose job is next, and what is kept of those that have ended. */
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { answersAreFull, insertJob } from '../../src/domain/bots/jobs.store.ts'
import { type BotJobDeps, createBotJobs } from '../../src/domain/bots/jobs.ts'

describe.each(storesUnderTest())('jobs of Bots, on %s,', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openTestStore(kind)
  })
  afterEach(() => store.close())

  /** Jobs whose Bots run until they are let go. */
  function jobsOf() {
    const begun: { readonly project: string; readonly end: () => void }[] = []
    const nothing = (): Promise<void> => Promise.resolve()
    let then: (() => Promise<void>) | undefined
    const query: TestStore['db']['query'] = async (statement) => {
      const found = await store.db.query(statement)
      const isLook = statement.name?.startsWith('bots.take-job') === true && found.rows.length === 0
      const work = isLook ? then : undefined
      if (work !== undefined) then = undefined
      await work?.()
      return found
    }
    const db = new Proxy(store.db, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name)
        if (name === 'query') return query
        return typeof value === 'function' ? value.bind(of) : value
      },
    })
    const deps = {
      db,
      clock: createClock(),
      log: createLog('error', { write: () => undefined }),
      keyring: createKeyring(Buffer.alloc(32)),
      audit: { record: nothing },
      issuers: { of: () => ({}) },
      find: () => Promise.resolve(undefined),
    } as unknown as BotJobDeps
    const jobs = createBotJobs(deps, ({ project }) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      begun.push({ project, end: resolve })
      return promise.then(() => ({ ok: true, value: { json: 'x' } }) as never)
    })
    const ask = async (project: string): Promise<void> => {
      const request = {
        project,
        bot: crypto.randomUUID(),
        caller: undefined,
        calledBy: undefined,
        origin: { address: '', userAgent: '', traceId: '', issuer: {} },
        input: { contentType: 'text/plain', encoding: 'text', input: 'x' },
        headers: {},
      } as unknown as Parameters<typeof jobs.ask>[0]
      expect((await jobs.ask(request, nothing)).ok).toBe(true)
    }
    const whenBegun = async (count: number): Promise<readonly string[]> => {
      while (begun.length < count) await new Promise((resolve) => setTimeout(resolve, 10))
      return begun.map(({ project }) => project)
    }
    /** Does something when a look for jobs has found none, before it hears so. */
    const afterLook = (work: () => Promise<void>): void => void (then = work)
    return { jobs, ask, begun, whenBegun, afterLook }
  }

  test('two projects that always have jobs leave places to others, who are next, and places go round', async () => {
    const { jobs, ask, begun, whenBegun } = jobsOf()
    const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(() => crypto.randomUUID()) as [string, string, string, string, string]
    for (const project of [a, a, a, a, a, a]) await ask(project)
    await jobs.run()
    expect(await whenBegun(4)).toEqual([a, a, a, a])
    for (const project of [b, b, b, b, b, b]) await ask(project)
    await jobs.run()
    expect((await whenBegun(6)).slice(4)).toEqual([b, b])
    // Nothing of the two has ended.
    for (const project of [c, c, d]) await ask(project)
    await jobs.run()
    expect((await whenBegun(8)).slice(6)).toEqual([c, d])
    await ask(e)
    await jobs.run()
    expect(begun).toHaveLength(8)
    begun.find(({ project }) => project === a)?.end()
    expect((await whenBegun(9))[8]).toBe(e)
    for (let count = 9; count < 16; count += 1) {
      for (const { end } of begun) end()
      await whenBegun(count + 1)
    }
    expect(begun.filter(({ project }) => project === a || project === b)).toHaveLength(12)
    for (const { end } of begun) end()
    await jobs.stop()
    const kept = await store.db.query({
      sql: `select count(*)::integer as n from bot_jobs where state = 'done' and sealed_result is null`,
      params: [],
    })
    // Nobody signed in, so nobody may ask.
    expect(kept.rows).toEqual([{ n: 16 }])
  })

  test('what is asked for while the last look finds nothing is run by it', async () => {
    const { jobs, ask, begun, afterLook } = jobsOf()
    afterLook(() => ask(crypto.randomUUID()))
    expect(await jobs.run()).toBe(1)
    expect(begun).toHaveLength(1)
    begun[0]?.end()
    await jobs.stop()
  })

  test('the calls that wait have a bound in number and in size', async () => {
    const project = crypto.randomUUID()
    const isKept = async (sealedRequest: string, most: number, mostBytes: number, of = project): Promise<boolean> => {
      const [id, botId] = [crypto.randomUUID(), crypto.randomUUID()]
      const nobody = { membershipId: null, clientId: null, actedFor: null }
      const job = { id, project: of, botId, ...nobody, sealedRequest, now: new Date(), most, mostBytes }
      return (await insertJob.maybeOne(store.db, job)) !== undefined
    }
    expect(await isKept('0123456789', 1, 1, crypto.randomUUID())).toBe(true)
    expect([await isKept('é234', 1, 1), await isKept('1', 1, 100), await isKept('1', 9, 5)]).toEqual([
      true,
      false,
      false,
    ])
    expect([await isKept('1', 9, 6), await isKept('1', 2, 100), await isKept('1', 3, 7)]).toEqual([true, false, true])
  })

  test('the answers that are kept have a bound in number and in size', async () => {
    const project = crypto.randomUUID()
    const end = (of: string, sealed: string | null): Promise<unknown> =>
      store.db.query({
        sql: `insert into bot_jobs (id, project, bot_id, state, sealed_result, attempts, asked_at, due_at, settled_at)
          values (gen_random_uuid(), $1, gen_random_uuid(), 'done', $2, 1, now(), now(), now())`,
        params: [of, sealed],
      })
    const isFull = async (most: number, bytes: number): Promise<boolean> =>
      (await answersAreFull.one(store.db, project, most, bytes)).isFull
    expect(await isFull(2, 10)).toBe(false)
    await end(project, 'é234')
    await end(project, null)
    await end(crypto.randomUUID(), '0123456789')
    expect([await isFull(2, 6), await isFull(2, 5), await isFull(1, 6)]).toEqual([false, true, true])
    await end(project, '1')
    expect([await isFull(3, 7), await isFull(2, 7), await isFull(3, 6)]).toEqual([false, true, true])
  })
})
