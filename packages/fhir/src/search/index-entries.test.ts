import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damagedExample } from '../../test/damaged-example.ts'
import type { Resource } from '../generated/types.ts'
import { parseJson } from '../json/json.ts'
import { OPEN } from '../primitives/date-range.ts'
import { compartmentsOf } from './compartments.ts'
import { indexEntries } from './index-entries.ts'
import { OPEN_NUMBER } from './indexers.ts'

const loinc = 'http://loinc.org'
const ucum = 'http://unitsofmeasure.org'

function termsOf(resource: Resource & object, param: string): string[] {
  return indexEntries(resource).terms.filter((term) => new RegExp(`^${param}[?:=]`).test(term))
}

describe('terms', () => {
  test.each<[what: string, resource: Resource & object, param: string, terms: readonly string[]]>([
    [
      'of a coded concept',
      {
        resourceType: 'Observation',
        code: { coding: [{ system: loinc, code: '1' }, { code: '2' }], text: 'x' },
      } as Resource,
      'code',
      ['code=1', 'code=http://loinc.org|1', 'code=http://loinc.org|', 'code=2', 'code=|2', 'code?'],
    ],
    [
      'of a concept that is only text',
      { resourceType: 'Observation', code: { text: 'x' } } as Resource,
      'code',
      ['code?'],
    ],
    [
      'of a bound code',
      { resourceType: 'Patient', gender: 'female' } as Resource,
      'gender',
      [
        'gender=female',
        'gender=|female',
        'gender=http://hl7.org/fhir/administrative-gender|female',
        'gender=http://hl7.org/fhir/administrative-gender|',
        'gender?',
      ],
    ],
    [
      'of a code that is bound on this wire alone',
      { resourceType: 'ClientApplication', kind: 'device' } as Resource,
      'kind',
      ['kind=device', 'kind=|device', 'kind?'],
    ],
    [
      'of a boolean',
      { resourceType: 'Patient', active: false } as Resource,
      'active',
      ['active=false', 'active=|false', 'active?'],
    ],
    [
      'of an identifier',
      { resourceType: 'Patient', identifier: [{ system: 'urn:s', value: 'a|b\\c' }] } as Resource,
      'identifier',
      ['identifier=a\\|b\\\\c', 'identifier=urn:s|a\\|b\\\\c', 'identifier=urn:s|', 'identifier?'],
    ],
    [
      'of a contact point',
      { resourceType: 'Patient', telecom: [{ system: 'email', use: 'home', value: 'a@b' }] } as Resource,
      'email',
      ['email=a@b', 'email=email|a@b', 'email=email|', 'email=home|a@b', 'email=home|', 'email?'],
    ],
    [
      'of the truth about nothing',
      { resourceType: 'Patient' },
      'deceased',
      ['deceased=false', 'deceased=|false', 'deceased?'],
    ],
    [
      'of the truth about a date',
      { resourceType: 'Patient', deceasedDateTime: '2000' } as Resource,
      'deceased',
      ['deceased=true', 'deceased=|true', 'deceased?'],
    ],
    [
      'of a reference',
      { resourceType: 'Observation', subject: { reference: 'Patient/1' } } as Resource,
      'subject',
      ['subject=Patient/1', 'subject?'],
    ],
    [
      'of a versioned reference',
      { resourceType: 'Observation', subject: { reference: 'Patient/1/_history/3' } } as Resource,
      'subject',
      ['subject=Patient/1', 'subject?'],
    ],
    [
      'of a URN',
      { resourceType: 'Observation', subject: { reference: 'urn:uuid:1' } } as Resource,
      'subject',
      ['subject=urn:uuid:1', 'subject?'],
    ],
    [
      'of a reference elsewhere',
      { resourceType: 'Observation', subject: { reference: 'http://other/Patient/1' } } as Resource,
      'subject',
      ['subject=http://other/Patient/1', 'subject?'],
    ],
    [
      'of a contained reference',
      { resourceType: 'Observation', subject: { reference: '#p' } } as Resource,
      'subject',
      ['subject?'],
    ],
    [
      'of a reference by identifier',
      { resourceType: 'Observation', subject: { identifier: { value: '1' } } } as Resource,
      'subject',
      ['subject?'],
    ],
    [
      'of a canonical',
      { resourceType: 'PlanDefinition', library: ['http://x/L|1.0'] } as Resource,
      'depends-on',
      ['depends-on=http://x/L|1.0', 'depends-on=http://x/L', 'depends-on?'],
    ],
    ['of a URI', { resourceType: 'ValueSet', url: 'http://x/V' } as Resource, 'url', ['url=http://x/V', 'url?']],
    [
      'of a string as it is written',
      { resourceType: 'Patient', name: [{ family: 'Čapek' }] } as Resource,
      'family',
      ['family:exact=Čapek', 'family?'],
    ],
    [
      'of meta',
      {
        resourceType: 'Basic',
        meta: { profile: ['http://x|1'], tag: [{ system: 'urn:t', code: 'a' }], source: 'urn:src' },
      },
      '_(?:profile|tag|source)',
      [
        '_profile=http://x|1',
        '_profile=http://x',
        '_profile?',
        '_source=urn:src',
        '_source?',
        '_tag=a',
        '_tag=urn:t|a',
        '_tag=urn:t|',
        '_tag?',
      ],
    ],
    [
      'of the type that a membership acts as',
      { resourceType: 'ProjectMembership', profile: { reference: 'Patient/1' } } as Resource,
      'profile-type',
      ['profile-type=Patient', 'profile-type=|Patient', 'profile-type?'],
    ],
    [
      'of a resource in a Bundle',
      {
        resourceType: 'Bundle',
        type: 'document',
        entry: [{ resource: { resourceType: 'Composition', id: '1' } }],
      } as Resource,
      'composition',
      ['composition=Composition/1', 'composition?'],
    ],
    [
      'of another resource in a Bundle',
      { resourceType: 'Bundle', entry: [{ resource: { resourceType: 'Patient', id: '1' } }] } as Resource,
      'composition',
      [],
    ],
    [
      'of an external id with a bar in it',
      { resourceType: 'User', externalId: 'auth0|1' } as Resource,
      'external-id',
      ['external-id:exact=auth0|1', 'external-id?'],
    ],
    [
      'of an issuer, which is text on the wire',
      { resourceType: 'ClientApplication', identityProvider: { issuer: 'https://idp/' } } as Resource,
      'identity-provider-issuer',
      ['identity-provider-issuer=https://idp/', 'identity-provider-issuer?'],
    ],
  ])('%s', (_what, resource, param, terms) => {
    expect(termsOf(resource, param)).toEqual(terms)
  })

  test('of a reference under the base URL are those of a relative one', () => {
    const resource = {
      resourceType: 'Observation',
      subject: { reference: 'https://fhir.example.org/R4/Patient/1' },
    }
    const elsewhere = 'https://fhir.example.org/projects/1/R4/'
    for (const baseUrl of ['https://fhir.example.org/R4', 'https://fhir.example.org/R4/']) {
      for (const baseUrls of [[baseUrl], [baseUrl, elsewhere], [elsewhere, baseUrl]])
        expect(indexEntries(resource, { baseUrls }).terms).toContain('subject=Patient/1')
    }
    for (const baseUrls of [[], ['https://fhir.example.org/R'], [elsewhere]])
      expect(indexEntries(resource, { baseUrls }).terms).not.toContain('subject=Patient/1')
  })
})

