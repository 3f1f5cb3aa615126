import { describe, expect, test } from 'vitest'
import { parsePolicy } from './parse-policy.ts'
import { isWildcard } from './policy.ts'

const policyWith = (...resource: unknown[]) => ({ resourceType: 'AccessPolicy', resource })

function refusalsOf(resource: unknown) {
  const policy = parsePolicy(resource)
  return policy.ok ? [] : policy.refusal
}

function firstOf(resource: unknown) {
  const { code, expression } = refusalsOf(resource)[0] ?? {}
  return { code, expression }
}

function entriesOf(...resource: unknown[]) {
  const policy = parsePolicy(policyWith(...resource))
  if (!policy.ok) throw new TypeError(JSON.stringify(policy.refusal))
  return policy.value.entries
}

describe('what an entry allows', () => {
  test('is everything where neither interaction nor readonly is given', () => {
    const [entry] = entriesOf({ resourceType: 'Observation' })
    expect(entry?.interactions).toEqual(['read', 'vread', 'update', 'delete', 'history', 'create', 'search'])
  })

  test('is reading where readonly is true', () => {
    const [entry] = entriesOf({ resourceType: 'Observation', readonly: true })
    expect([...(entry?.interactions ?? [])].sort()).toEqual(['history', 'read', 'search', 'vread'])
  })

  test('is what interaction names, whatever readonly says', () => {
    const [entry] = entriesOf({
      resourceType: 'Observation',
      readonly: true,
      interaction: ['delete', 'delete'],
    })
    expect(entry?.interactions).toEqual(['delete'])
  })

  test('is refused as an empty list, which elsewhere means everything', () => {
    expect(firstOf(policyWith({ resourceType: 'Observation', interaction: [] }))).toEqual({
      code: 'no_interaction',
      expression: 'AccessPolicy.resource[0].interaction',
    })
  })

  test.each(['patch', 'READ', 'execute', '*', '', 7, null])('is refused with the interaction %j', (interaction) => {
    expect(firstOf(policyWith({ resourceType: 'Observation', interaction: ['read', interaction] }))).toEqual({
      code: 'unknown_interaction',
      expression: 'AccessPolicy.resource[0].interaction[1]',
    })
  })

  test.each(['Observations', 'observation', 'Resource', 'DomainResource', '', '**', undefined, 7, '__proto__'])(
    'is refused for the type %j',
    (resourceType) => {
      expect(firstOf(policyWith({ resourceType }))).toEqual({
        code: 'unknown_type',
        expression: 'AccessPolicy.resource[0].resourceType',
      })
    },
  )
})

describe('what is not enforced is not accepted', () => {
  test.each([
    ['hiddenFields', ['name']],
    ['readonlyFields', ['name']],
    ['writeConstraint', [{ language: 'text/fhirpath', expression: 'true' }]],
    ['writeConstraint', { expression: 'true' }],
    ['criterias', 'Observation?status=final'],
    ['modifierExtension', [{ url: 'urn:x' }]],
    ['_criteria', { extension: [] }],
    ['constructor', 1],
  ])('the element %s in an entry', (element, content) => {
    const [refusal] = refusalsOf(policyWith({ resourceType: 'Observation', [element]: content }))
    expect(refusal?.code).toBe('unsupported_element')
    expect(refusal?.expression).toBe(`AccessPolicy.resource[0].${element}`)
    expect(refusal?.text).toMatch(/\w+:? .*\.$/)
  })

  test.each([
    ['resources', []],
    ['modifierExtension', [{ url: 'urn:x' }]],
    ['implicitRules', 'urn:x'],
  ])('the element %s in a policy', (element, content) => {
    expect(firstOf({ resourceType: 'AccessPolicy', [element]: content })).toEqual({
      code: 'unsupported_element',
      expression: `AccessPolicy.${element}`,
    })
  })

  test('an own element called __proto__', () => {
    const policy: unknown = JSON.parse('{"resourceType":"AccessPolicy","__proto__":{"resource":[]}}')
    expect(firstOf(policy).code).toBe('unsupported_element')
  })

  test('but an empty list of it says nothing and is left alone', () => {
    const [entry] = entriesOf({
      resourceType: 'Patient',
      hiddenFields: [],
      readonlyFields: [],
      writeConstraint: [],
    })
    expect(entry?.resourceType).toBe('Patient')
    expect(refusalsOf({ resourceType: 'AccessPolicy', ipAccessRule: [] })).toEqual([])
  })
})

