import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ResourceType } from '../generated/types.ts'
import { OPEN } from '../primitives/date-range.ts'
import type { Condition } from './condition.ts'
import { searchParametersOf } from './parameters.ts'
import { parseSearch } from './parse-search.ts'
import { literalValue, splitQuery } from './query.ts'
import type { SearchRefusal } from './search.ts'
import { tokenTerm } from './terms.ts'

function conditionOf(type: ResourceType | '*', query: string): Condition | readonly SearchRefusal[] {
  const search = parseSearch(type, splitQuery(query), { baseUrls: ['https://fhir.example.org/R4/'] })
  return search.ok ? search.value.condition : search.refusal
}

describe('parseSearch reads', () => {
  const start = Date.UTC(2024, 0, 1)
  const end = Date.UTC(2025, 0, 1)

  test.each<[query: string, condition: Condition]>([
    ['Patient?', { op: 'all', of: [] }],
    ['Patient?active=true', { op: 'term', terms: ['active=true'] }],
    [
      'Patient?active=true&gender=male',
      {
        op: 'all',
        of: [
          { op: 'term', terms: ['active=true'] },
          { op: 'term', terms: ['gender=male'] },
        ],
      },
    ],
    ['Patient?gender=male,female', { op: 'term', terms: ['gender=male', 'gender=female'] }],
    ['Patient?gender:not=male,female', { op: 'not', of: { op: 'term', terms: ['gender=male', 'gender=female'] } }],
    ['Patient?identifier=urn:s|1', { op: 'term', terms: ['identifier=urn:s|1'] }],
    ['Patient?identifier=|1', { op: 'term', terms: ['identifier=|1'] }],
    ['Patient?identifier=urn:s|', { op: 'term', terms: ['identifier=urn:s|'] }],
    ['Patient?identifier=a\\|b', { op: 'term', terms: ['identifier=a\\|b'] }],
    ['Patient?birthdate:missing=false', { op: 'term', terms: ['birthdate?'] }],
    ['Patient?birthdate:missing=true', { op: 'not', of: { op: 'term', terms: ['birthdate?'] } }],
    ['Patient?name=Éva  Á', { op: 'string', param: 'name', match: 'starts', value: 'eva a' }],
    ['Patient?name:contains=Va', { op: 'string', param: 'name', match: 'contains', value: 'va' }],
    ['Patient?name:exact=Éva', { op: 'term', terms: ['name:exact=Éva'] }],
    [
      'Patient?name=a,b',
      {
        op: 'any',
        of: [
          { op: 'string', param: 'name', match: 'starts', value: 'a' },
          { op: 'string', param: 'name', match: 'starts', value: 'b' },
        ],
      },
    ],
    ['Patient?name=a|b', { op: 'string', param: 'name', match: 'starts', value: 'a|b' }],
    ['Patient?name=general', { op: 'string', param: 'name', match: 'starts', value: 'general' }],
    ['Patient?birthdate=2024', { op: 'date', param: 'birthdate', comparison: 'eq', lo: start, hi: end }],
    ['Patient?birthdate=ge2024', { op: 'date', param: 'birthdate', comparison: 'ge', lo: start, hi: end }],
    [
      'Patient?birthdate=ap2024',
      {
        op: 'date',
        param: 'birthdate',
        comparison: 'overlaps',
        lo: start - (end - start),
        hi: end + (end - start),
      },
    ],
    [
      'Patient?death-date=2024-01-01T00:00:00+00:00',
      { op: 'date', param: 'death-date', comparison: 'eq', lo: start, hi: start + 1000 },
    ],
    ['Patient?_lastUpdated=gt2024-01-01T00:00', { op: 'updated', comparison: 'gt', lo: start, hi: start + 60_000 }],
    ['Patient?_id=a,b', { op: 'id', ids: ['a', 'b'] }],
    ['Patient?_id:not=a', { op: 'not', of: { op: 'id', ids: ['a'] } }],
    ['Patient?_tag=urn:t|x', { op: 'term', terms: ['_tag=urn:t|x'] }],
    ['Patient?_profile=http://x|1', { op: 'term', terms: ['_profile=http://x|1'] }],
    ['Patient?_compartment=Patient/1', { op: 'term', terms: ['_compartment=Patient/1'] }],
    ['*?_compartment=Patient/1', { op: 'term', terms: ['_compartment=Patient/1'] }],
    ['Patient?organization=Organization/1', { op: 'term', terms: ['organization=Organization/1'] }],
    ['Patient?organization=1', { op: 'term', terms: ['organization=Organization/1'] }],
    [
      'Patient?organization=https://fhir.example.org/R4/Organization/1',
      { op: 'term', terms: ['organization=Organization/1'] },
    ],
    [
      'Patient?organization=https://other.example.org/Organization/1',
      { op: 'term', terms: ['organization=https://other.example.org/Organization/1'] },
    ],
    ['Patient?organization=Organization/1/_history/2', { op: 'term', terms: ['organization=Organization/1'] }],
    [
      'Observation?subject=1',
      {
        op: 'term',
        terms: ['subject=Group/1', 'subject=Device/1', 'subject=Patient/1', 'subject=Location/1'],
      },
    ],
    ['Observation?subject:Patient=1', { op: 'term', terms: ['subject=Patient/1'] }],
    ['Observation?subject:Patient=Patient/1', { op: 'term', terms: ['subject=Patient/1'] }],
    ['Observation?subject:not=Patient/1', { op: 'not', of: { op: 'term', terms: ['subject=Patient/1'] } }],
    ['ProjectMembership?user=1', { op: 'term', terms: ['user=User/1', 'user=ClientApplication/1', 'user=Bot/1'] }],
    [
      'PlanDefinition?definition=x',
      {
        op: 'term',
        terms: [
          'definition=Questionnaire/x',
          'definition=PlanDefinition/x',
          'definition=ActivityDefinition/x',
          'definition=x',
        ],
      },
    ],
    ['PlanDefinition?depends-on=my-library', { op: 'term', terms: ['depends-on=my-library'] }],
    ['ValueSet?url=http://x/V', { op: 'term', terms: ['url=http://x/V'] }],
    [
      'Observation?value-quantity=5.40',
      { op: 'number', param: 'value-quantity', comparison: 'eq', lo: 5.395, hi: 5.405 },
    ],
    [
      'Observation?value-quantity=100',
      { op: 'number', param: 'value-quantity', comparison: 'eq', lo: 99.5, hi: 100.5 },
    ],
    ['Observation?value-quantity=1e2', { op: 'number', param: 'value-quantity', comparison: 'eq', lo: 50, hi: 150 }],
    ['Observation?value-quantity=-5', { op: 'number', param: 'value-quantity', comparison: 'eq', lo: -5.5, hi: -4.5 }],
    ['Observation?value-quantity=0.1', { op: 'number', param: 'value-quantity', comparison: 'eq', lo: 0.05, hi: 0.15 }],
    ['Observation?value-quantity=gt5.4', { op: 'number', param: 'value-quantity', comparison: 'gt', lo: 5.4, hi: 5.4 }],
    [
      'Observation?value-quantity=ap100',
      { op: 'number', param: 'value-quantity', comparison: 'overlaps', lo: 90, hi: 110 },
    ],
    [
      'Observation?value-quantity=ne5||mg',
      { op: 'number', param: 'value-quantity', comparison: 'ne', lo: 4.5, hi: 5.5, code: 'mg' },
    ],
    [
      'Observation?value-quantity=lt5|urn:u|mg',
      { op: 'number', param: 'value-quantity', comparison: 'lt', lo: 5, hi: 5, system: 'urn:u', code: 'mg' },
    ],
    [
      'Observation?value-quantity=5|urn:u|',
      { op: 'number', param: 'value-quantity', comparison: 'eq', lo: 4.5, hi: 5.5, system: 'urn:u' },
    ],
    ['RiskAssessment?probability=le0.8', { op: 'number', param: 'probability', comparison: 'le', lo: 0.8, hi: 0.8 }],
  ])('%s', (text, condition) => {
    const [type = '', query = ''] = text.split(/\?(.*)/s)
    expect(conditionOf(type as ResourceType, query)).toEqual(condition)
  })

  test('what shapes the answer', () => {
    const search = parseSearch('Observation', splitQuery('_sort=-date,_id&_count=20&_total=estimate&status=final'))
    expect(search).toEqual({
      ok: true,
      value: {
        type: 'Observation',
        condition: { op: 'term', terms: ['status=final'] },
        sort: [
          { param: 'date', kind: 'date', descending: true },
          { param: '_id', kind: 'id', descending: false },
        ],
        count: 20,
        total: 'estimate',
      },
    })
  })

  test.each<[query: string, value: object]>([
    ['', { sort: [], total: 'none' }],
    ['_count=0', { count: 0 }],
    ['_summary=count', { summary: 'count', total: 'accurate' }],
    ['_summary=false', { total: 'none' }],
    ['_sort=family', { sort: [{ param: 'family', kind: 'string', descending: false }] }],
    ['_sort=-_lastUpdated', { sort: [{ param: '_lastUpdated', kind: 'updated', descending: true }] }],
  ])('%s as a shape', (query, value) => {
    expect(parseSearch('Patient', splitQuery(query))).toMatchObject({ ok: true, value })
  })

  test('a quantity as a sort key', () => {
    const sort = [{ param: 'value-quantity', kind: 'number', descending: false }]
    expect(parseSearch('Observation', splitQuery('_sort=value-quantity'))).toMatchObject({
      ok: true,
      value: { sort },
    })
  })

  test('ap as a tenth of the distance from now', () => {
    const search = parseSearch('Patient', splitQuery('birthdate=ap2014-01-01'), {
      now: new Date('2024-01-01T00:00:00Z'),
    })
    const lo = Date.UTC(2014, 0, 1)
    const margin = Math.round((Date.UTC(2024, 0, 1) - lo) / 10)
    expect(search).toMatchObject({
      ok: true,
      value: { condition: { comparison: 'overlaps', lo: lo - margin, hi: lo + 86_400_000 + margin } },
    })
  })

  test('a plus sign that was not encoded in a time zone', () => {
    const plain = conditionOf('Patient', 'death-date=2024-01-01T00:00:00+02:00')
    expect(plain).toEqual(conditionOf('Patient', 'death-date=2024-01-01T00:00:00%2B02:00'))
  })
})

