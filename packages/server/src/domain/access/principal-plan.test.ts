import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { policyVersions, principalOfClient, principalOfLogin, principalsOfClients } from './access.store.ts'

describe.each(storesUnderTest())('who is asking, on %s,', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(() => store.close())

  /** The shortest of several times for planning a statement. */
  const planning = async (text: string, params: readonly unknown[]): Promise<number> => {
    const { rows } = await store.db.query({ sql: `explain (summary, costs off) ${text}`, params })
    const [, ms] = /Planning Time: ([\d.]+) ms/.exec(rows.map((row) => String(row['QUERY PLAN'])).join('\n')) ?? []
    return Number(ms)
  }

  // Each connection plans them once, in the middle of a request. With a plan that joins eight tables in any order it was
  // 25 to 40 times as long as planning to find one row.
  test.each([principalOfLogin, principalOfClient, principalsOfClients])(
    '$name is planned as if each row was asked for by itself',
    async ({ sql }) => {
      const id = crypto.randomUUID()
      const given = sql === principalsOfClients.sql ? [id] : id
      const times = { principal: Infinity, row: Infinity }
      for (let i = 0; i < 20; i += 1) {
        times.principal = Math.min(times.principal, await planning(sql, [given]))
        times.row = Math.min(times.row, await planning(policyVersions.sql, [id, [id]]))
      }
      expect(times.row).toBeGreaterThan(0)
      expect(times.principal / times.row).toBeLessThan(12)
    },
  )
})