describe('dates', () => {
  const day = (text: string) => Date.parse(`${text}T00:00:00Z`)

  test.each<[what: string, resource: Resource & object, param: string, ranges: readonly (readonly [number, number])[]]>(
    [
      [
        'of a date',
        { resourceType: 'Patient', birthDate: '1974-12' } as Resource,
        'birthdate',
        [[day('1974-12-01'), day('1975-01-01')]],
      ],
      [
        'of a period',
        { resourceType: 'Encounter', period: { start: '2020-01-01', end: '2020-01-31' } } as Resource,
        'date',
        [[day('2020-01-01'), day('2020-02-01')]],
      ],
      [
        'of a period without an end',
        { resourceType: 'Encounter', period: { start: '2020-01-01' } } as Resource,
        'date',
        [[day('2020-01-01'), OPEN]],
      ],
      [
        'of a period without a start',
        { resourceType: 'Encounter', period: { end: '2020-01-31' } } as Resource,
        'date',
        [[-OPEN, day('2020-02-01')]],
      ],
      ['of an empty period', { resourceType: 'Encounter', period: { extension: [] } } as Resource, 'date', []],
      [
        'of the events of a timing',
        {
          resourceType: 'ServiceRequest',
          occurrenceTiming: { event: ['2020-01-03', '2020-01-01', '2020-01-02'] },
        } as Resource,
        'occurrence',
        [[day('2020-01-01'), day('2020-01-04')]],
      ],
      [
        'of the bounds of a timing',
        {
          resourceType: 'ServiceRequest',
          occurrenceTiming: { repeat: { boundsPeriod: { start: '2020-01-01', end: '2020-01-31' } } },
        } as Resource,
        'occurrence',
        [[day('2020-01-01'), day('2020-02-01')]],
      ],
      ['of what is no date', { resourceType: 'Patient', birthDate: '1974-02-30' } as Resource, 'birthdate', []],
      [
        'of text in place of a date',
        { resourceType: 'Procedure', performedString: 'last year' } as Resource,
        'date',
        [],
      ],
    ],
  )('%s', (_what, resource, param, ranges) => {
    const dates = indexEntries(resource).dates.filter((date) => date.param === param)
    expect(dates.map(({ lo, hi }) => [lo, hi])).toEqual(ranges)
  })
})