describe('parseSearch refuses', () => {
  test.each<[query: string, why: SearchRefusal['why'], parameter: string, text: RegExp]>([
    ['Patient?nickname=x', 'unknown', 'nickname', /no search parameter/],
    ['Patient?birthDate=2000', 'unknown', 'birthDate', /did you mean birthdate/],
    ['Patient?=x', 'unknown', '', /no search parameter/],
    ['Patient?constructor=x', 'unknown', 'constructor', /no search parameter/],
    ['*?active=true', 'unknown', 'active', /Not every type/],
    ['Patient?_format=json', 'unknown', '_format', /no search parameter/],
    ['Patient?phonetic=x', 'unsupported', 'phonetic', /not supported/],
    ['Location?near=1|2', 'unsupported', 'near', /not supported/],
    ['Observation?code-value-quantity=1$2', 'unsupported', 'code-value-quantity', /not supported/],
    ['Observation?code-value-quantity:missing=true', 'unsupported', 'code-value-quantity:missing', /not supported/],
    ['Observation?subject.name=x', 'unsupported', 'subject.name', /Chained/],
    ['Observation?subject:Patient.name=x', 'unsupported', 'subject:Patient.name', /Chained/],
    [
      'Patient?_has:Observation:patient:code=1',
      'unsupported',
      '_has:Observation:patient:code',
      /search the other type/,
    ],
    ['Patient?_include=Patient:organization', 'unsupported', '_include', /second search/],
    ['Patient?_revinclude=x', 'unsupported', '_revinclude', /referring type/],
    ['Patient?_text=x', 'unsupported', '_text', /string parameter/],
    ['Patient?_content=x', 'unsupported', '_content', /string parameter/],
    ['Patient?_filter=x', 'unsupported', '_filter', /as parameters/],
    ['Patient?_list=x', 'unsupported', '_list', /_id/],
    ['Patient?_elements=id', 'unsupported', '_elements', /leave it out/],
    ['Patient?_summary=true', 'unsupported', '_summary', /_summary=count/],
    ['Patient?gender:exact=male', 'modifier', 'gender:exact', /:missing and :not/],
    ['Patient?name:not=x', 'modifier', 'name:not', /:exact and :contains/],
    ['Patient?birthdate:not=2000', 'modifier', 'birthdate:not', /:missing/],
    ['Patient?identifier:of-type=a|b|c', 'modifier', 'identifier:of-type', /:missing and :not/],
    ['Observation?code:in=http://x', 'modifier', 'code:in', /:missing and :not/],
    ['Observation?code:text=x', 'modifier', 'code:text', /:missing and :not/],
    ['Observation?subject:identifier=x', 'modifier', 'subject:identifier', /:Patient/],
    ['Observation?subject:Practitioner=1', 'modifier', 'subject:Practitioner', /:Patient/],
    ['ValueSet?url:below=http://x', 'modifier', 'url:below', /:missing and :not/],
    ['Patient?_id:exact=1', 'modifier', '_id:exact', /:not/],
    ['Patient?_lastUpdated:missing=true', 'modifier', '_lastUpdated:missing', /no modifier/],
    ['Patient?_compartment:not=Patient/1', 'modifier', '_compartment:not', /no modifier/],
    ['Patient?_count:x=1', 'modifier', '_count', /no modifier/],
    ['Patient?gender=', 'value', 'gender', /Give a code/],
    ['Patient?gender', 'value', 'gender', /Give a code/],
    ['Patient?gender=male,', 'value', 'gender', /Give a code/],
    ['Patient?gender=|', 'value', 'gender', /a bar alone/],
    ['Patient?identifier=a|b|c', 'value', 'identifier', /\\\|/],
    ['Patient?name=', 'value', 'name', /some text/],
    ['Patient?name=%20', 'value', 'name', /some text/],
    ['Patient?name:exact=', 'value', 'name:exact', /some text/],
    ['Patient?name=a%00b', 'value', 'name', /control characters/],
    ['Patient?birthdate=yesterday', 'value', 'birthdate', /such as 2024/],
    ['Patient?birthdate=2024-02-30', 'value', 'birthdate', /such as 2024/],
    ['Patient?birthdate=xx2024', 'value', 'birthdate', /eq ne gt/],
    ['Patient?birthdate=gtlt2024', 'value', 'birthdate', /eq ne gt/],
    ['Patient?birthdate=', 'value', 'birthdate', /such as 2024/],
    ['Patient?_lastUpdated=today', 'value', '_lastUpdated', /such as 2024/],
    ['Patient?active:missing=yes', 'value', 'active:missing', /true or false/],
    ['Patient?active:missing=true,false', 'value', 'active:missing', /true or false/],
    ['Patient?_id=Patient/1', 'value', '_id', /no type before it/],
    ['Patient?_id=', 'value', '_id', /no type before it/],
    ['Patient?organization=Organisation/1', 'value', 'organization', /type that exists/],
    ['Patient?organization=the hospital', 'value', 'organization', /Type\/id/],
    ['Patient?organization=', 'value', 'organization', /Type\/id/],
    ['Observation?subject:Patient=Group/1', 'value', 'subject:Patient', /does not point to a Patient/],
    ['Patient?_compartment=1', 'value', '_compartment', /Patient\/123/],
    ['ValueSet?url=', 'value', 'url', /URI/],
    ['Observation?value-quantity=five', 'value', 'value-quantity', /number/],
    ['Observation?value-quantity=5|mg', 'value', 'value-quantity', /number\|\|unit/],
    ['Observation?value-quantity=5||', 'value', 'value-quantity', /number\|\|unit/],
    ['Observation?value-quantity=1e999', 'value', 'value-quantity', /number/],
    ['Observation?value-quantity=0x10', 'value', 'value-quantity', /number/],
    ['RiskAssessment?probability=1|2', 'value', 'probability', /number/],
    ['Patient?_count=-1', 'value', '_count', /not negative/],
    ['Patient?_count=many', 'value', '_count', /not negative/],
    ['Patient?_count=1&_count=2', 'value', '_count', /twice/],
    ['Patient?_total=maybe', 'value', '_total', /estimate/],
    ['Patient?_sort=gender', 'value', '_sort', /birthdate/],
    ['Patient?_sort=nickname', 'value', '_sort', /birthdate/],
    ['Patient?_sort=', 'value', '_sort', /birthdate/],
    ['Patient?_sort=name,name,name,name,name,name', 'limit', '_sort', /no more than 5/],
    [`Patient?name=${'x'.repeat(401)}`, 'limit', 'name', /400 characters/],
    [`Patient?_id=${Array.from({ length: 201 }, (_, index) => index).join()}`, 'limit', '_id', /200 values/],
    [`Patient?${'birthdate=ge1950&'.repeat(20)}name=x`, 'limit', 'name', /20 parameters/],
  ])('%s', (text, why, parameter, sentence) => {
    const [type = '', query = ''] = text.split(/\?(.*)/s)
    expect(conditionOf(type as ResourceType, query)).toMatchObject([
      { why, parameter, text: expect.stringMatching(sentence) },
    ])
  })

  test('not 20 parameters and what shapes the answer', () => {
    const query = `${'birthdate=ge1950&'.repeat(20)}_sort=name&_count=5`
    expect(parseSearch('Patient', splitQuery(query)).ok).toBe(true)
  })

  test('everything that is wrong at once, and nothing else', () => {
    const refusals = conditionOf('Patient', 'nickname=x&gender=male&birthdate=x&_count=x')
    expect(refusals).toMatchObject([{ parameter: 'nickname' }, { parameter: 'birthdate' }, { parameter: '_count' }])
  })

  test('a pair without values', () => {
    expect(parseSearch('Patient', [{ name: 'gender', values: [] }]).ok).toBe(false)
    expect(parseSearch('Patient', [{ name: '_id', values: [] }]).ok).toBe(false)
    expect(parseSearch('Patient', [{ name: 'gender', modifier: 'missing', values: [] }]).ok).toBe(false)
  })

  test('without quoting values, which may be a patient’s', () => {
    const refusals = conditionOf('Patient', 'birthdate=secret1&organization=secret 2&_count=secret3&gender=s|e|cret4')
    expect(refusals).toHaveLength(4)
    expect(JSON.stringify(refusals)).not.toMatch(/secret|cret4/)
  })
})

