/** A signature is used up once, on all nodes. */
import { openSecond, openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { giveBack, takeMarks } from '#domain/webhooks'

const UNTIL = new Date('2026-12-01T12:00:00Z')

describe.each(storesUnderTest())('the signatures of webhooks, on %s,', (kind) => {
  let store: TestStore
  beforeEach(async () => {
    store = await openTestStore(kind)
  })
  afterEach(() => store.close())
  const [project, membershipId, claim] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  const delivery = (...marks: readonly string[]) => ({ project, membershipId, marks, claim, until: UNTIL })
  const took = async (of: Parameters<typeof takeMarks.rows>[1]): Promise<number> =>
    (await takeMarks.rows(store.db, of)).length

  test('are taken once by each webhook, and again when they were returned', async () => {
    expect(await took(delivery('a', 'b'))).toBe(2)
    expect(await took(delivery('b', 'c'))).toBe(1)
    expect(await took({ ...delivery('a'), membershipId: crypto.randomUUID() })).toBe(1)
    expect(await took({ ...delivery('a'), project: crypto.randomUUID() })).toBe(1)
    // By whoever took them alone.
    await giveBack(store.db, { ...delivery('a'), claim: crypto.randomUUID() })
    expect(await took(delivery('a'))).toBe(0)
    await giveBack(store.db, delivery('a'))
    expect([await took(delivery('a')), await took(delivery('b'))]).toEqual([1, 0])
  })

  test.skipIf(kind !== 'postgres')('are taken by one of two nodes that come at once', async () => {
    const other = await openSecond(store)
    const waiting = async (): Promise<number> => {
      const { rows } = await store.db.query({
        sql: `select count(*)::int as n from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database() and query like '%webhook_deliveries%'`,
        params: [],
      })
      return Number(rows[0]?.['n'])
    }
    let second: Promise<number> | undefined
    const first = await other.tx(async (tx) => {
      const { length } = await takeMarks.rows(tx, delivery('a'))
      second = took(delivery('a'))
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1)
      return length
    })
    expect([first, await second]).toEqual([1, 0])
    await other.close()
  })
})