describe('numbers', () => {
  const observation = (value: object) => ({ resourceType: 'Observation', ...value }) as Resource

  test.each<
    [what: string, resource: Resource, param: string, entries: readonly (readonly [number, number, string, string])[]]
  >([
    [
      'of a quantity',
      observation({ valueQuantity: { value: 6.3, system: ucum, code: 'mmol/L', unit: 'mmol/l' } }),
      'value-quantity',
      [[6.3, 6.3, ucum, 'mmol/L']],
    ],
    [
      'of a quantity with a unit but no code',
      observation({ valueQuantity: { value: 1, unit: 'mg' } }),
      'value-quantity',
      [[1, 1, '', 'mg']],
    ],
    ['of a quantity without a unit', observation({ valueQuantity: { value: 1 } }), 'value-quantity', [[1, 1, '', '']]],
    [
      'of a quantity less than',
      observation({ valueQuantity: { value: 5, comparator: '<' } }),
      'value-quantity',
      [[-OPEN_NUMBER, 5, '', '']],
    ],
    [
      'of a quantity of at least',
      observation({ valueQuantity: { value: 5, comparator: '>=' } }),
      'value-quantity',
      [[5, OPEN_NUMBER, '', '']],
    ],
    [
      'of a decimal kept as text',
      parseJson('{"resourceType":"Observation","valueQuantity":{"value":1.10}}') as Resource,
      'value-quantity',
      [[1.1, 1.1, '', '']],
    ],
    [
      'of a decimal beyond all numbers',
      parseJson('{"resourceType":"Observation","valueQuantity":{"value":1e999}}') as Resource,
      'value-quantity',
      [],
    ],
    [
      'of sampled data',
      observation({ valueSampledData: { origin: { value: 1 }, period: 1, dimensions: 1 } }),
      'value-quantity',
      [],
    ],
    [
      'of money',
      { resourceType: 'Invoice', totalNet: { value: 10, currency: 'EUR' } } as Resource,
      'totalnet',
      [[10, 10, 'urn:iso:std:iso:4217', 'EUR']],
    ],
    [
      'of a range',
      {
        resourceType: 'RiskAssessment',
        prediction: [{ probabilityRange: { low: { value: 1 }, high: { value: 2 } } }],
      } as Resource,
      'probability',
      [[1, 2, '', '']],
    ],
    [
      'of a range without a top',
      { resourceType: 'Condition', onsetRange: { low: { value: 40, unit: 'a' } } } as Resource,
      'onset-age',
      [[40, OPEN_NUMBER, '', 'a']],
    ],
    [
      'of an integer',
      { resourceType: 'MolecularSequence', variant: [{ start: 7 }] } as Resource,
      'variant-start',
      [[7, 7, '', '']],
    ],
  ])('%s', (_what, resource, param, entries) => {
    const numbers = indexEntries(resource).numbers.filter((number) => number.param === param)
    expect(numbers.map(({ lo, hi, system, code }) => [lo, hi, system, code])).toEqual(entries)
  })
})

