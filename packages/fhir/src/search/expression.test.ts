import { describe, expect, test } from 'vitest'
import { identityTypes, parameterRows, resourceTypes } from '../model/model.ts'
import { readExpression } from './expression.ts'
import { indexerOf } from './indexers.ts'
import { parametersOf } from './parameters.ts'
import { compileRoutes, valuesAlong } from './route.ts'

describe('readExpression', () => {
  test('reads a union of paths', () => {
    expect(readExpression('Patient.name.given | name')).toEqual([
      {
        root: 'Patient',
        steps: [
          { kind: 'child', name: 'name' },
          { kind: 'child', name: 'given' },
        ],
      },
      { root: '', steps: [{ kind: 'child', name: 'name' }] },
    ])
  })

  test.each([
    'Patient.',
    'Patient.name.first()',
    'Patient.name.where(use',
    '(Patient.name',
    'Patient name',
    '',
    'A + B',
  ])('refuses %o', (expression) => {
    expect(() => readExpression(expression)).toThrow(TypeError)
  })
})

describe('the official search parameters', () => {
  const usable = [...resourceTypes, ...identityTypes].flatMap((type) =>
    [...parametersOf(type).values()]
      .filter((row) => row.type !== 'composite' && row.type !== 'special')
      .map((row) => ({ type, row })),
  )

  test('are 1,381 definitions, of which 50 are composite, special or phonetic', () => {
    const official = parameterRows.filter(
      (row) => !row.bases.some((base) => identityTypes.some((type) => type === base)),
    )
    expect(official).toHaveLength(1381)
    expect(official.filter((row) => row.type === 'composite' || row.type === 'special')).toHaveLength(50)
  })

  test('all compile for every type that has them, and lead to values that can be indexed', () => {
    for (const { type, row } of usable) {
      const routes = compileRoutes(type, row.expression)
      const indexed = routes.filter((route) => indexerOf(row.type, route.type) !== undefined)
      expect(indexed.length, `${type}.${row.code}`).toBeGreaterThan(0)
    }
    expect(usable.length).toBeGreaterThan(2_300)
  })
})

describe('a route', () => {
  test.each<[what: string, type: string, expression: string, resource: object, values: readonly unknown[]]>([
    [
      'follows repeated elements',
      'Patient',
      'Patient.name.given',
      { name: [{ given: ['A', 'B'] }, { given: ['C'] }] },
      ['A', 'B', 'C'],
    ],
    ['skips nulls', 'Patient', 'Patient.name.given', { name: [{ given: ['A', null] }, null] }, ['A']],
    [
      'takes only the branch of its type',
      'Patient',
      'Person.name | Patient.birthDate',
      { name: 'x', birthDate: '2000' },
      ['2000'],
    ],
    [
      'takes all types of a choice',
      'Observation',
      'Observation.effective',
      { effectiveDateTime: '2000', effectiveInstant: 'x' },
      ['2000', 'x'],
    ],
    [
      'takes one type of a choice with as',
      'Observation',
      '(Observation.value as Quantity)',
      { valueQuantity: { value: 1 }, valueString: 'x' },
      [{ value: 1 }],
    ],
    [
      'takes one type of a repeated choice with as',
      'Observation',
      '(Observation.component.value as Quantity)',
      { component: [{ valueQuantity: { value: 1 } }, { valueString: 'x' }, { valueQuantity: { value: 2 } }] },
      [{ value: 1 }, { value: 2 }],
    ],
    [
      'follows what comes after as',
      'Observation',
      '(Observation.value as CodeableConcept).text',
      { valueCodeableConcept: { text: 'x' } },
      ['x'],
    ],
    [
      'filters by equality',
      'Patient',
      "Patient.telecom.where(system='email')",
      { telecom: [{ system: 'phone' }, { system: 'email' }] },
      [{ system: 'email' }],
    ],
    [
      'filters references by their type',
      'Observation',
      'Observation.subject.where(resolve() is Patient)',
      { subject: { reference: 'Group/1' } },
      [],
    ],
    [
      'keeps references of the type',
      'Observation',
      'Observation.subject.where(resolve() is Patient)',
      { subject: { reference: 'https://example.org/Patient/1' } },
      [{ reference: 'https://example.org/Patient/1' }],
    ],
    [
      'reads the type of a logical reference',
      'Observation',
      'Observation.subject.where(resolve() is Patient)',
      { subject: { type: 'Patient' } },
      [{ type: 'Patient' }],
    ],
    [
      'takes an item',
      'Bundle',
      'Bundle.entry[0].resource',
      { entry: [{ resource: { id: '1' } }, { resource: { id: '2' } }] },
      [{ id: '1' }],
    ],
    [
      'takes the value of an extension',
      'Device',
      "Device.extension('http://x')",
      {
        extension: [
          { url: 'http://x', valueString: 'a' },
          { url: 'http://y', valueString: 'b' },
        ],
      },
      ['a'],
    ],
    [
      'filters by extension',
      'QuestionnaireResponse',
      "QuestionnaireResponse.item.where(hasExtension('http://x')).answer.value.ofType(Reference)",
      {
        item: [
          { extension: [{ url: 'http://x' }], answer: [{ valueReference: { reference: 'Patient/1' } }] },
          { answer: [{ valueReference: { reference: 'Patient/2' } }] },
        ],
      },
      [{ reference: 'Patient/1' }],
    ],
    [
      'answers true for a value that is not false',
      'Patient',
      'Patient.deceased.exists() and Patient.deceased != false',
      { deceasedDateTime: '2000' },
      [true],
    ],
    [
      'answers false for false',
      'Patient',
      'Patient.deceased.exists() and Patient.deceased != false',
      { deceasedBoolean: false },
      [false],
    ],
    ['answers false for nothing', 'Patient', 'Patient.deceased.exists() and Patient.deceased != false', {}, [false]],
  ])('%s', (_what, type, expression, resource, values) => {
    expect(compileRoutes(type, expression).flatMap((route) => valuesAlong(route, resource))).toEqual(values)
  })

  test('to an element that does not exist is a fault of the definition', () => {
    expect(() => compileRoutes('Patient', 'Patient.nickname')).toThrow(TypeError)
  })
})
