import { randomUUID } from 'node:crypto'
import { type Condition, holds, type Search, type Sort } from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countResources, type SearchCursor, searchResources } from '#domain/resources'
import { fillProject, type StoredSample, TYPES } from './store-sample.ts'

const EVERYTHING: Condition = { op: 'all', of: [] }
const COMPARISONS = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'overlaps'] as const

/** Conditions about values that some of these resources have, or nearly have. */
function conditionsOn(
  kept: readonly StoredSample[],
): Record<'any' | 'together' | 'demanding', fc.Arbitrary<Condition>> {
  const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
  const all = kept.map(({ entries }) => entries)
  const terms = [...new Set(all.flatMap(({ terms }) => terms)), 'code=nobody', 'subject=Patient/0', '']
  const strings = all.flatMap((entries) => entries.strings)
  const dates = all.flatMap((entries) => entries.dates)
  const numbers = all.flatMap((entries) => entries.numbers)
  const near = (bounds: readonly number[]): fc.Arbitrary<number> =>
    fc.tuple(pick([...bounds, 0]), pick([-1, 0, 0, 1, 86_400_000])).map(([bound, by]) => bound + by)
  const range = (bounds: fc.Arbitrary<number>): fc.Arbitrary<{ lo: number; hi: number }> =>
    fc.tuple(bounds, bounds).map(([a, b]) => ({ lo: Math.min(a, b), hi: Math.max(a, b) }))
  const comparison = pick(COMPARISONS)

  const id = fc.array(fc.oneof(pick(kept.map((one) => one.id)), fc.constant('nobody')), { maxLength: 4 })
  const term = fc.array(pick(terms), { maxLength: 4 })
  const string = fc.tuple(pick(strings), fc.nat(12), fc.nat(12)).map(([{ param, value }, from, length]) => {
    const points = Array.from(value)
    const starts = from % 2 === 0
    const part = points
      .slice(starts ? 0 : from % points.length)
      .slice(0, length + 1)
      .join('')
    return { op: 'string', param, match: starts ? 'starts' : 'contains', value: part } as const
  })
  const moments = near(dates.flatMap(({ lo, hi }) => [lo, hi]))
  const updates = near(kept.flatMap(({ lastUpdated }) => [Date.parse(lastUpdated), Date.parse(lastUpdated) + 1]))
  const amounts = pick([...numbers.flatMap(({ lo, hi }) => [lo, hi]), 0.5, 1e-300, -1e308, Number.MAX_VALUE])
  const units = pick(numbers.flatMap(({ system, code }) => [{}, { system }, { code }, { system, code }]))

  const date = fc
    .tuple(pick(dates), comparison, range(moments))
    .map(([{ param }, c, r]): Condition => ({ op: 'date', param, comparison: c, ...r }))
  const number = fc
    .tuple(pick(numbers), comparison, range(amounts), units)
    .map(([{ param }, c, r, unit]): Condition => ({ op: 'number', param, comparison: c, ...r, ...unit }))
  // Several demands on one parameter, which one entry or several may meet: a range from here to there.
  const together = fc
    .oneof(date, number, string)
    .chain((one) =>
      fc
        .array(one.op === 'date' ? date : one.op === 'number' ? number : string, { maxLength: 2 })
        .map((more) => [one, ...more]),
    )
    .map(
      ([first, ...more]): Condition => ({
        op: 'all',
        of: [
          first as Condition,
          ...more.map((other) => ({ ...other, param: (first as { param: string }).param }) as Condition),
        ],
      }),
    )

  const { any } = fc.letrec<{ any: Condition; leaf: Condition }>((tie) => ({
    leaf: fc.oneof(
      id.map((ids): Condition => ({ op: 'id', ids })),
      term.map((some): Condition => ({ op: 'term', terms: some })),
      string,
      date,
      number,
      fc.tuple(comparison, range(updates)).map(([c, r]): Condition => ({ op: 'updated', comparison: c, ...r })),
    ),
    any: fc.oneof(
      { maxDepth: 3 },
      { weight: 5, arbitrary: tie('leaf') },
      { weight: 1, arbitrary: together },
      { weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 3 }).map((of): Condition => ({ op: 'all', of })) },
      { weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 3 }).map((of): Condition => ({ op: 'any', of })) },
      { weight: 1, arbitrary: tie('any').map((of): Condition => ({ op: 'not', of })) },
    ),
  }))
  // A term that must be there, or any but that, so that the search begins at one.
  const state = pick(terms.filter((text) => /^(status|code|name)=/.test(text)))
  const first = fc.oneof(
    fc.array(pick(terms), { minLength: 1, maxLength: 2 }).map((some): Condition => ({ op: 'term', terms: some })),
    state.map((known): Condition => ({ op: 'not', of: { op: 'term', terms: [known] } })),
  )
  const demanding = fc
    .tuple(first, fc.array(fc.oneof(any, together), { maxLength: 2 }))
    .map(([one, others]): Condition => ({ op: 'all', of: [one, ...others] }))
  return { any, together, demanding }
}