const types = fc.constantFrom<ResourceType | '*'>(
  'Patient',
  'Observation',
  'PlanDefinition',
  'ProjectMembership',
  'Invoice',
  '*',
)
const garbage = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('|', ',', '\\', '$', '-', 'e', '1', 'T', ':', '/', '%', '\ud800', '\u0000'),
  }),
)

describe('parseSearch', () => {
  test('never throws, whatever it is given', () => {
    const query = types.chain((type) => {
      const names = [
        '_id',
        '_lastUpdated',
        '_sort',
        '_count',
        '_total',
        '_summary',
        '_compartment',
        '_has',
        ...searchParametersOf(type).map(({ name }) => name),
      ]
      const modifier = fc.constantFrom('missing', 'not', 'exact', 'contains', 'Patient', '', 'constructor')
      const value = fc.record({ parts: fc.array(garbage) })
      const pair = fc.record(
        {
          name: fc.oneof(fc.constantFrom(...names), garbage),
          modifier: fc.oneof(modifier, garbage),
          values: fc.array(value),
        },
        { requiredKeys: ['name', 'values'] },
      )
      return fc.record({ type: fc.constant(type), pairs: fc.array(pair) })
    })
    fc.assert(
      fc.property(query, ({ type, pairs }) => {
        expect(typeof parseSearch(type, pairs).ok).toBe('boolean')
      }),
    )
  })

  test('never throws on a query of any text', () => {
    fc.assert(
      fc.property(types, garbage, (type, text) => {
        expect(typeof parseSearch(type, splitQuery(text)).ok).toBe('boolean')
      }),
    )
  })
})

