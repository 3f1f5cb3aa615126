/** A few hundred resources with colliding, borderline and missing values, in a store and in memory. */
import { randomUUID } from 'node:crypto'
import { type IndexEntries, indexEntries, parseJson, type Resource } from '@damson/fhir'
import fc from 'fast-check'
import type { Db } from '#base/db'
import { createGated, deleteGated, replaceGated, type Stored } from '#domain/resources'

export const BASE_URL = 'https://fhir.example.org/fhir/R4/'

/** A stored resource and what the index says of it. */
export interface StoredSample {
  readonly id: string
  readonly type: string
  readonly lastUpdated: string
  readonly entries: IndexEntries
}

const texts = [
  'Smith',
  'smith',
  'SMITHERS',
  'Smi',
  'Čapek',
  'Capek',
  'capek ',
  "O'Brien",
  '100%',
  'a_b',
  'aXb',
  'back\\slash',
  'quote"d',
  '{braces,}',
  'Straße',
  'STRASSE',
  'Ὀδυσσεύς',
  'smi\u{10ffff}th',
  'smi\u{10ffff}',
  'smi\u{ffff}',
  'smi\u{1f600}',
  '\u{e000}',
  '\u{fffd}',
  '\u{1f600}',
  '\u{d7ff}x',
  '  two  words ',
  'ﬁne',
  'İstanbul',
  'x'.repeat(450),
  `${'x'.repeat(400)}y`,
] // prettier-ignore
const dates = ['1970', '1969-12-31', '2020', '2020-02', '2020-02-29', '2020-03-01', '0001', '9999', '9999-12-31']
const times = [
  ...dates,
  '2020-02-29T23:59:59Z',
  '2020-02-29T23:59:59.999Z',
  '2020-03-01T00:00:00+01:00',
  '2020-02-29T23:59:60Z',
  '2020-02-29T10:00:00.5Z',
  '2020-02-29T10:00:00.500001Z',
] // prettier-ignore
const numbers = [
  '0',
  '-0',
  '1',
  '1.0',
  '1.00',
  '-1',
  '0.1',
  '0.10',
  '1e2',
  '100',
  '99.5',
  '100.5',
  '1e-320',
  '1e300',
  '-1e300',
  '0.30000000000000004',
  '0.3',
  '12345678901234567890',
  '5e-324',
] // prettier-ignore

const raw = (text: string): unknown => parseJson(text)
const some = <T>(pool: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...pool)
const maybe = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined, freq: 3 })

const number = some(numbers).map(raw)
const coding = fc.record(
  { system: some(['urn:a', 'urn:b', 'urn:a|b']), code: some(['x', 'X', 'y', 'x|y', 'a,b', '$']) },
  { requiredKeys: [] },
)
const concept = fc.record({ coding: fc.array(coding, { minLength: 1, maxLength: 3 }) })
const quantity = fc.record(
  {
    value: number,
    comparator: some(['<', '<=', '>', '>=']),
    system: some(['http://unitsofmeasure.org', 'urn:long:'.padEnd(4_000, 'u')]),
    code: some(['mg', 'kg', 'm'.repeat(5_000)]),
    unit: some(['mg', 'stone']),
  },
  { requiredKeys: ['value'] },
)
const reference = fc.record({
  reference: some([
    'Patient/1',
    'Patient/2',
    `${BASE_URL}Patient/1`,
    'Group/1',
    'https://else.example.org/Patient/1',
    '#in',
  ]),
})
const period = fc.record({ start: some(times), end: some(times) }, { requiredKeys: [] })

