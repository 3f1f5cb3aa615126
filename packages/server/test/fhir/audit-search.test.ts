import { randomBytes, randomUUID } from 'node:crypto'
import {
  type Condition,
  holds,
  type IndexEntries,
  indexEntries,
  type Resource,
  splitQuery,
  validate,
} from '@damson/fhir'
import { openTestStore, storesForWalks, type TestStore } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyring } from '#base/crypto'
import { createLog } from '#base/log'
import {
  type Audit,
  type AuditEntry,
  type AuditKind,
  AuditSettings,
  createAudit,
  isAuditCondition,
  readAuditSearch,
} from '#domain/audit'
import { KINDS, OWN_SYSTEM } from '../../src/domain/audit/kinds.ts'
import type { RenderedEvent } from '../../src/domain/audit/render.ts'

const BASE_URL = 'https://id.example.org/fhir/R4/'
const EVERYTHING: Condition = { op: 'all', of: [] }
const START = Date.UTC(2026, 0, 31, 23, 59, 50)

const references = [
  'Patient/1',
  'Patient/2',
  'Practitioner/1',
  'ClientApplication/a',
  'Observation/1',
  'User/1',
  'Bot/1',
]
const entry = fc.record<AuditEntry>({
  kind: fc.constantFrom(...(Object.keys(KINDS) as AuditKind[])),
  project: fc.constant(''),
  outcome: fc.constantFrom(0, 4, 8, 12),
  agent: fc.record({
    reference: fc.constantFrom(undefined, 'Patient/1', 'Practitioner/1', 'ClientApplication/a', 'Bot/1'),
    userId: fc.constantFrom(undefined, '1'),
    clientId: fc.constantFrom(undefined, 'a', 'b'),
    loginId: fc.constantFrom(undefined, '8f14e45f-ceea-467f-9575-0d9a4b1c2d3e'),
  }),
  personal: fc.record({
    address: fc.constantFrom(undefined, '192.0.2.1'),
    query: fc.constantFrom(undefined, '', 'name=Ada'),
    account: fc.constantFrom(undefined, 'ada@example.org'),
    userAgent: fc.constantFrom(undefined, 'curl'),
  }),
  entity: fc.constantFrom(
    undefined,
    'Observation',
    'Patient',
    'Observation/1',
    'Observation/2',
    'Patient/1',
    'AuditEvent',
  ),
  version: fc.constantFrom(undefined, 1, 2),
  patient: fc.constantFrom(undefined, 'Patient/1', 'Patient/2'),
  reason: fc.constantFrom(undefined, 'why'),
  traceId: fc.constantFrom(undefined, '1b4e28ba-2fa1-41d2-883f-0016d3cca427'),
})

const systems = [
  ...new Set(Object.values(KINDS).flatMap(({ type, subtype }) => [type.system, subtype.system])),
  OWN_SYSTEM,
  'urn:x',
]
const codes = [
  ...Object.values(KINDS).flatMap(({ type, subtype }) => [type.code, subtype.code]),
  ...Object.keys(KINDS),
  'nothing',
]
const token = fc.oneof(
  fc.constantFrom(...codes),
  fc.tuple(fc.constantFrom(...systems, ''), fc.constantFrom(...codes)).map((parts) => parts.join('|')),
  fc.constantFrom(...systems).map((system) => `${system}|`),
)
const action = fc.constantFrom(
  'C',
  'R',
  'U',
  'D',
  'E',
  '|R',
  'http://hl7.org/fhir/audit-event-action|R',
  'urn:x|R',
  'r',
)
const outcome = fc.constantFrom('0', '4', '8', '12', 'http://hl7.org/fhir/audit-event-outcome|4', 'urn:x|4', '|8', '5')
const reference = fc.constantFrom(
  ...references,
  ...references.map((one) => `${BASE_URL}${one}`),
  '1',
  'a',
  'Observation/2',
)
const date = fc
  .tuple(
    fc.constantFrom('', 'eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sa', 'eb', 'ap'),
    fc.constantFrom(
      '2026',
      '2026-01',
      '2026-02',
      '2026-01-31',
      '2026-02-01',
      '2026-02-01T00:00',
      '2026-01-31T23:59:59Z',
      '2026-02-01T01:00:00%2B01:00',
      '2026-01-31T23:59:59.500Z',
      '2026-02-01T00:00:00.5Z',
    ),
  ) // prettier-ignore
  .map((parts) => parts.join(''))
const valued = (name: string, value: fc.Arbitrary<string>, modifiers: readonly string[]) =>
  fc
    .tuple(fc.constantFrom('', ...modifiers), fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([modifier, values]) => `${name}${modifier}=${values.join(',')}`)
