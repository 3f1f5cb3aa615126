import { expect, test } from 'vitest'
import { startWorld, type World } from '../world/world.ts'

/** The rows that a project's owner adds to a store, by table, and the highest number that a sequence gave. */
async function rowsOf({ store }: World): Promise<string> {
  const { rows } = await store.db.query({
    sql: `
      select string_agg(relname || ' ' || (xpath('/row/n/text()',
          query_to_xml(format('select count(*) as n from public.%I', relname), false, true, '')))[1]::text, ', ' order by relname)
        || (select max(rk) from resources) as found
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    params: [],
  })
  return String(rows[0]?.['found'])
}

async function withOwner(work: (world: World) => Promise<unknown> = () => Promise.resolve()): Promise<string> {
  const world = await startWorld({ store: 'pglite' })
  try {
    await world.actors.owner()
    const found = await rowsOf(world)
    await work(world)
    return found
  } finally {
    await world.close()
  }
}

test('a store that was given back begins as it did, whatever was done to it', async () => {
  const first = await withOwner(async (world) => {
    await world.actors.owner()
    await world.store.db.exec('delete from signing_keys; create table stray (a int4)')
  })
  expect(await withOwner((world) => world.actors.owner())).toBe(first)
  expect(await withOwner((world) => world.store.db.exec('delete from signing_keys'))).toBe(first)
  expect(await withOwner()).toBe(first)
})

test('who had it has it no more', async () => {
  const world = await startWorld({ store: 'pglite' })
  await world.close()
  expect(() => world.store.db.query({ sql: 'select 1', params: [] })).toThrow('was closed')
})