const patient = fc.record(
  {
    resourceType: fc.constant('Patient'),
    active: fc.boolean(),
    name: fc.array(
      fc.record(
        { family: some(texts), given: fc.array(some(texts), { minLength: 1, maxLength: 3 }) },
        { requiredKeys: [] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    birthDate: some(dates),
    gender: some(['male', 'female', 'other']),
    generalPractitioner: fc.array(reference, { minLength: 1, maxLength: 2 }),
    address: fc.array(fc.record({ city: some(texts), postalCode: some(texts) }), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['resourceType'] },
)
const observation = fc
  .record({
    code: concept,
    subject: maybe(reference),
    effectiveDateTime: maybe(some(times)),
    effectivePeriod: maybe(period),
    valueQuantity: maybe(quantity),
    category: maybe(fc.array(concept, { minLength: 1, maxLength: 2 })),
  })
  .map(({ effectiveDateTime, effectivePeriod, ...rest }) => ({
    resourceType: 'Observation',
    status: 'final',
    ...rest,
    ...(effectiveDateTime !== undefined ? { effectiveDateTime } : { effectivePeriod }),
  }))
const riskAssessment = fc
  .record({
    subject: reference,
    prediction: maybe(
      fc.array(
        fc.oneof(
          number.map((probabilityDecimal) => ({ probabilityDecimal })),
          fc.constant({}),
        ),
        { maxLength: 4 },
      ),
    ),
  })
  .map((made) => ({ resourceType: 'RiskAssessment', status: 'final', ...made }))
const encounter = fc.record(
  {
    resourceType: fc.constant('Encounter'),
    status: fc.constant('finished'),
    location: fc.array(fc.record({ location: fc.constant({ reference: 'Location/1' }), period }), {
      minLength: 1,
      maxLength: 3,
    }),
  },
  { requiredKeys: ['resourceType', 'status'] },
)
const valueSet = fc.record(
  {
    resourceType: fc.constant('ValueSet'),
    status: fc.constant('draft'),
    url: some(['http://x/1', 'http://x/1|2', 'urn:uuid:1', 'http://x/']),
    name: some(texts),
    version: some(['1', '2']),
    date: some(times),
  },
  { requiredKeys: ['resourceType', 'status'] },
)

export const TYPES = ['Patient', 'Observation', 'RiskAssessment', 'Encounter', 'ValueSet'] as const
const byType = {
  Patient: patient,
  Observation: observation,
  RiskAssessment: riskAssessment,
  Encounter: encounter,
  ValueSet: valueSet,
}

/** What was undefined is not there. */
const plain = (value: object): Resource =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as unknown as Resource

/** Fills a project; some resources are replaced by others, some deleted, so that what they were leaves the index. */
export async function fillProject(
  db: Db,
  project: string,
  perType: number,
  seed: number,
): Promise<readonly StoredSample[]> {
  const kept: StoredSample[] = []
  for (const type of TYPES) {
    const sample = fc.sample<object>(byType[type], { numRuns: perType * 2, seed })
    for (let n = 0; n < perType; n += 1) {
      const id = idOf(n)
      const draft = (resource: object) => ({
        project,
        type,
        id,
        resource: plain(resource),
        author: 'system',
        baseUrls: [BASE_URL],
      })
      // Many share an instant, as ties for the sort.
      const at = (step: number): Date =>
        new Date(Date.UTC(2026, 0, 1) + Math.floor((n + step) / 7) * 60_000 + (n % 3) * 7)
      const [first = {}, second = {}] = [sample[2 * n], sample[2 * n + 1]]
      let stored = await written(db.tx((tx) => createGated(tx, {}, draft(first), at(0))))
      let [resource, lastUpdated] = [first, at(0)]
      if (n % 3 === 0) {
        const current = stored
        stored = await written(db.tx((tx) => replaceGated(tx, {}, current, draft(second), at(1))))
        ;[resource, lastUpdated] = [second, at(1)]
      }
      if (n % 10 === 9) {
        const current = stored
        await written(db.tx((tx) => deleteGated(tx, {}, current, 'system', at(2))))
        continue
      }
      kept.push({
        id: stored.id,
        type,
        lastUpdated: lastUpdated.toISOString(),
        entries: indexEntries({ ...plain(resource), id: stored.id }, { baseUrls: [BASE_URL] }),
      })
    }
  }
  return kept
}

async function written(result: ReturnType<typeof createGated>): Promise<Stored> {
  const made = await result
  if (!made.ok) throw new Error(made.refusal.text)
  return made.value.stored
}

/** Ids of all shapes that FHIR has, so that their order is seen. */
const idOf = (n: number): string => [randomUUID(), `a.${n}`, `A-${n}`, `${n}`][n % 4] ?? ''
