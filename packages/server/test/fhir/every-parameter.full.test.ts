import { randomUUID } from 'node:crypto'
import {
  type Condition,
  holds,
  type IndexEntries,
  identityTypes,
  indexEntries,
  parseJson,
  parseSearch,
  type Resource,
  type ResourceType,
  resourceTypes,
  type Search,
  type SearchParameterSummary,
  searchParametersOf,
  splitQuery,
} from '@damson/fhir'
import { openTestStore, storesUnderTest, type TestStore } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countResources, createGated, type SearchCursor, searchResources } from '#domain/resources'
import { officialExamples } from '../../../fhir/test/official-examples.ts'

const EVERYTHING: Condition = { op: 'all', of: [] }
const AT = new Date('2026-01-31T12:00:00Z')
const TYPES = [...new Set([...resourceTypes, ...identityTypes])].sort()

interface StoredResource {
  readonly id: string
  readonly entries: IndexEntries
}

const byType = new Map<string, StoredResource[]>()
const examples = officialExamples().map(({ text }) => parseJson(text) as Resource & { readonly id: string })
for (const example of examples) {
  const entries = indexEntries(example)
  byType.set(example.resourceType, [...(byType.get(example.resourceType) ?? []), { id: example.id, entries }])
}

/** A value as a client writes it. */
const written = (text: string): string => encodeURIComponent(text.replaceAll(/[\\,|$]/g, '\\$&'))
const unescaped = (text: string): string => text.replaceAll(/\\([\\|])/g, '$1')

/** A value of each kind of parameter that any of them takes. */
const VALUES: Readonly<Record<SearchParameterSummary['type'], readonly string[]>> = {
  date: ['2024', 'ge2024-01-01', 'ap2024'],
  number: ['1', 'lt2.5'],
  quantity: ['1', 'gt2.5||mg', '5.4|http://unitsofmeasure.org|mg'],
  reference: ['1', 'Patient/1', 'https://else.example.org/Patient/1'],
  string: ['a'],
  token: ['a', 'urn:x|a', '|a', 'urn:x|'],
  uri: ['urn:x'],
}

/** Values that one of the examples has, each as a query that must find it. */
function queriesFor({ name, type }: SearchParameterSummary, kept: readonly StoredResource[]): readonly string[] {
  const all = kept.map(({ entries }) => entries)
  const term = all.flatMap(({ terms }) => terms).find((one) => one.startsWith(`${name}=`) && !one.endsWith('|'))
  const exact = all.flatMap(({ terms }) => terms).find((one) => one.startsWith(`${name}:exact=`))
  const string = all.flatMap(({ strings }) => strings).find(({ param }) => param === name)
  const date = all.flatMap(({ dates }) => dates).find(({ param, lo }) => param === name && lo > Date.UTC(1000, 0))
  const number = all.flatMap(({ numbers }) => numbers).find(({ param, lo }) => param === name && Math.abs(lo) < 1e300)
  const value = term?.slice(name.length + 1) ?? ''
  const token = value.split(/(?<!\\)\|/).map((part) => written(unescaped(part)))
  return [
    ...(term === undefined ? [] : [`${name}=${type === 'token' ? token.join('|') : written(value)}`]),
    ...(exact === undefined ? [] : [`${name}:exact=${written(exact.slice(name.length + 7))}`]),
    ...(string === undefined
      ? []
      : [`${name}=${written(string.value)}`, `${name}:contains=${written(string.value.slice(1) || string.value)}`]),
    ...(date === undefined ? [] : [`${name}=ge${new Date(date.lo).toISOString()}`]),
    ...(number === undefined ? [] : [`${name}=ge${number.lo}`]),
  ]
}

describe.each(storesUnderTest())('every official search parameter on %s', (kind) => {
  const project = randomUUID()
  let store: TestStore

  beforeAll(async () => {
    store = await openTestStore(kind)
    for (let at = 0; at < examples.length; at += 100) {
      await store.db.tx(async (tx) => {
        for (const resource of examples.slice(at, at + 100)) {
          const { resourceType: type, id } = resource
          const made = await createGated(tx, {}, { project, type, id, resource, author: 'system' }, AT)
          if (!made.ok) throw new Error(made.refusal.text)
        }
      })
    }
  })
  afterAll(() => store.close())

  /** A search, and the ids that memory finds for it. */
  function read(type: ResourceType, query: string): { readonly wanted: Search; readonly expected: readonly string[] } {
    const parsed = parseSearch(type, splitQuery(query), { now: AT })
    if (!parsed.ok) throw new Error(`${type}?${query}: ${JSON.stringify(parsed.refusal)}`)
    const { condition } = parsed.value
    const expected = (byType.get(type) ?? []).filter(({ id, entries }) =>
      holds(condition, entries, { id, lastUpdated: AT.toISOString() }),
    )
    return { wanted: parsed.value, expected: expected.map(({ id }) => id).sort() }
  }

  /** The ids that the store finds, compared with those that memory finds. */
  async function search(type: ResourceType, query: string): Promise<readonly string[]> {
    const { wanted, expected } = read(type, query)
    const found: string[] = []
    let after: SearchCursor | undefined
    do {
      // Some examples are so large that a page is short.
      const page = await searchResources(store.db, project, wanted, EVERYTHING, 1_000, after)
      found.push(...page.resources.map(({ id }) => id))
      after = page.next
    } while (after !== undefined)
    found.sort()
    expect(found, `${type}?${query}`).toEqual(expected)
    return found
  }

  test('is understood, with each form of value that its type takes', async () => {
    const tried = new Set<string>()
    for (const type of TYPES as readonly ResourceType[]) {
      const queries = searchParametersOf(type).flatMap((parameter) => {
        // Every type has the common ones; they are tried with each only once.
        const key = `${parameter.name} ${parameter.type} ${parameter.documentation}`
        const values = tried.has(key) ? VALUES[parameter.type].slice(0, 1) : VALUES[parameter.type]
        tried.add(key)
        return parameter.name === '_id' || parameter.name === '_lastUpdated'
          ? []
          : values.map((value) => `${parameter.name}=${encodeURIComponent(value)}`)
      })
      for (const query of queries) await search(type, query)
    }
    expect(tried.size).toBeGreaterThan(1_000)
  })

  test('finds the official examples by values that they have', async () => {
    let found = 0
    for (const [type, kept] of byType) {
      for (const parameter of searchParametersOf(type as ResourceType)) {
        for (const query of queriesFor(parameter, kept)) {
          const ids = await search(type as ResourceType, query)
          expect(ids.length, `${type}?${query}`).toBeGreaterThan(0)
          found += 1
        }
      }
    }
    expect(found).toBeGreaterThan(1_200)
  })

  test('tells what has no value from what has one', async () => {
    for (const type of byType.keys()) {
      for (const { name } of searchParametersOf(type as ResourceType)) {
        if (name === '_id' || name === '_lastUpdated') continue
        const { wanted, expected } = read(type as ResourceType, `${name}:missing=true`)
        const count = await countResources(store.db, project, wanted, EVERYTHING)
        expect(count, `${type} ${name}`).toBe(expected.length)
      }
    }
  })
})
