import { setTimeout as sleep } from 'node:timers/promises'
import { openSecond, openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamic, sql } from './statement.ts'
import type { Tx } from './types.ts'

const notify = (tx: Tx, channel: string, payload: string) =>
  dynamic.run(tx, sql`select pg_notify(${channel}, ${payload})`)

describe.each(storesUnderTest())('listening on %s', (kind) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(kind, { empty: true })
  })
  afterAll(() => store.close())

  it('hears what is committed, once, in order', async () => {
    const heard: string[] = []
    const stop = await store.db.listen('news', (payload) => heard.push(payload))
    await notify(store.db, 'news', '1')
    await store.db.tx(async (tx) => {
      await notify(tx, 'news', '2')
      await notify(tx, 'news', 'ü 🦷')
      await notify(tx, 'other', 'x')
    })
    const rolledBack = store.db.tx(async (tx) => {
      await notify(tx, 'news', 'never')
      throw new Error('rolled back')
    })
    await expect(rolledBack).rejects.toThrow('rolled back')
    await notify(store.db, 'news', '')
    await expect.poll(() => heard).toEqual(['1', '2', 'ü 🦷', ''])
    await stop()
  })

  it('has several listeners, and channels with any name', async () => {
    const heard: string[] = []
    const channel = 'A "strange" name'
    const first = await store.db.listen(channel, (payload) => heard.push(`first ${payload}`))
    const second = await store.db.listen(channel, (payload) => heard.push(`second ${payload}`))
    await notify(store.db, channel, 'a')
    await expect.poll(() => heard).toEqual(['first a', 'second a'])
    await first()
    await first()
    await notify(store.db, channel, 'b')
    await expect.poll(() => heard).toEqual(['first a', 'second a', 'second b'])
    await second()
    await notify(store.db, channel, 'c')
    await sleep(100)
    expect(heard).toHaveLength(3)
    const again = await store.db.listen(channel, (payload) => heard.push(`again ${payload}`))
    await notify(store.db, channel, 'd')
    await expect.poll(() => heard.at(-1)).toBe('again d')
    await again()
  })

  it('says that it is over when the store is closed', async () => {
    const closing = await openTestStore(kind, { empty: true })
    const stop = await closing.db.listen('news', () => undefined)
    await closing.close()
    await stop().catch(() => undefined)
    await expect(closing.db.listen('news', () => undefined)).rejects.toMatchObject({ outage: 'closed' })
  })

  if (kind !== 'pglite')
    it('hears other nodes', async () => {
      const heard: string[] = []
      const stop = await store.db.listen('nodes', (payload) => heard.push(payload))
      const second = await openSecond(store)
      await notify(second, 'nodes', 'from afar')
      await expect.poll(() => heard).toEqual(['from afar'])
      await second.close()
      await stop()
    })

  if (kind !== 'pglite')
    it('says when it may have missed something, and hears again by itself', async () => {
      const heard: string[] = []
      let lost = 0
      const stop = await store.db.listen(
        'fragile',
        (payload) => heard.push(payload),
        () => {
          lost += 1
        },
      )
      const listener = sql`
      select pid from pg_stat_activity
      where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()
    `
      for (const round of [1, 2, 3]) {
        for (const { pid } of await dynamic.rows<{ pid: number }>(store.db, listener)) {
          await dynamic.run(store.db, sql`select pg_terminate_backend(${pid}::int4)`)
        }
        // Once when it broke, and once when it was back.
        await expect.poll(() => lost, { timeout: 5000 }).toBe(2 * round)
        await notify(store.db, 'fragile', `round ${round}`)
        await expect.poll(() => heard.at(-1)).toBe(`round ${round}`)
      }
      await stop()
    })
})