const SORTS: Readonly<Record<(typeof TYPES)[number], readonly Omit<Sort, 'descending'>[]>> = {
  Patient: [
    { param: 'family', kind: 'string' },
    { param: 'given', kind: 'string' },
    { param: 'address-city', kind: 'string' },
    { param: 'birthdate', kind: 'date' },
  ],
  Observation: [
    { param: 'date', kind: 'date' },
    { param: 'value-quantity', kind: 'number' },
  ],
  RiskAssessment: [{ param: 'probability', kind: 'number' }],
  Encounter: [{ param: 'location-period', kind: 'date' }],
  ValueSet: [
    { param: 'name', kind: 'string' },
    { param: 'date', kind: 'date' },
  ],
}

function sortsOf(type: (typeof TYPES)[number]): fc.Arbitrary<readonly Sort[]> {
  const own = [
    { param: '_id', kind: 'id' as const },
    { param: '_lastUpdated', kind: 'updated' as const },
  ]
  const one = fc.tuple(fc.constantFrom(...SORTS[type], ...own), fc.boolean())
  return fc.array(one, { maxLength: 3 }).map((keys) => keys.map(([key, descending]) => ({ ...key, descending })))
}

/** The value that a resource is sorted by: its lowest upwards, its highest downwards; undefined when it has none. */
function sortValue(
  { id, lastUpdated, entries }: StoredSample,
  { kind, param, descending }: Sort,
): number | Buffer | undefined {
  if (kind === 'id') return Buffer.from(id)
  if (kind === 'updated') return Date.parse(lastUpdated)
  const values: (number | Buffer)[] =
    kind === 'string'
      ? entries.strings.filter((entry) => entry.param === param).map(({ value }) => Buffer.from(value))
      : entries[kind === 'date' ? 'dates' : 'numbers'].filter((entry) => entry.param === param).map(({ lo }) => lo)
  const sorted = values.sort(compare)
  return descending ? sorted.at(-1) : sorted[0]
}

function compare(a: number | Buffer, b: number | Buffer): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  return Buffer.compare(a as Buffer, b as Buffer)
}

/** Whether `a` may come before `b`: values in order, those without one last. Without a sort the newest come first. */
function isInOrder(a: StoredSample, b: StoredSample, sort: readonly Sort[]): boolean {
  const keys: readonly Sort[] = sort.length > 0 ? sort : [{ param: '_lastUpdated', kind: 'updated', descending: true }]
  for (const key of keys) {
    const [left, right] = [sortValue(a, key), sortValue(b, key)]
    if (left === undefined || right === undefined) {
      if (left === right) continue
      return right === undefined
    }
    const order = compare(left, right) * (key.descending ? -1 : 1)
    if (order !== 0) return order < 0
  }
  return true
}

