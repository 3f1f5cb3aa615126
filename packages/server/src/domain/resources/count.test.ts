import { randomUUID } from 'node:crypto'
import type { Condition, Search } from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countFound, estimateFound } from './count.store.ts'
import { createGated } from './gate.ts'

const MANY = 3_000
/** As for a table that is too large to count. */
const SAMPLED = { cheapCost: 0, sampledPages: 20 }

describe.each(storesUnderTest())('counts on %s', (kind) => {
  const [project, neighbour] = [randomUUID(), randomUUID()]
  let store: TestStore

  beforeAll(async () => {
    store = await openTestStore(kind)
    for (const [owner, id] of [
      [project, 'a'],
      [project, 'b'],
      [neighbour, 'a'],
    ] as const) {
      const resource = { resourceType: 'Patient' as const, id }
      await store.db.tx((tx) =>
        createGated(tx, {}, { project: owner, type: 'Patient', id, resource, author: 'system' }, new Date()),
      )
    }
    // Interleaved, as when different people write.
    await store.db.exec(`
      insert into resources (project, type, id, version, updated_at, terms, content, patients, extended)
      select project, type, id || '-' || n, version, updated_at, terms, content || repeat(' ', 300), patients, extended
      from generate_series(1, ${MANY}) as n, resources
      where id = 'a';
      analyze resources`)
  })
  afterAll(() => store.close())

  const search = (condition: Condition): Search => ({ type: 'Patient', condition, sort: [], total: 'estimate' })
  const everything: Condition = { op: 'all', of: [] }
  const asked = (condition: Condition, of = project) => [store.db, of, search(condition), condition] as const

  test('an estimate is the number itself where that is cheap', async () => {
    expect(await countFound(...asked(everything))).toBe(MANY + 2)
    expect(await estimateFound(...asked(everything))).toBe(MANY + 2)
  })

  test('an estimate of more samples what the condition lets through, of this project alone', async () => {
    const about = await estimateFound(...asked(everything), SAMPLED)
    expect(about).toBeGreaterThan(MANY * 0.7)
    expect(about).toBeLessThan(MANY * 1.3)
    expect(await estimateFound(...asked(everything), SAMPLED)).toBe(about)
    expect(await estimateFound(...asked({ op: 'not', of: everything }), SAMPLED)).toBe(0)
    expect(await estimateFound(...asked(everything, randomUUID()), SAMPLED)).toBe(0)
  })
})
