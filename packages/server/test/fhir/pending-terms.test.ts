import { randomUUID } from 'node:crypto'
import { dynamic, sql } from '@damson/server/store'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillProject } from './store-sample.ts'

/** Pages of 8 kB: 64 kB, and the one that is being written. */
const MOST_PENDING = 9

describe.each(storesUnderTest())('the index of terms on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  afterAll(() => store.close())

  test('never leaves a search more to read through than a short list of new entries', async () => {
    await fillProject(store.db, randomUUID(), 100, 7)
    const { pages } = await dynamic.one<{ pages: number }>(
      store.db,
      sql`select gin_clean_pending_list('resources_by_term') as pages`,
    )
    expect(pages).toBeLessThanOrEqual(MOST_PENDING)
  })
})
