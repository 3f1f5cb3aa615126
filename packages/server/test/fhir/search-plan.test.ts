import { randomUUID } from 'node:crypto'
import { type Condition, parseSearch, type Search, splitQuery } from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Query, Tx } from '#base/db'
import { createGated, noteCommonTerms, searchResources } from '#domain/resources'

const EVERYTHING: Condition = { op: 'all', of: [] }
const OLD = 30
const NEWER = 4_000

interface PlanNode {
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Plan Rows': number
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

describe.each(storesUnderTest())('the plan of a search on %s', (kind) => {
  const project = randomUUID()
  let store: TestStore
  let young: TestStore

  beforeAll(async () => {
    store = await openTestStore(kind)
    young = await openTestStore(kind)
    for (let n = 0; n < OLD; n += 1) await observe('old', n)
    await observe('crowd', OLD)
    // Everybody else's, and newer: as the one that was written.
    await store.db.exec(`
      insert into resources (project, type, id, version, updated_at, terms, content, patients, extended)
      select project, type, 'new-' || n, version, updated_at + n * interval '1 second', terms, content, patients, extended
      from resources, generate_series(1, ${NEWER}) as n where project = '${project}' and id = 'crowd-${OLD}';
      insert into resource_dates
      select d.param, d.lo + o.n, d.hi + o.n, d.apart, d.lowest, d.highest, o.rk
      from resource_dates d
      join resources r on r.rk = d.rk and r.project = '${project}' and r.id = 'crowd-${OLD}'
      cross join (select rk, row_number() over (order by rk) as n from resources
        where project = '${project}' and id like 'new-%') o;
      analyze resources; analyze resource_dates;`)
    await noteCommonTerms(store.db)
    await young.db.exec('analyze resources')
    await noteCommonTerms(young.db)
  })
  afterAll(() => Promise.all([store.close(), young.close()]))

  const observe = (patient: string, n: number) => {
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, n))
    const resource = {
      resourceType: 'Observation' as const,
      status: 'final' as const,
      code: { coding: [{ code: 'shared' }] },
      subject: { reference: `Patient/${patient}` },
      effectiveDateTime: at.toISOString(),
    }
    const draft = { project, type: 'Observation', id: `${patient}-${n}`, resource, author: 'system' }
    return store.db.tx((tx) => createGated(tx, {}, draft, at))
  }

  /** What the search finds, and how PostgreSQL says that it found it. */
  async function explained(
    query: string,
    { db }: TestStore = store,
  ): Promise<{ ids: readonly string[]; nodes: readonly PlanNode[]; last: Query }> {
    const parsed = parseSearch('Observation', splitQuery([...new URLSearchParams(query)]))
    const wanted = (parsed as { value: Search }).value
    const asked: Query[] = []
    const tx: Tx = { store: db.store, query: (one) => (asked.push(one), db.query(one)) }
    const { resources } = await searchResources(tx, project, wanted, EVERYTHING, 5)
    const [last] = asked
    if (last === undefined || asked.length > 1) throw new Error('One statement was expected.')
    const { rows } = await db.query({ sql: `explain (analyze, format json) ${last.sql}`, params: last.params })
    const plans = (rows[0]?.['QUERY PLAN'] ?? []) as readonly { readonly Plan: PlanNode }[]
    return { ids: resources.map(({ id }) => id), nodes: plans.flatMap(({ Plan }) => nodesOf(Plan)), last }
  }

  const rowsRead = (nodes: readonly PlanNode[]): number =>
    Math.max(
      ...nodes.map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']),
    )
  const indexes = (nodes: readonly PlanNode[]): readonly (string | undefined)[] =>
    nodes.map((node) => node['Index Name'])

  test.each(['patient=old', 'patient=old&_sort=-date', 'patient=old&code=shared&date=gt2025&_sort=-date'])(
    'begins at the term that few have, whatever everybody else has that is newer: %s',
    async (query) => {
      const { ids, nodes } = await explained(query)
      expect(ids).toEqual(['old-29', 'old-28', 'old-27', 'old-26', 'old-25'])
      expect(indexes(nodes)).toContain('resources_by_term')
      expect(rowsRead(nodes)).toBeLessThanOrEqual(OLD)
    },
  )

  // A patient's name without a type is two terms.
  test('asks the index for the rare term alone, and each row for what everybody has', async () => {
    const sought = (nodes: readonly PlanNode[]) =>
      nodes.find((node) => node['Index Name'] === 'resources_by_term')?.['Index Cond']?.match(/-?\d{6,}/g)
    const { ids, nodes } = await explained('patient=old&code=shared')
    expect([ids.length, sought(nodes)?.length]).toEqual([5, 2])
    expect((await explained('patient=old&code=other')).ids).toEqual([])
    // Where nothing is known of either, the index is asked for both.
    expect((await explained('patient=old&code=shared', young)).last.sql).toMatch(/f\.terms @> .+ and f\.terms && /)
  })

  test.each([
    ['code=shared', 'resources_by_time'],
    ['', 'resources_by_time'],
    ['code=shared&_sort=-date', 'resource_dates_by_lo'],
  ])('walks the newest where all that is asked is common: %s', async (query, index) => {
    const { ids, nodes } = await explained(query)
    expect(ids).toHaveLength(5)
    expect(indexes(nodes)).toContain(index)
    expect(rowsRead(nodes)).toBeLessThanOrEqual(OLD)
  })

  test('does not depend on what the same process knows about another store', async () => {
    const fenced = /offset 0\) r/
    expect((await explained('code=shared', young)).last.sql).toMatch(fenced)
    expect((await explained('code=shared')).last.sql).not.toMatch(fenced)
    await store.db.tx(async (tx) => expect(tx.store).toBe(store.db.store))
  })

  test('a shape that recurs is prepared, and finds the same', async () => {
    const found = []
    for (let time = 0; time < 4; time += 1) found.push(await explained('patient=old&status=final'))
    expect(new Set(found.map(({ ids }) => ids.join())).size).toBe(1)
    expect(found.at(-1)?.last.name).toMatch(/^search\.\d+$/)
    expect((await explained('patient=nobody&status=final')).ids).toEqual([])
  })
})