const pair = (ids: readonly string[]) =>
  fc.oneof(
    valued('type', token, [':not']),
    valued('subtype', token, [':not']),
    valued('action', action, [':not']),
    valued('outcome', outcome, [':not']),
    valued('agent', reference, [':not']),
    valued('entity', reference, [':not']),
    valued('patient', fc.constantFrom('1', '2', 'Patient/1', `${BASE_URL}Patient/2`), [':not']),
    valued('date', date, []),
    valued('_lastUpdated', date, []),
    valued('_id', fc.constantFrom(...ids, 'nobody', randomUUID()), [':not']),
    fc.constantFrom('agent:ClientApplication=a', 'agent:Practitioner=1', 'entity:Patient=1,2'),
    fc
      .tuple(fc.constantFrom('agent', 'entity', 'patient', 'type', 'date', 'outcome'), fc.boolean())
      .map(([name, missing]) => `${name}:missing=${missing}`),
  )

describe.each(storesForWalks())('the search of the audit on %s', (kind) => {
  const project = randomUUID()
  let store: TestStore
  let audit: Audit
  let all: readonly RenderedEvent[]
  let entries: ReadonlyMap<string, IndexEntries>
  let now = START

  beforeAll(async () => {
    store = await openTestStore(kind)
    const clock = { now: () => new Date(now) } as Parameters<typeof createAudit>[0]['clock']
    audit = createAudit({
      db: store.db,
      keyring: createKeyring(randomBytes(32)),
      clock,
      log: createLog('silent'),
      settings: AuditSettings.parse({}),
      baseUrl: 'https://id.example.org/',
    })
    for (const [n, one] of fc.sample(entry, { numRuns: 300, seed: 11 }).entries()) {
      // Some share a millisecond, and some are on either side of a month's end, so of two partitions.
      if (n % 3 === 0) now += 97 + (n % 7)
      const version = one.entity?.includes('/') === true ? one.version : undefined
      await audit.committed({ ...one, version, project: n % 10 === 0 ? randomUUID() : project })
    }
    all = await audit.search(project, { condition: EVERYTHING, newestFirst: true }, 1_000)
    entries = new Map(
      all.map(({ id, resource }) => [id, indexEntries(resource as unknown as Resource, { baseUrls: [BASE_URL] })]),
    )
  })
  afterAll(() => store.close())

  /** What memory finds for a condition. */
  const expected = (condition: Condition): readonly RenderedEvent[] =>
    all.filter(({ id, at }) => holds(condition, entries.get(id) as IndexEntries, { id, lastUpdated: at }))

  test('every kind of event, whoever did it, reads as a valid AuditEvent', () => {
    expect(all.length).toBe(270)
    for (const event of all) expect(validate(event.resource), JSON.stringify(event.resource)).toEqual([])
  })

  test('finds the events that the same search finds in memory', async () => {
    const ids = all.slice(0, 20).map(({ id }) => id)
    await fc.assert(
      fc.asyncProperty(
        fc.array(pair(ids), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('newest first', 'oldest first', 'counted'),
        async (pairs, how) => {
          const query = pairs.join('&')
          const search = readAuditSearch(splitQuery(query), { baseUrls: [BASE_URL], now: new Date(now) })
          if (!search.ok) throw new Error(`${query}: ${JSON.stringify(search.refusal)}`)
          // Nested, as a policy's narrowing nests it.
          const condition: Condition = { op: 'all', of: [EVERYTHING, search.value.condition] }
          expect(isAuditCondition(condition)).toBe(true)
          const same = expected(condition).map(({ id }) => id)
          if (how === 'counted') {
            expect(await audit.count(project, condition), query).toBe(same.length)
            return
          }
          const newestFirst = how === 'newest first'
          const found = (await audit.search(project, { condition, newestFirst }, 1_000)).map(({ id }) => id)
          expect(newestFirst ? found : [...found].reverse(), query).toEqual(same)
        },
      ),
    )
  })

  test('paging visits each event once, in order, either way', async () => {
    for (const newestFirst of [true, false]) {
      for (const size of [1, 7, 100]) {
        const visited: string[] = []
        let after: { at: Date; id: string } | undefined
        for (;;) {
          const page = await audit.search(project, { condition: EVERYTHING, newestFirst, after }, size)
          visited.push(...page.map(({ id }) => id))
          const last = page.at(-1)
          if (last === undefined) break
          after = { at: new Date(last.at), id: last.id }
        }
        expect(visited).toEqual((newestFirst ? all : [...all].reverse()).map(({ id }) => id))
      }
    }
  })

  test.each([
    'altid=ada',
    'address=192.0.2.1',
    'source=x',
    'site=x',
    'policy=x',
    'entity-name=x',
    'agent-name=x',
    '_compartment=Patient/1',
    '_tag=x',
    '_profile=x',
    'nonsense=1',
    '_include=AuditEvent:agent',
    'date=soon',
    'action:exact=R',
    '_sort=agent',
    '_sort=date,_id',
    '_sort=date,-date',
    '_id=a_b',
  ])('is not possible by %s, and says why', (query) => {
    const search = readAuditSearch(splitQuery(query), {})
    expect(search).toMatchObject({ ok: false, refusal: [{ text: expect.stringMatching(/.{15}/) }] })
  })
})
