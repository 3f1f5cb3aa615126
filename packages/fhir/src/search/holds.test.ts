import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Resource, ResourceType } from '../generated/types.ts'
import { OPEN } from '../primitives/date-range.ts'
import type { Comparison, Condition, IndexEntries } from './condition.ts'
import { holds, matches } from './holds.ts'
import { parseSearch } from './parse-search.ts'
import { splitQuery } from './query.ts'

const nothing: IndexEntries = { terms: [], dates: [], strings: [], numbers: [] }
const comparisons: readonly Comparison[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'overlaps']

describe('an entry of dates [10, 20)', () => {
  const entries = (lo: number, hi: number) => ({ ...nothing, dates: [{ param: 'date', lo, hi }] })

  // For the search range on the left, the comparisons that hold.
  test.each<[what: string, lo: number, hi: number, holding: readonly Comparison[]]>([
    ['the same', 10, 20, ['eq', 'ge', 'le', 'overlaps']],
    ['around it', 5, 25, ['eq', 'ge', 'le', 'overlaps']],
    ['inside it', 12, 18, ['ne', 'gt', 'lt', 'ge', 'le', 'overlaps']],
    ['before it', 0, 5, ['ne', 'gt', 'ge', 'sa']],
    ['up to it', 0, 10, ['ne', 'gt', 'ge', 'sa']],
    ['after it', 25, 30, ['ne', 'lt', 'le', 'eb']],
    ['from its end', 20, 30, ['ne', 'lt', 'le', 'eb']],
    ['over its start', 5, 15, ['ne', 'gt', 'ge', 'overlaps']],
    ['over its end', 15, 25, ['ne', 'lt', 'le', 'overlaps']],
  ])('compares with a range %s', (_what, lo, hi, holding) => {
    const found = comparisons.filter((comparison) =>
      holds({ op: 'date', param: 'date', comparison, lo, hi }, entries(10, 20), {}),
    )
    expect(found).toEqual(holding)
  })

  test('that is open counts as lasting', () => {
    const open = entries(10, OPEN)
    expect(holds({ op: 'date', param: 'date', comparison: 'gt', lo: 1e15, hi: 1e15 }, open, {})).toBe(true)
    expect(holds({ op: 'date', param: 'date', comparison: 'eb', lo: 1e15, hi: 1e15 }, open, {})).toBe(false)
  })
})

describe('an entry of numbers', () => {
  const entries = (lo: number, hi: number) => ({
    ...nothing,
    numbers: [{ param: 'n', system: 's', code: 'c', lo, hi }],
  })

  test.each<[what: string, lo: number, hi: number, holding: readonly Comparison[]]>([
    ['the range that it starts', 10, 11, ['eq', 'le', 'overlaps']],
    ['the range that it ends', 9, 10, ['ne', 'ge', 'overlaps']],
    ['the same number', 10, 10, ['ne', 'ge', 'le', 'overlaps']],
    ['a smaller number', 9, 9, ['ne', 'gt', 'ge', 'sa']],
    ['a larger number', 11, 11, ['ne', 'lt', 'le', 'eb']],
  ])('10 compares with %s', (_what, lo, hi, holding) => {
    const found = comparisons.filter((comparison) =>
      holds({ op: 'number', param: 'n', comparison, lo, hi }, entries(10, 10), {}),
    )
    expect(found).toEqual(holding)
  })

  test('must be of the system and code that are demanded', () => {
    const demand = { op: 'number', param: 'n', comparison: 'ge', lo: 1, hi: 1 } as const
    expect(holds({ ...demand, system: 's', code: 'c' }, entries(1, 1), {})).toBe(true)
    expect(holds({ ...demand, system: '', code: 'c' }, entries(1, 1), {})).toBe(false)
    expect(holds({ ...demand, code: 'd' }, entries(1, 1), {})).toBe(false)
    expect(holds({ ...demand, param: 'm' }, entries(1, 1), {})).toBe(false)
  })
})

