import { describe, expect, test } from 'vitest'
import { isEntryType, parseCriteria } from './parse-criteria.ts'

function parse(criteria: string) {
  const type = criteria.slice(0, Math.max(criteria.indexOf('?'), 0))
  return parseCriteria(criteria, isEntryType(type) ? type : 'Observation')
}

function codeOf(criteria: string) {
  const clauses = parse(criteria)
  return clauses.ok ? 'accepted' : clauses.refusal.code
}

describe('a criteria is accepted', () => {
  test.each([
    'Observation?status=final',
    'Observation?status=final,amended&code=http://loinc.org|8867-4',
    'Observation?status:not=entered-in-error',
    'Observation?subject:missing=true',
    'Observation?subject=Patient/1',
    'Observation?subject=%patient',
    'Observation?performer=%profile,%patient',
    'Observation?code=%code',
    'Observation?date=2024-03',
    'Observation?date=%day',
    'Observation?_compartment=%patient',
    'Observation?_compartment=Patient/1,Organization/1',
    'Observation?_tag=http://example.org|ward-3',
    'Patient?_id=%patient.id',
    'Patient?family=O%27Neil',
    'Patient?organization=%clinic',
    'Patient?active=true',
    'Bot?_id=1',
    'User?project=Project/1',
    '*?_compartment=%clinic',
  ])('%s', (criteria) => {
    expect(parse(criteria)).toMatchObject({ ok: true })
  })

  test('with the same parameter twice, which both must hold', () => {
    const clauses = parse('Observation?code=a&code=b')
    expect(clauses.ok && clauses.value.map(({ name }) => name)).toEqual(['code', 'code'])
  })
})

describe('a placeholder', () => {
  const valuesOf = (criteria: string) => {
    const clauses = parse(criteria)
    return clauses.ok ? clauses.value.flatMap(({ values }) => values) : clauses.refusal.code
  }

  test('is the whole of a value', () => {
    expect(valuesOf('Patient?_id=%clinic.id,2')).toMatchObject([
      { kind: 'placeholder', placeholder: { name: 'clinic', part: 'id' } },
      { kind: 'written', value: { parts: ['2'] } },
    ])
  })

  test('is recognised where its name begins like a percent-encoded byte', () => {
    expect(valuesOf('Observation?code=%ac,%defect,%ab')).toMatchObject([
      { kind: 'placeholder', placeholder: { name: 'ac' } },
      { kind: 'placeholder', placeholder: { name: 'defect' } },
      { kind: 'placeholder', placeholder: { name: 'ab' } },
    ])
  })

  test('is a text where its percent sign is encoded', () => {
    expect(valuesOf('Observation?code=%25patient')).toMatchObject([{ kind: 'written', value: { parts: ['%patient'] } }])
  })

  test.each([
    'Observation?subject=Patient/%patient.id',
    'Observation?code=http://loinc.org|%code',
    'Observation?code=%%code',
    'Observation?code=%code%',
    'Observation?code=%code.name',
    'Observation?code=%1st',
    'Observation?code=%',
    'Observation?code=100%',
    'Observation?code=\\,%code,a',
    'Observation?code=a%5C,%code',
    'Observation?code=a\\,%code',
    'Observation?code:not=%code',
    'Observation?subject:missing=%flag',
  ])('is refused in %s', (criteria) => {
    expect(codeOf(criteria)).toBe('placeholder_misplaced')
  })

  test('is refused where no such value can stand', () => {
    expect(codeOf('Observation?_compartment=%patient.id')).toBe('criteria_unsupported')
    expect(codeOf('Observation?date=%patient.id')).toBe('criteria_unsupported')
  })
})

describe('a criteria is refused', () => {
  test.each(['', 'Observation', 'Observation?', 'status=final'])('as malformed without a demand: %j', (criteria) => {
    expect(codeOf(criteria)).toBe('criteria_malformed')
  })

  test.each([
    'Observation?&status=final',
    'Observation?status=final&',
    'Observation?status',
    'Observation?status=',
    'Observation?status=final,',
    'Observation?status=,final',
    'Observation?code=|',
    'Observation?=final',
    'Observation?sta tus=final',
    'Observation?status=%20',
    'Observation?subject:missing=true,false',
  ])('as malformed with an empty or broken pair: %s', (criteria) => {
    expect(codeOf(criteria)).toBe('criteria_malformed')
  })

  test('for another type than its entry', () => {
    for (const criteria of ['Patient?_id=1', '*?_compartment=Patient/1', 'observation?status=final']) {
      const clauses = parseCriteria(criteria, 'Observation')
      expect(clauses).toMatchObject({ ok: false, refusal: { code: 'criteria_wrong_type' } })
    }
  })

  test.each([
    'Observation?_sort=date',
    'Observation?_count=10',
    'Observation?_total=accurate',
    'Observation?_include=Observation:subject',
    'Observation?_summary=true',
    'Observation?_elements=code',
    'Observation?_has:Provenance:target:agent=x',
    'Observation?_filter=status eq final',
    'Observation?_text=x',
    'Observation?_type=Patient',
    'Observation?subject.name=Ada',
    'Observation?subject:Patient.name=Ada',
    'Observation?subject:Patient=1',
    'Observation?subject:identifier=1',
    'Observation?code:in=http://example.org/vs',
    'Observation?code:text=x',
    'Observation?code:above=x',
    'Patient?family:exact=Ada',
    'Patient?family:contains=d',
    'Observation?_compartment:not=Patient/1',
    'Observation?_compartment:missing=true',
    'Observation?_compartment=1',
    'Observation?_compartment=Nobody/1',
    'Observation?_compartment=https://example.org/Patient/1',
    'Observation?_compartment=Patient/1/_history/1',
    'Observation?nonsense=1',
    'Observation?date=ge2024',
    'Observation?date=ne2024',
    'Observation?_lastUpdated=gt2024-01-01',
    'Observation?value-quantity=gt5',
    'Observation?code-value-quantity=a$5',
    'Observation?subject:missing=maybe',
    'Observation?date=yesterday',
    '*?_id=1',
    '*?_tag=a',
    '*?subject=%patient',
  ])('as unsupported: %s', (criteria) => {
    expect(codeOf(criteria)).toBe('criteria_unsupported')
  })
})
