import { hasPostgres, openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Db, dynamic, outsideTransaction, sql } from '#base/db'
import { countedTogether } from './limiter.ts'

const LIMIT = 3
const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((a, b) => a - b)

describe.each(storesUnderTest())('requests that are counted together on %s', (kind) => {
  let store: TestStore
  let ms = Date.UTC(2026, 0, 1)
  let named = 0
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(() => store.close())

  /** Nodes that share a limit that nothing has counted against. */
  const nodes = (count: number) => {
    named += 1
    const of = { name: 'tokens', prefix: `t${named}`, limit: LIMIT, seconds: 60 }
    return Array.from({ length: count }, () =>
      countedTogether({ db: store.db, clock: { now: () => new Date(ms) } }, of),
    )
  }

  test('are each told their own place: as many are let through as one by one, and one is the first refusal', async () => {
    const hits = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), node: fc.nat(1) }), { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(hits, async (asked) => {
        const counted = nodes(2)
        const told = await Promise.all(asked.map(async ({ key, node }) => ({ key, ...(await counted[node]!(key)) })))
        for (const [key, ofKey] of Map.groupBy(told, (one) => one.key)) {
          const places = Array.from({ length: ofKey.length }, (_, n) => n + 1)
          const left = ofKey.map((one) => (one.allowed ? one.remaining : -1))
          expect(sorted(left)).toEqual(sorted(places.map((place) => Math.max(LIMIT - place, -1))))
          expect(ofKey.filter((one) => one.isFirstRefusal)).toHaveLength(ofKey.length > LIMIT ? 1 : 0)
          expect(ofKey.every(({ limit, resetSeconds }) => limit === LIMIT && resetSeconds === 60)).toBe(true)
          expect((await counted[0]!(key)).allowed).toBe(ofKey.length < LIMIT)
        }
      }),
      { numRuns: (fc.readConfigureGlobal().numRuns ?? 200) / 10 },
    )
  })

  test('begin again when their window has passed, and not before', async () => {
    const [count] = nodes(1) as [ReturnType<typeof countedTogether>]
    const all = () => Promise.all(Array.from({ length: 5 }, () => count('a')))
    const allowed = async () => (await all()).filter((one) => one.allowed).length
    expect(await allowed()).toBe(3)
    ms += 59_999
    expect((await all()).map(({ allowed: isAllowed, resetSeconds }) => [isAllowed, resetSeconds])).toEqual(
      Array.from({ length: 5 }, () => [false, 1]),
    )
    ms += 1
    expect(await allowed()).toBe(3)
  })
})

describe.runIf(hasPostgres())('two groups that count the same keys', () => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore('postgres')
  })
  afterAll(() => store.close())

  test('never wait for each other, in whatever order they were asked', async () => {
    // What loses to another in a deadlock is counted again, one by one: late, but right.
    let statements = 0
    const db: Db = {
      engine: 'postgres',
      store: store.db.store,
      tx: (work, options) => store.db.tx(work, options),
      exec: (text) => store.db.exec(text),
      listen: (channel, heard, lost) => store.db.listen(channel, heard, lost),
      close: () => store.db.close(),
      query(query) {
        statements += 1
        return store.db.query(query)
      },
    }
    const deps = { db, clock: { now: () => new Date(0) } }
    const of = { name: 'tokens', prefix: 't', limit: 100, seconds: 60 }
    const [one, other] = [countedTogether(deps, of), countedTogether(deps, of)]
    const keys = ['a', 'b', 'c']
    await Promise.all(keys.map(one))
    statements = 0
    let counted: Promise<readonly { readonly remaining: number }[]> = Promise.resolve([])
    // Both wait in the middle of their keys.
    await store.db.tx(async (tx) => {
      await dynamic.run(tx, sql`select from rate_limits where key = 't:b' for update`)
      counted = outsideTransaction(() => Promise.all([...keys.map(one), ...keys.toReversed().map(other)]))
      counted.catch(() => undefined)
      const waiting = () =>
        outsideTransaction(() =>
          dynamic.one<{ n: number }>(store.db, sql`select count(*)::int as n from pg_locks where not granted`),
        )
      await expect.poll(async () => (await waiting()).n, { interval: 20 }).toBeGreaterThanOrEqual(2)
    })
    expect(sorted((await counted).map(({ remaining }) => remaining))).toEqual([97, 97, 97, 98, 98, 98])
    expect(statements).toBe(2)
  })
})