describe('a search', () => {
  const ada = {
    resourceType: 'Patient',
    id: 'ada',
    meta: { lastUpdated: '2024-05-01T10:00:00.000Z' },
    active: true,
    gender: 'female',
    birthDate: '1815-12-10',
    name: [{ family: 'Lovelace', given: ['Ada', 'Augusta'] }, { family: 'Byron' }],
    identifier: [{ system: 'urn:mrn', value: 'A|1,2' }],
    generalPractitioner: [{ reference: 'Practitioner/1' }],
  } as Resource
  const pulse = {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: 'Patient/ada' },
    effectivePeriod: { start: '2024-05-01T10:00:00Z', end: '2024-05-01T11:00:00Z' },
    valueQuantity: { value: 72, unit: 'beats/minute', system: 'http://unitsofmeasure.org', code: '/min' },
    component: [{ code: { text: 'x' }, valueQuantity: { value: 5.4, code: 'mg' } }],
  } as Resource

  test.each<[resource: Resource, query: string, found: boolean]>([
    [ada, '', true],
    [ada, '_id=ada', true],
    [ada, '_id=bob', false],
    [ada, '_id=bob,ada', true],
    [ada, '_id:not=ada', false],
    [ada, '_lastUpdated=2024-05-01', true],
    [ada, '_lastUpdated=gt2024-05-01', false],
    [ada, '_lastUpdated=gt2024-05-01T09:59:59Z', true],
    [ada, '_lastUpdated=lt2024-05-01T10:00:00.000Z', false],
    [ada, '_lastUpdated=le2024-05-01T10:00:00.000Z', true],
    [ada, 'active=true&gender=female', true],
    [ada, 'active=true&gender=male', false],
    [ada, 'gender=male,female', true],
    [ada, 'gender=http://hl7.org/fhir/administrative-gender|female', true],
    [ada, 'gender=http://example.org|female', false],
    [ada, 'gender:not=male', true],
    [ada, 'gender:not=female', false],
    [ada, 'gender:not=male,female', false],
    [ada, 'deceased=false', true],
    [ada, 'deceased=true', false],
    [ada, 'name=lov', true],
    [ada, 'name=ÁDA', true],
    [ada, 'name=gusta', false],
    [ada, 'name:contains=gusta', true],
    [ada, 'family:exact=Lovelace', true],
    [ada, 'family:exact=lovelace', false],
    [ada, 'family:exact=Love', false],
    [ada, 'identifier=urn:mrn|A\\|1\\,2', true],
    [ada, 'identifier=A\\|1\\,2', true],
    [ada, 'identifier=urn:mrn|', true],
    [ada, 'identifier=|A\\|1\\,2', false],
    [ada, 'birthdate=1815', true],
    [ada, 'birthdate=1815-12-11', false],
    [ada, 'birthdate=ne1815-12-11', true],
    [ada, 'birthdate=lt1816', true],
    [ada, 'birthdate=lt1815-12-10', false],
    [ada, 'birthdate=le1815-12-10', true],
    [ada, 'birthdate=sa1815-12', false],
    [ada, 'birthdate=eb1816', true],
    [ada, 'birthdate=ap1815-12-11', true],
    [ada, 'birthdate=ap1815-12-12', false],
    [ada, 'birthdate:missing=false', true],
    [ada, 'organization:missing=true', true],
    [ada, 'organization:missing=false', false],
    [ada, 'general-practitioner=Practitioner/1', true],
    [ada, 'general-practitioner=1', true],
    [ada, 'general-practitioner:Practitioner=1', true],
    [ada, 'general-practitioner:Organization=1', false],
    [ada, '_compartment=Patient/ada', true],
    [ada, '_compartment=Patient/bob', false],
    [pulse, 'code=8867-4', true],
    [pulse, 'code=http://loinc.org|8867-4', true],
    [pulse, 'code=|8867-4', false],
    [pulse, 'patient=ada', true],
    [pulse, 'subject=Patient/ada,Patient/bob', true],
    [pulse, '_compartment=Patient/ada', true],
    [pulse, 'date=2024-05-01', true],
    [pulse, 'date=2024-05-01T10:00:00Z', false],
    [pulse, 'date=ge2024-05-01T10:30:00Z&date=le2024-05-01T10:30:00Z', true],
    [pulse, 'date=sa2024-05-01T09:00:00Z', true],
    [pulse, 'date=eb2024-05-01T10:30:00Z', false],
    [pulse, 'value-quantity=72', true],
    [pulse, 'value-quantity=72.0', true],
    [pulse, 'value-quantity=72.4', false],
    [pulse, 'value-quantity=7e1', true],
    [pulse, 'value-quantity=gt71.9', true],
    [pulse, 'value-quantity=gt72', false],
    [pulse, 'value-quantity=ge72', true],
    [pulse, 'value-quantity=lt72', false],
    [pulse, 'value-quantity=ap70', true],
    [pulse, 'value-quantity=ap60', false],
    [pulse, 'value-quantity=72||/min', true],
    [pulse, 'value-quantity=72|http://unitsofmeasure.org|/min', true],
    [pulse, 'value-quantity=72|http://example.org|/min', false],
    [pulse, 'value-quantity=72||mg', false],
    [pulse, 'combo-value-quantity=5.4||mg', true],
    [pulse, 'combo-value-quantity=lt10,gt100', true],
    [pulse, 'combo-value-quantity=ne72', true],
  ])('%# %o', (resource, query, found) => {
    const search = parseSearch(resource.resourceType as ResourceType, splitQuery(query))
    expect(search.ok && matches(resource, search.value)).toBe(found)
    expect(search.ok).toBe(true)
  })

  test('finds no resource of another type', () => {
    const search = parseSearch('Observation', [])
    const all = parseSearch('*', [])
    expect(search.ok && matches(ada, search.value)).toBe(false)
    expect(all.ok && matches(ada, all.value)).toBe(true)
  })

  test('finds nothing by _lastUpdated where that is not known', () => {
    const search = parseSearch('Patient', splitQuery('_lastUpdated=ne2024'))
    expect(search.ok && matches({ resourceType: 'Patient' }, search.value)).toBe(false)
  })
})

