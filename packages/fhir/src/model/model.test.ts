import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { searchParametersOf } from '../search/parameters.ts'
import { codeRow, identityTypes, isResourceType, resourceTypes } from './model.ts'
import { propertiesOf } from './properties.ts'
import { choiceName, readElement } from './rows.ts'

test('the generated files are what the generator makes', () => {
  const script = fileURLToPath(new URL('../../scripts/build-model.ts', import.meta.url))
  expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow()
})

describe('resource types', () => {
  test('are the 146 of R4 and eleven of identity', () => {
    expect(resourceTypes).toHaveLength(146)
    expect(identityTypes).toHaveLength(11)
  })

  test.each<[name: unknown, is: boolean]>([
    ['Patient', true],
    ['ClientApplication', true],
    ['patient', false],
    ['Resource', false],
    ['DomainResource', false],
    ['HumanName', false],
    ['constructor', false],
    ['', false],
    [undefined, false],
    [{ toString: () => 'Patient' }, false],
  ])('%o: %s', (name, is) => {
    expect(isResourceType(name)).toBe(is)
  })

  const properties = [...resourceTypes, ...identityTypes].flatMap((type) => propertiesOf(type).values().toArray())

  test('have elements whose value sets are known and not empty', () => {
    const bindings = properties.map(({ binding }) => binding).filter((binding) => binding !== undefined)
    const empty = bindings.filter((binding) => Object.values(codeRow(binding)).flat().length === 0)
    expect(empty).toEqual([])
  })

  test('have references only to types that exist', () => {
    const targets = properties.flatMap((property) => property.targets ?? [])
    expect(targets.filter((target) => !isResourceType(target))).toEqual([])
  })
})

describe('an element line', () => {
  test('is taken apart', () => {
    expect(readElement('1..* Reference(Patient,Group)|CodeableConcept =some-set')).toEqual({
      min: 1,
      many: true,
      types: [{ name: 'Reference', targets: ['Patient', 'Group'] }, { name: 'CodeableConcept' }],
      binding: 'some-set',
    })
  })

  test('that is malformed is a fault', () => {
    expect(() => readElement('string')).toThrow(TypeError)
  })

  test('of a choice names a property for each type', () => {
    expect(choiceName('value[x]', 'dateTime')).toBe('valueDateTime')
  })
})

describe('searchParametersOf', () => {
  test('lists what can be used, with the sentence for the type', () => {
    const parameters = searchParametersOf('Condition')
    expect(parameters).toContainEqual({
      name: 'patient',
      type: 'reference',
      documentation: 'Who has the condition?',
    })
    expect(parameters.map(({ name }) => name)).toEqual(parameters.map(({ name }) => name).toSorted())
  })

  test('lists for * what all types have', () => {
    expect(searchParametersOf('*').map(({ name }) => name)).toEqual([
      '_id',
      '_lastUpdated',
      '_profile',
      '_security',
      '_source',
      '_tag',
    ])
  })

  test('leaves out composite and special parameters', () => {
    expect(searchParametersOf('Observation').map(({ name }) => name)).not.toContain('code-value-quantity')
    expect(searchParametersOf('Location').map(({ name }) => name)).not.toContain('near')
  })

  test('has a sentence for each', () => {
    for (const type of [...resourceTypes, ...identityTypes]) {
      for (const { name, documentation } of searchParametersOf(type))
        expect(documentation, `${type}.${name}`).not.toBe('')
    }
  })
})