describe('strings', () => {
  const values = (resource: Resource & object, param: string) =>
    indexEntries(resource)
      .strings.filter((string) => string.param === param)
      .map(({ value }) => value)

  test('are all parts of a name, normalised', () => {
    const resource = {
      resourceType: 'Patient',
      name: [{ prefix: ['Dr.'], given: ['José  María'], family: 'ČAPEK', suffix: ['Jr.'], text: 'Dr. José' }],
    }
    expect(values(resource, 'name')).toEqual(['capek', 'jose maria', 'dr.', 'jr.', 'dr. jose'])
  })

  test('are all parts of an address', () => {
    const address = {
      line: ['1 Rd'],
      city: 'C',
      district: 'D',
      state: 'S',
      postalCode: 'P',
      country: 'X',
      text: 'T',
    }
    expect(values({ resourceType: 'Patient', address: [address] } as Resource, 'address')).toEqual([
      '1 rd',
      'c',
      'd',
      's',
      'p',
      'x',
      't',
    ])
  })

  test('are cut to what an index holds, not inside a character', () => {
    expect(values({ resourceType: 'Patient', name: [{ family: 'x'.repeat(500) }] } as Resource, 'family')).toEqual([
      'x'.repeat(400),
    ])
    expect(
      values({ resourceType: 'Patient', name: [{ family: `${'x'.repeat(399)}🌳` }] } as Resource, 'family'),
    ).toEqual(['x'.repeat(399)])
  })

  test('that are empty once normalised are none', () => {
    expect(values({ resourceType: 'Patient', name: [{ family: '\u0301 ' }] } as Resource, 'family')).toEqual([])
  })
})

describe('compartmentsOf', () => {
  test.each<[what: string, resource: Resource & object, compartments: readonly string[]]>([
    ['the resource itself', { resourceType: 'Patient', id: '1' }, ['Patient/1']],
    ['a device itself', { resourceType: 'Device', id: '1' }, ['Device/1']],
    ['nothing for a type that is no compartment', { resourceType: 'Organization', id: '1' }, []],
    ['the subject', { resourceType: 'Observation', subject: { reference: 'Patient/1' } } as Resource, ['Patient/1']],
    [
      'patient, encounter and performers',
      {
        resourceType: 'Observation',
        subject: { reference: 'Patient/1' },
        encounter: { reference: 'Encounter/2' },
        performer: [{ reference: 'Practitioner/3' }, { reference: 'RelatedPerson/4' }],
      } as Resource,
      ['Patient/1', 'Encounter/2', 'Practitioner/3', 'RelatedPerson/4'],
    ],
    ['no subject that is a group', { resourceType: 'Observation', subject: { reference: 'Group/1' } } as Resource, []],
    [
      'no subject elsewhere',
      { resourceType: 'Observation', subject: { reference: 'http://other/Patient/1' } } as Resource,
      [],
    ],
    [
      'no general practitioner of a patient',
      { resourceType: 'Patient', generalPractitioner: [{ reference: 'Organization/1' }] } as Resource,
      [],
    ],
  ])('is %s', (_what, resource, compartments) => {
    expect(new Set(compartmentsOf(resource))).toEqual(new Set(compartments))
  })

  test('has the accounts that are given, and not those that the resource claims', () => {
    const resource = { resourceType: 'Basic', meta: { account: { reference: 'Organization/9' } } }
    expect(compartmentsOf(resource, { accounts: ['Organization/1'] })).toEqual(['Organization/1'])
    expect(indexEntries(resource, { accounts: ['Organization/1'] }).terms).toContain('_compartment=Organization/1')
  })
})

describe('indexEntries', () => {
  test('of a type that does not exist are none', () => {
    expect(indexEntries({ resourceType: 'constructor' })).toEqual({
      terms: [],
      dates: [],
      strings: [],
      numbers: [],
    })
  })

  test('of anything do not throw, and are finite', () => {
    fc.assert(
      fc.property(damagedExample, (resource) => {
        fc.pre(typeof resource === 'object' && resource !== null)
        const { terms, dates, strings, numbers } = indexEntries({ resourceType: 'Patient', ...resource })
        const ends = [...dates, ...numbers].flatMap(({ lo, hi }) => [lo, hi])
        expect(ends.filter((end) => !Number.isFinite(end))).toEqual([])
        expect([...terms, ...strings.map(({ value }) => value)]).not.toContain('')
      }),
    )
  })
})
