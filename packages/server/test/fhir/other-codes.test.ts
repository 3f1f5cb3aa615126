import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Condition, type Observation, parseSearch, type Search, splitQuery } from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamic, type Query, sql, type Tx } from '#base/db'
import { createGated, searchResources } from '#domain/resources'

const EVERYTHING: Condition = { op: 'all', of: [] }
const WHY = [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }]

describe.each(storesUnderTest())('a code that is not the one asked for, on %s', (kind) => {
  let store: TestStore
  let project: string
  beforeAll(async () => {
    store = await openTestStore(kind)
  })
  beforeEach(async () => {
    project = randomUUID()
    await made('final', { status: 'final' })
    await made('amended', { status: 'amended' })
    await made('unknown', { _status: { extension: WHY } })
  })
  afterAll(() => store.close())

  const made = (id: string, status: object) => {
    const resource = { resourceType: 'Observation', code: { text: 'x' }, ...status } as unknown as Observation
    const draft = { project, type: 'Observation', id, resource, author: 'system' }
    return store.db.tx((tx) => createGated(tx, {}, draft, new Date()))
  }

  async function found(query: string): Promise<{ ids: readonly string[]; asked: readonly Query[] }> {
    const parsed = parseSearch('Observation', splitQuery([...new URLSearchParams(query)])) as { value: Search }
    const asked: Query[] = []
    const tx: Tx = { store: store.db.store, query: (one) => (asked.push(one), store.db.query(one)) }
    const { resources } = await searchResources(tx, project, parsed.value, EVERYTHING, 10)
    return { ids: resources.map(({ id }) => id).sort(), asked }
  }

  test.each([
    ['status:not=final', ['amended', 'unknown']],
    ['status:not=http://hl7.org/fhir/observation-status|final', ['amended', 'unknown']],
    ['status:not=http://hl7.org/fhir/observation-status|', ['unknown']],
    ['status:not=|final', ['amended', 'unknown']],
    ['status:not=final,amended', ['unknown']],
    ['status:not=nonsense', ['amended', 'final', 'unknown']],
    ['status:not=final&status:not=amended', ['unknown']],
    ['status:missing=true', ['unknown']],
  ])('%s finds %j', async (query, expected) => {
    expect((await found(query)).ids).toEqual(expected)
  })

  test('is asked of the index of terms, as any other one', async () => {
    const { asked } = await found('status:not=final')
    expect(asked[0]?.sql).toContain('f.terms &&')
    // Codes may be missing, several, or of any system: nobody knows all others.
    expect((await found('code:not=x')).asked[0]?.sql).not.toContain('f.terms')
    expect((await found('status:not=nonsense')).asked[0]?.sql).not.toContain('f.terms')
  })

  test('is found of what an earlier release stored', async () => {
    const terms = sql<{ id: string; terms: string }>`
      select id, (select array_agg(t order by t)::text from unnest(terms) as t) as terms from resources
      where project = ${project} order by id`
    const before = await dynamic.rows(store.db, terms)
    // The others have a code, and never had the term.
    const known = sql`select unnest(terms) from resources where project = ${project} and id = 'final'`
    const unlisted = await dynamic.rows<{ term: string }>(
      store.db,
      sql`select t::text as term from resources, unnest(terms) as t
        where project = ${project} and id = 'unknown' and t not in (${known})`,
    )
    expect(unlisted).toHaveLength(1)
    await dynamic.run(
      store.db,
      sql`update resources set terms = array_remove(terms, ${unlisted[0]?.term ?? ''}::bigint) where project = ${project}`,
    )
    expect((await found('status:not=final')).ids).toEqual(['amended'])
    await store.db.exec(await readFile(new URL('../../migrations/0033-unlisted-codes.sql', import.meta.url), 'utf8'))
    expect(await dynamic.rows(store.db, terms)).toEqual(before)
    expect((await found('status:not=final')).ids).toEqual(['amended', 'unknown'])
  })
})