describe('the shape of a policy', () => {
  test.each([undefined, null, 'AccessPolicy', [], {}, { resourceType: 'Patient' }])('is refused: %j', (resource) => {
    expect(firstOf(resource)).toEqual({ code: 'malformed', expression: 'AccessPolicy' })
  })

  test.each([
    [{ name: 7 }, 'AccessPolicy.name'],
    [{ resource: {} }, 'AccessPolicy.resource'],
    [{ resource: ['Patient'] }, 'AccessPolicy.resource[0]'],
    [{ basedOn: { reference: 'AccessPolicy/1' } }, 'AccessPolicy.basedOn'],
    [{ basedOn: ['AccessPolicy/1'] }, 'AccessPolicy.basedOn'],
    [{ compartment: 'Organization/1' }, 'AccessPolicy.compartment'],
    [{ compartment: {} }, 'AccessPolicy.compartment'],
    [{ compartment: { reference: '%clinic.id' } }, 'AccessPolicy.compartment'],
    [{ compartment: { reference: 'Organization/%clinic.id' } }, 'AccessPolicy.compartment'],
    [{ compartment: { reference: 'https://example.org/Organization/1' } }, 'AccessPolicy.compartment'],
    [{ resource: [{ resourceType: 'Patient', readonly: 'true' }] }, 'AccessPolicy.resource[0].readonly'],
    [{ resource: [{ resourceType: 'Patient', interaction: 'read' }] }, 'AccessPolicy.resource[0].interaction'],
    [{ resource: [{ resourceType: 'Patient', criteria: ['Patient?_id=1'] }] }, 'AccessPolicy.resource[0].criteria'],
    [{ resource: [{ resourceType: 'Patient', compartment: 'Patient/1' }] }, 'AccessPolicy.resource[0].compartment'],
  ])('is refused: %j', (part, expression) => {
    expect(firstOf({ resourceType: 'AccessPolicy', ...part })).toEqual({ code: 'malformed', expression })
  })

  test('is told with all its refusals at once', () => {
    const refusals = refusalsOf(
      policyWith({ resourceType: 'Nobody' }, { resourceType: 'Patient', interaction: ['fly'], hiddenFields: ['name'] }),
    )
    expect(refusals.map(({ code }) => code)).toEqual(['unknown_type', 'unsupported_element', 'unknown_interaction'])
  })

  test('keeps name, basedOn and account', () => {
    const policy = parsePolicy({
      resourceType: 'AccessPolicy',
      id: '1',
      meta: { versionId: '1' },
      name: 'Nurses',
      basedOn: [{ reference: 'AccessPolicy/2' }],
      compartment: { reference: '%clinic' },
    })
    expect(policy).toMatchObject({
      ok: true,
      value: {
        name: 'Nurses',
        basedOn: ['AccessPolicy/2'],
        account: { name: 'clinic', part: 'whole' },
        entries: [],
      },
    })
  })

  test('is a wildcard as soon as one entry is', () => {
    const wildcard = parsePolicy(policyWith({ resourceType: 'Patient' }, { resourceType: '*', readonly: true }))
    const named = parsePolicy(policyWith({ resourceType: 'Patient' }))
    expect([wildcard.ok && isWildcard(wildcard.value), named.ok && isWildcard(named.value)]).toEqual([true, false])
  })
})

describe('a policy that is too large to be looked at with each request', () => {
  const values = (count: number) => Array.from({ length: count }, (_, n) => `id-${n}`).join(',')
  const parameters = (count: number) => Array.from({ length: count }, () => 'name=%profile').join('&')

  test.each<[string, number, (count: number) => readonly object[]]>([
    ['entries', 500, (count) => Array.from({ length: count }, () => ({ resourceType: 'Patient' }))],
    ['parameters', 20, (count) => [{ resourceType: 'Patient', criteria: `Patient?${parameters(count)}` }]],
    ['values', 200, (count) => [{ resourceType: 'Patient', criteria: `Patient?_id=${values(count)}` }]],
  ])('is refused by its %s: %d are taken, one more is not', (_, most, made) => {
    expect(refusalsOf(policyWith(...made(most)))).toEqual([])
    expect(refusalsOf(policyWith(...made(most + 1))).map(({ code }) => code)).toEqual(['too_many'])
  })
})
