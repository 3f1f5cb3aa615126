/** Whose job is next, and what is kept of those that have ended. */
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import { answersAreFull } from '../../src/domain/bots/jobs.store.ts'
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
    const deps = {
      db: store.db,
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
    return { jobs, ask, begun, whenBegun }
  }

  test('a project whose jobs are not under way is next, however many of others have waited for longer', async () => {
    const { jobs, ask, begun, whenBegun } = jobsOf()
    const [a, b, c] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
    for (const project of [a, a, a, a, a, a, b, b, b, b, b, b]) await ask(project)
    expect((await whenBegun(8)).toSorted()).toEqual([a, a, a, a, b, b, b, b].toSorted())
    await ask(c)
    await ask(c)
    begun.find(({ project }) => project === a)?.end()
    expect((await whenBegun(9))[8]).toBe(c)
    begun.find(({ project }) => project === b)?.end()
    expect((await whenBegun(10))[9]).toBe(c)
    // Places go round: what is asked for last is not what is left over.
    for (const { end } of begun) end()
    expect((await whenBegun(14)).slice(10).toSorted()).toEqual([a, a, b, b].toSorted())
    for (const { end } of begun) end()
    await jobs.stop()
    const kept = await store.db.query({
      sql: `select count(*)::integer as n from bot_jobs where state = 'done' and sealed_result is null`,
      params: [],
    })
    // Nobody signed in, so nobody may ask.
    expect(kept.rows).toEqual([{ n: 14 }])
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