describe('a literal value', () => {
  const hostile = fc.oneof(
    garbage,
    fc.constantFrom(
      'a,b',
      'a|b',
      'a&active=true',
      'gt2020',
      'ne5',
      'x\\,y',
      '%2C',
      'Patient/1,Patient/2',
      'true&_id=1',
      '2020,2021',
      '5|u|mg',
    ),
  )
  const bound = (type: ResourceType, name: string, text: string) => {
    const search = parseSearch(type, [{ name, values: [literalValue(text)] }])
    return search.ok ? search.value.condition : search.refusal.map(({ why }) => why)
  }

  test('becomes one code, never a system or a second code', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const code = { op: 'term', terms: [tokenTerm('identifier', undefined, text)] }
        expect([code, ['value']]).toContainEqual(bound('Patient', 'identifier', text))
      }),
    )
  })

  test.each(['gt2020', 'ne2020', 'ap2020', '2020,2021', '2020|', 'missing'])(
    'is not taken apart as a date: %s',
    (text) => {
      expect(bound('Patient', 'birthdate', text)).toEqual(['value'])
    },
  )

  test.each(['gt5', 'ne5', '5||mg', '5|urn:u|mg', '5,6'])('is not taken apart as a quantity: %s', (text) => {
    expect(bound('Observation', 'value-quantity', text)).toEqual(['value'])
  })

  test('is compared for equality where it is a date or a number', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const [type, name] of [
          ['Patient', 'birthdate'],
          ['Observation', 'value-quantity'],
        ] as const) {
          const condition = bound(type, name, text)
          expect('comparison' in condition ? condition.comparison : 'eq').toBe('eq')
        }
      }),
    )
  })

  test('is one reference, whatever it says', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const condition = bound('Patient', 'organization', text)
        expect('terms' in condition ? condition.terms.length : 1).toBe(1)
      }),
    )
  })

  test('in place of one value leaves the others as they are', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [pair] = splitQuery('gender=male,%who')
        const values = pair?.values.map((value) => (value.parts[0] === '%who' ? literalValue(text) : value)) ?? []
        const search = parseSearch('Patient', [{ name: 'gender', values }])
        const terms = ['gender=male', tokenTerm('gender', undefined, text)]
        expect([terms, undefined]).toContainEqual(
          search.ok && search.value.condition.op === 'term' ? search.value.condition.terms : undefined,
        )
        expect(search.ok || search.refusal[0]?.why === 'value').toBe(true)
      }),
    )
  })
})

test('open ends lie beyond every date that can be written', () => {
  const last = parseSearch('Patient', splitQuery('birthdate=9999'))
  expect(last.ok && last.value.condition.op === 'date' && last.value.condition.hi < OPEN).toBe(true)
})