test('an empty choice never holds, an empty demand always', () => {
  expect(holds({ op: 'any', of: [] }, nothing, {})).toBe(false)
  expect(holds({ op: 'all', of: [] }, nothing, {})).toBe(true)
  expect(holds({ op: 'term', terms: [] }, nothing, {})).toBe(false)
  expect(holds({ op: 'id', ids: [] }, nothing, { id: '1' })).toBe(false)
})

describe('many entries', () => {
  const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'ba', '', 'z', 'é', '\u{1f600}')
  const param = fc.constantFrom('p', 'q')
  const bounds = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 6 }))
  const entries = fc
    .record({
      terms: fc.array(word, { minLength: 20, maxLength: 40 }),
      dates: fc.array(fc.tuple(param, bounds), { minLength: 20, maxLength: 40 }),
      strings: fc.array(fc.tuple(param, word), { minLength: 20, maxLength: 40 }),
      numbers: fc.array(fc.tuple(param, bounds, word, word), { minLength: 20, maxLength: 40 }),
    })
    .map(
      (made): IndexEntries => ({
        terms: made.terms,
        dates: made.dates.map(([name, [lo, width]]) => ({ param: name, lo, hi: lo + width + 1 })),
        strings: made.strings.map(([name, value]) => ({ param: name, value })),
        numbers: made.numbers.map(([name, [lo, width], system, code]) => ({
          param: name,
          lo,
          hi: lo + width,
          system,
          code,
        })),
      }),
    )
  const range = fc.tuple(param, fc.constantFrom(...comparisons), bounds)
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.array(word, { maxLength: 3 }).map((terms): Condition => ({ op: 'term', terms })),
    fc
      .tuple(param, fc.constantFrom('starts', 'contains'), word)
      .map(([name, match, value]): Condition => ({ op: 'string', param: name, match: match as 'starts', value })),
    range.map(
      ([name, comparison, [lo, width]]): Condition => ({ op: 'date', param: name, comparison, lo, hi: lo + width }),
    ),
    fc.tuple(range, fc.option(word, { nil: undefined }), fc.option(word, { nil: undefined })).map(
      ([[name, comparison, [lo, width]], system, code]): Condition => ({
        op: 'number',
        param: name,
        comparison,
        lo,
        hi: lo + width,
        ...(system !== undefined && { system }),
        ...(code !== undefined && { code }),
      }),
    ),
  )

  test('are looked up as few are passed', () => {
    fc.assert(
      fc.property(entries, condition, (many, demand) => {
        const ofOne = (part: Partial<IndexEntries>): boolean => holds(demand, { ...nothing, ...part }, {})
        const passed =
          many.terms.some((term) => ofOne({ terms: [term] })) ||
          many.dates.some((date) => ofOne({ dates: [date] })) ||
          many.strings.some((string) => ofOne({ strings: [string] })) ||
          many.numbers.some((number) => ofOne({ numbers: [number] }))
        expect(holds(demand, many, {})).toBe(passed)
      }),
    )
  })
})
