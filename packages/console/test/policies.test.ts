/** What is offered while a policy is typed, and how entries are read and written. */
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { parsePolicy, patientPolicy } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { completionIn } from '../src/views/policies/completion.ts'
import { criteriaFor, criteriaOptions } from '../src/views/policies/criteria.ts'
import { allowedBy, allowsAll, editable, readPolicy, withInteractions } from '../src/views/policies/policy-text.ts'
import { pathOf, tryOf } from '../src/views/policies/question.ts'
import { STARTS } from '../src/views/policies/starts.ts'

const MODEL = {
  types: ['Observation', 'Patient'],
  parametersOf: (type: string) => (type === 'Observation' ? [{ name: 'status', hint: '' }] : []),
}

function offeredAt(text: string, model: typeof MODEL | 'not read' = MODEL): readonly string[] {
  const state = EditorState.create({ doc: text })
  const found = completionIn(() => (model === 'not read' ? undefined : model))(
    new CompletionContext(state, text.length, true),
  )
  return found instanceof Promise || found === null ? [] : found.options.map(({ label }) => label)
}

describe('while a policy is typed', () => {
  test.each([
    ['{"resource":[{"resourceType":"Ob', 'Observation'],
    ['{"resource":[{"resourceType":"', '*'],
    ['{"resource":[{"criteria":"Ob', 'Observation'],
    ['{"resource":[{"criteria":"Observation?st', 'status'],
    ['{"resource":[{"criteria":"Observation?code=1&', 'status'],
    ['{"resource":[{"interaction":["read","up', 'update'],
    ['{"resource":[{"res', 'resourceType'],
  ])('after %s it offers %s', (text, label) => {
    expect(offeredAt(text)).toContain(label)
  })

  test('it offers no parameters of another type, nothing in other texts, and nothing without the model', () => {
    expect(offeredAt('{"criteria":"Patient?st')).toEqual([])
    expect(offeredAt('{"name":"Ob')).toEqual([])
    expect(offeredAt('{"resourceType":"Ob', 'not read')).toEqual([])
  })
})

describe('while the criteria of an entry is typed', () => {
  const parameters = [
    { name: 'status', hint: '', type: 'token' },
    { name: 'subject', hint: '', type: 'reference' },
  ]
  const model = { types: ['Observation'], parametersOf: () => parameters }
  const offered = (text: string): readonly string[] =>
    criteriaOptions(model, 'Observation', text).map(({ value }) => value)

  test.each([
    ['', ['Observation?status=', 'Observation?subject=']],
    ['st', ['Observation?status=', 'Observation?subject=']],
    ['Observation?', ['Observation?status=', 'Observation?subject=']],
    ['Observation?status=final&su', ['Observation?status=final&status=', 'Observation?status=final&subject=']],
    ['Observation?subject=', ['Observation?subject=%patient', 'Observation?subject=%profile']],
    ['Observation?status=', []],
    ['Observation?nothing=', []],
  ])('after “%s” it offers parameters of the type, and whoever has the policy: %s', (text, values) => {
    expect(offered(text)).toEqual(values)
  })

  test('it offers nothing without the model, and follows its type', () => {
    expect(criteriaOptions(undefined, 'Observation', '')).toEqual([])
    expect(criteriaFor('Condition', 'Observation', 'Observation?code=1')).toBe('Condition?code=1')
    expect(criteriaFor('Condition', 'Observation', 'Patient?name=a')).toBe('Patient?name=a')
  })
})

describe('an entry', () => {
  test('allows what it names, else what readonly says, else all', () => {
    expect(allowedBy({ resourceType: 'Patient', readonly: true })).toEqual(['read', 'vread', 'search', 'history'])
    expect(allowedBy({ resourceType: 'Patient', interaction: ['read'], readonly: true })).toEqual(['read'])
    expect(allowedBy({ resourceType: 'Patient' })).toHaveLength(7)
  })

  test('is written in its shortest form, and keeps what is not shown', () => {
    const entry = { resourceType: 'Patient', criteria: 'Patient?active=true', interaction: ['read' as const] }
    expect(withInteractions(entry, allowedBy({ resourceType: 'Patient' }))).toEqual({
      resourceType: 'Patient',
      criteria: 'Patient?active=true',
    })
    expect(withInteractions(entry, ['read', 'vread', 'search', 'history'])).toMatchObject({ readonly: true })
    expect(withInteractions(entry, [])).toMatchObject({ interaction: [] })
  })
})

describe('what a new policy begins with', () => {
  test('is for patients what the server ships', () => {
    const sorted = (entries: readonly { readonly interaction?: readonly string[] | undefined }[]): readonly object[] =>
      entries.map((entry) => ({ ...entry, interaction: entry.interaction?.toSorted() }))
    expect(sorted(STARTS.patient)).toEqual(sorted(patientPolicy().resource))
  })

  test.each(Object.entries(STARTS))('is a policy that the server takes, and deletes nothing: %s', (_name, resource) => {
    expect(parsePolicy({ resourceType: 'AccessPolicy', name: 'x', resource }).ok).toBe(true)
    for (const entry of resource)
      expect([allowsAll(entry), allowedBy(entry).includes('delete')]).toEqual([false, false])
  })
})

test('a policy is edited without what the server keeps of it, and with what a person wrote into its meta', () => {
  const meta = { versionId: '1', lastUpdated: '2026-01-01T00:00:00Z', tag: [{ code: 'a' }] }
  expect(editable({ resourceType: 'AccessPolicy', meta })).toEqual({
    resourceType: 'AccessPolicy',
    meta: { tag: [{ code: 'a' }] },
  })
  expect(readPolicy('{')).toBeUndefined()
  expect(readPolicy('[]')).toBeUndefined()
})

test('a question is an address, and nothing that is typed leaves its place there', () => {
  const question = {
    interaction: 'read',
    type: 'Patient',
    id: '1',
    membership: 'm&x=1',
    client: '',
    scope: '',
    patient: '',
  }
  expect(pathOf(question)).toBe('fhir/R4/Patient/1/$explain?interaction=read&membership=m%26x%3D1')
  expect(pathOf({ ...question, type: '../admin', id: '' })).toBe(
    'fhir/R4/..%2Fadmin/$explain?interaction=read&membership=m%26x%3D1',
  )
  expect(pathOf({ ...question, type: '' })).toBeUndefined()
  const launched = { ...question, scope: 'patient/*.rs', patient: 'Patient/2' }
  expect(pathOf(launched)).toMatch(/&scope=patient%2F\*\.rs&patient=Patient%2F2$/)
  expect(tryOf(launched, {}).body.parameter).toContainEqual({ name: 'patient', valueString: 'Patient/2' })
  expect(tryOf(question, { resource: [] }).body.parameter?.at(-1)).toEqual({
    name: 'policy',
    resource: { resourceType: 'AccessPolicy', resource: [] },
  })
})