describe.each(storesUnderTest())('the search on %s', (kind) => {
  const project = randomUUID()
  let store: TestStore
  let kept: readonly StoredSample[]
  let conditions: fc.Arbitrary<Condition>
  let together: fc.Arbitrary<Condition>
  let demanding: fc.Arbitrary<Condition>

  beforeAll(async () => {
    store = await openTestStore(kind)
    kept = await fillProject(store.db, project, 80, 7)
    // The neighbours hold the same, and must never be found.
    await fillProject(store.db, randomUUID(), 40, 7)
    ;({ any: conditions, together, demanding } = conditionsOn(kept))
  })
  afterAll(() => store.close())

  const searchFor = (type: (typeof TYPES)[number], condition: Condition, sort: readonly Sort[] = []): Search => ({
    type,
    condition,
    sort,
    total: 'none',
  })
  const expected = (type: string, condition: Condition): readonly StoredSample[] =>
    kept.filter(
      (one) => one.type === type && holds(condition, one.entries, { id: one.id, lastUpdated: one.lastUpdated }),
    )

  test('finds and counts exactly what holds in memory, within the narrowing', async () => {
    const narrowings = fc.oneof(fc.constant(EVERYTHING), conditions, demanding)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TYPES), conditions, narrowings, async (type, condition, narrowing) => {
        const both = expected(type, { op: 'all', of: [condition, narrowing] })
        const search = searchFor(type, condition)
        const { resources } = await searchResources(store.db, project, search, narrowing, 1_000)
        expect(resources.map(({ id }) => id).sort()).toEqual(both.map(({ id }) => id).sort())
        expect(await countResources(store.db, project, search, narrowing)).toBe(both.length)
      }),
    )
  })

  test('finds what holds in memory under a narrowing of very many entries, the first time and again', async () => {
    // As a policy has them: a choice among entries, each of a few demands for equality.
    const demand = conditions.map(
      (one): Condition => (one.op === 'date' || one.op === 'number' ? { ...one, comparison: 'eq' } : one),
    )
    const several = fc.array(demand, { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'all', of }))
    const entries = fc.array(fc.oneof(demand, several), { minLength: 40, maxLength: 80, size: 'max' })
    const policy = fc
      .tuple(entries, fc.boolean())
      .map(([of, isLarge]): Condition => ({ op: 'any', of: isLarge ? Array.from({ length: 8 }, () => of).flat() : of }))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TYPES), policy, async (type, narrowing) => {
        const found = expected(type, narrowing).map(({ id }) => id)
        for (let time = 0; time < 3; time += 1) {
          const { resources } = await searchResources(store.db, project, searchFor(type, EVERYTHING), narrowing, 1_000)
          expect(resources.map(({ id }) => id).sort()).toEqual(found.sort())
        }
      }),
      { numRuns: 100 },
    )
  })

  test('paging visits each match once, in the order of any sort', async () => {
    const asked = fc.constantFrom(...TYPES).chain((type) =>
      fc.record({
        type: fc.constant(type),
        sort: sortsOf(type),
        count: fc.integer({ min: 3, max: 40 }),
        condition: fc.oneof(fc.constant(EVERYTHING), conditions, together, demanding),
      }),
    )
    const byId = new Map(kept.map((one) => [`${one.type}/${one.id}`, one]))
    await fc.assert(
      fc.asyncProperty(asked, async ({ type, sort, count, condition }) => {
        const visited: StoredSample[] = []
        let after: SearchCursor | undefined
        do {
          const page = await searchResources(
            store.db,
            project,
            searchFor(type, condition, sort),
            EVERYTHING,
            count,
            after,
          )
          if (page.next !== undefined) expect(page.resources).toHaveLength(count)
          for (const { id } of page.resources) visited.push(byId.get(`${type}/${id}`) as StoredSample)
          // As it travels: sealed and opened again.
          after = page.next && (JSON.parse(JSON.stringify(page.next)) as SearchCursor)
        } while (after !== undefined)
        expect(visited.map(({ id }) => id).sort()).toEqual(
          expected(type, condition)
            .map(({ id }) => id)
            .sort(),
        )
        const misplaced = visited.slice(1).findIndex((one, i) => !isInOrder(visited[i] as StoredSample, one, sort))
        expect(misplaced).toBe(-1)
      }),
    )
  })
})
