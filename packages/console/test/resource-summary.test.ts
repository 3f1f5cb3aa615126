import type { Basic } from '@damson/sdk'
import { describe, expect, test } from 'vitest'
import { readConditions, writeConditions } from '../src/views/resources/conditions.ts'
import { isOfChart, withoutReserved, withReserved } from '../src/views/resources/reserved.ts'
import { elementsOf, summaryOf, targetOf, titleOf } from '../src/views/resources/summary.ts'

describe('a value in a few words', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, ''],
    ['a text', 'Ada', 'Ada'],
    ['a number', 0, '0'],
    ['a yes', false, 'false'],
    ['a name', { family: 'Lovelace', given: ['Ada', 'King'] }, 'Ada King Lovelace'],
    ['names', [{ text: 'Ada', family: 'L' }, { family: 'King' }], 'Ada, King'],
    ['a concept', { coding: [{ system: 'x', code: 'c', display: 'Blood' }] }, 'Blood'],
    ['a concept with a text', { coding: [{ code: 'c' }], text: 'Mine' }, 'Mine'],
    ['a coding', { system: 'x', code: 'c' }, 'c'],
    ['a quantity', { value: 5, unit: 'mg', code: 'mg', system: 'u' }, '5 mg'],
    ['a reference', { reference: 'Patient/1' }, 'Patient/1'],
    ['a named reference', { reference: 'Patient/1', display: 'Ada' }, 'Ada'],
    ['a period', { start: '2026' }, '2026 – …'],
    ['a telecom', { system: 'email', value: 'ada@example.org' }, 'ada@example.org'],
    ['an address', { line: ['1 High St'], city: 'York' }, '1 High St'],
    ['markup', '<b>', '<b>'],
  ])('%s', (_what, value, text) => {
    expect(summaryOf(value)).toBe(text)
  })
})

test('a resource is called by its name, title or code, if it has one', () => {
  expect(titleOf({ resourceType: 'Patient', name: [{ family: 'X' }] })).toBe('X')
  expect(titleOf({ resourceType: 'Observation', status: 'final', code: { text: 'HbA1c' } })).toBe('HbA1c')
  expect(titleOf({ resourceType: 'Basic' })).toBeUndefined()
})

test('the columns to choose are the elements that are there, those first by which one knows a resource', () => {
  const rows = [
    { resourceType: 'Observation', id: '1', meta: {}, zeta: 1, valueQuantity: {}, status: 'final' },
    { code: {}, extension: [], _status: {} },
  ]
  expect(elementsOf(rows)).toEqual(['code', 'status', 'valueQuantity', 'zeta'])
})

test.each<[string, string | undefined]>([
  ['Patient/1', 'Patient/1'],
  ['https://x.example/fhir/R4/Patient/1', 'Patient/1'],
  ['Patient/1/_history/2', 'Patient/1'],
  ['https://other.example/fhir/R4/Patient/1', undefined],
  ['#contained', undefined],
  ['urn:uuid:1', undefined],
  ['Patient?identifier=1', undefined],
  ['javascript:alert(1)', undefined],
  ['../../auth/me', undefined],
])('the reference %s leads to %s', (text, to) => {
  const target = targetOf(text, 'https://x.example/fhir/R4/')
  expect(target === undefined ? undefined : `${target.type}/${target.id}`).toBe(to)
})

test('conditions stand in an address and are read again; those that say nothing are left out', () => {
  const text = writeConditions([
    { name: 'name:contains', value: 'a&b=c' },
    { name: '', value: 'x' },
    { name: 'birthdate', value: ' ' },
    { name: 'birthdate', value: 'ge1990' },
  ])
  expect(readConditions(text)).toEqual([
    { name: 'name:contains', value: 'a&b=c' },
    { name: 'birthdate', value: 'ge1990' },
  ])
  expect(readConditions('')).toEqual([])
})

describe('a resource that is edited as text', () => {
  const meta = { versionId: '3', lastUpdated: '2026-01-01T00:00:00Z', tag: [{ code: 'a' }] }
  const stored: Basic = { resourceType: 'Basic', id: '1', meta, code: { text: 'x' } }

  test('shows none of what the server writes, and changes none of it, whatever is typed', () => {
    expect(withoutReserved(stored)).toEqual({ resourceType: 'Basic', meta: { tag: meta.tag }, code: stored.code })
    const typed: Basic = { resourceType: 'Basic', id: '2', meta: { versionId: '9', tag: [] }, code: { text: 'y' } }
    expect(withReserved(typed, stored)).toEqual({ ...stored, meta: { ...meta, tag: [] }, code: typed.code })
    expect(withReserved(withoutReserved(stored), stored)).toEqual(stored)
  })

  test.each([
    [{ resourceType: 'Patient' }, true],
    [{ resourceType: 'Observation', subject: { reference: 'Patient/1' } }, true],
    [{ resourceType: 'Practitioner', id: '1' }, false],
    [{ resourceType: 'ProjectMembership', profile: { reference: 'Patient/1' } }, false],
  ])('is of a chart or not: %j, %s', (resource, is) => {
    expect(isOfChart(resource as object as Parameters<typeof isOfChart>[0])).toBe(is)
  })
})
