import { describe, expect, test } from 'vitest'
import {
  createReference,
  formatHumanName,
  getCodeBySystem,
  getDisplayString,
  getExtension,
  getExtensionValue,
  getIdentifier,
  getReferenceString,
  isNotFound,
  isOk,
  isReference,
  isResource,
  type Patient,
  parseReference,
  type Resource,
  resolveId,
  setCodeBySystem,
  setIdentifier,
} from '../src/index.ts'

const homer: Patient & { id: string } = {
  resourceType: 'Patient',
  id: '1',
  identifier: [{ system: 'urn:mrn', value: '7' }],
  name: [{ prefix: ['Mr'], given: ['Homer', 'J.'], family: 'Simpson', suffix: ['Sr'] }],
}

describe('a reference', () => {
  test('is made of a stored resource, with its name, and of no other', () => {
    expect(createReference(homer)).toEqual({ reference: 'Patient/1', display: 'Mr Homer J. Simpson Sr' })
    expect(createReference({ resourceType: 'Observation', id: '2', status: 'final', code: {} })).toEqual({
      reference: 'Observation/2',
    })
    expect(() => createReference({ resourceType: 'Patient' })).toThrow(/create it first/)
  })

  test('is a text, where there is something to refer to', () => {
    expect(getReferenceString(homer)).toBe('Patient/1')
    expect(getReferenceString({ reference: 'Patient/1' })).toBe('Patient/1')
    expect([getReferenceString({ resourceType: 'Patient' }), getReferenceString({})]).toEqual([undefined, undefined])
  })

  test('has a type and an id', () => {
    expect(parseReference({ reference: 'Patient/1' })).toEqual(['Patient', '1'])
    for (const reference of [
      '',
      'Patient',
      'Patient/',
      '/1',
      'https://elsewhere.example/Patient/1',
      'Patient/1/_history/1',
    ])
      expect(() => parseReference({ reference })).toThrow(/type and an id/)
    expect(() => parseReference(undefined)).toThrow(TypeError)
    expect([resolveId(homer), resolveId({ reference: 'Patient/1' }), resolveId({}), resolveId(undefined)]).toEqual([
      '1',
      '1',
      undefined,
      undefined,
    ])
  })

  test('is told from a resource, and from anything else', () => {
    expect(isReference({ reference: 'Patient/1' })).toBe(true)
    expect(isReference({ reference: 'Patient/1' }, 'Patient')).toBe(true)
    expect(isReference({ reference: 'Patient/1' }, 'Pat')).toBe(false)
    for (const other of [undefined, null, 'Patient/1', {}, { reference: 1 }, homer])
      expect(isReference(other)).toBe(false)
    expect([isResource(homer), isResource(homer, 'Patient'), isResource(homer, 'Practitioner')]).toEqual([
      true,
      true,
      false,
    ])
    for (const other of [undefined, null, 'Patient', {}, { resourceType: 1 }]) expect(isResource(other)).toBe(false)
  })
})

describe('what people read', () => {
  test.each([
    [undefined, ''],
    [{}, ''],
    [{ text: 'Homer' }, 'Homer'],
    [{ family: 'Simpson', text: 'other' }, 'Simpson'],
    [{ given: ['', 'Homer'], family: 'Simpson' }, 'Homer Simpson'],
  ])('of the name %j is "%s"', (name, text) => {
    expect(formatHumanName(name)).toBe(text)
  })

  test.each<[Resource, string]>([
    [homer, 'Mr Homer J. Simpson Sr'],
    [{ resourceType: 'Organization', id: '2', name: 'Hospital' }, 'Hospital'],
    [{ resourceType: 'Device', id: '3', deviceName: [{ name: 'Analyzer', type: 'user-friendly-name' }] }, 'Analyzer'],
    [{ resourceType: 'Observation', id: '4', status: 'final', code: { text: 'Glucose' } }, 'Glucose'],
    [{ resourceType: 'Patient', id: '5', name: [] }, 'Patient/5'],
    [{ resourceType: 'Patient' }, 'Patient'],
  ])('of the resource %j is "%s"', (resource, text) => {
    expect(getDisplayString(resource)).toBe(text)
  })
})

describe('an element', () => {
  test('of one system is read and written, and the others stay', () => {
    const patient = structuredClone(homer)
    setIdentifier(patient, 'urn:mrn', '8')
    setIdentifier(patient, 'urn:ssn', '9')
    expect(patient.identifier).toEqual([
      { system: 'urn:mrn', value: '8' },
      { system: 'urn:ssn', value: '9' },
    ])
    expect([getIdentifier(patient, 'urn:mrn'), getIdentifier(patient, 'urn:no'), getIdentifier({}, 'urn:mrn')]).toEqual(
      ['8', undefined, undefined],
    )
    expect(getIdentifier({ identifier: { system: 'urn:one', value: '1' } }, 'urn:one')).toBe('1')
    const concept = {}
    setCodeBySystem(concept, 'http://loinc.org', '1')
    setCodeBySystem(concept, 'http://loinc.org', '2')
    expect(concept).toEqual({ coding: [{ system: 'http://loinc.org', code: '2' }] })
    expect([getCodeBySystem(concept, 'http://loinc.org'), getCodeBySystem({}, 'http://loinc.org')]).toEqual([
      '2',
      undefined,
    ])
  })

  test('of an extension is found by the path to it', () => {
    const element = { extension: [{ url: 'a', extension: [{ url: 'b', valueBoolean: false }] }] }
    expect(getExtension(element, 'a', 'b')).toEqual({ url: 'b', valueBoolean: false })
    expect(getExtensionValue(element, 'a', 'b')).toBe(false)
    for (const path of [['a'], ['b'], ['a', 'c'], []]) expect(getExtensionValue(element, ...path)).toBeUndefined()
  })

  test('of an outcome says whether all is well', () => {
    const outcome = (id?: string) => ({
      resourceType: 'OperationOutcome' as const,
      issue: [],
      ...(id !== undefined && { id }),
    })
    expect([outcome('ok'), outcome('created'), outcome('not-found'), outcome()].map(isOk)).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([outcome('not-found'), outcome('gone'), outcome()].map(isNotFound)).toEqual([true, false, false])
  })
})
