/** What is offered while a policy is typed, and how entries are read and written. */
import { CompletionContext } from '@codemirror/autocomplete'
import { EditorState } from '@codemirror/state'
import { parsePolicy, patientPolicy } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { identityRows } from '../../fhir/src/identity/definitions.ts'
import { completionIn } from '../src/views/policies/completion.ts'
import { criteriaFor, criteriaOptions } from '../src/views/policies/criteria.ts'
import {
  allowedBy,
  allowsAll,
  editable,
  fitsForm,
  readPolicy,
  withDemand,
  withInteractions,
} from '../src/views/policies/policy-text.ts'
import { pathOf, tryOf } from '../src/views/policies/question.ts'
import { STARTS } from '../src/views/policies/starts.ts'

const MODEL = {
  types: ['Observation', 'Patient'],
  parametersOf: (type: string) =>
    type === 'Observation'
      ? [
          { name: 'status', hint: '' },
          { name: 'subject', hint: '', type: 'reference' },
        ]
      : [],
}

function offeredAt(text: string, model: typeof MODEL | 'not read' = MODEL, isAsked = true): readonly string[] {
  const state = EditorState.create({ doc: text })
  const found = completionIn(() => (model === 'not read' ? undefined : model))(
    new CompletionContext(state, text.length, isAsked),
  )
  return found instanceof Promise || found === null ? [] : found.options.map(({ label }) => label)
}

/** The elements that the model of the server has in a type. */
const inModel = (type: string): readonly string[] => Object.keys(identityRows[type]?.elements ?? {})

describe('while a policy is typed', () => {
  test.each([
    ['{"resource":[{"resourceType":"Ob', 'Observation'],
    ['{"resource":[{"resourceType":"', '*'],
    ['{"resourceType":"', 'AccessPolicy'],
    ['{"resource":[{"criteria":"Ob', 'Observation'],
    ['{"resource":[{"criteria":"Observation?st', 'status'],
    ['{"resource":[{"criteria":"Observation?code=1&', 'status'],
    ['{"resource":[{"criteria":"Observation?subject=', '%patient'],
    ['{"resource":[{"interaction":["read","up', 'update'],
    ['{"resource":[{"readonly": t', 'true'],
    ['{"resource":[{"compartment":{"reference":"%', '%profile'],
    ['{"resource":[{"res', 'resourceType'],
    ['{"resource":[{"criteria":"a\\"b","interaction":["read"]},{"', 'criteria'],
    ['{"mfaRequired": ', 'true'],
    ['{"minimumAcr":"', 'http://idmanagement.gov/ns/assurance/aal/2'],
    ['{"minimumAcr": ', '"http://idmanagement.gov/ns/assurance/aal/1"'],
    ['{"ipAccessRule":[{"value":"*","action":"', 'block'],
    ['{"basedOn":[{"', 'reference'],
    ['{"name":"a","resource":[{"criteria":"x', 'Patient'],
    ['{ this is broken, "ipAccessRule": [ {} , {"', 'action'],
  ])('after %s it offers %s', (text, label) => {
    expect(offeredAt(text)).toContain(label)
  })

  test.each([
    ['{"', 'AccessPolicy'],
    ['{"resource":[{"', 'AccessPolicy.resource'],
    ['{"ipAccessRule":[{"', 'AccessPolicy.ipAccessRule'],
  ])('after %s it offers the elements of %s that the server takes, and no others', (text, type) => {
    const offered = offeredAt(text).filter((name) => name !== 'resourceType' || type !== 'AccessPolicy')
    const path = type.split('.').slice(1)
    const isRefused = (name: string): boolean => {
      const inner = { resourceType: 'Patient', value: '*', action: 'allow', [name]: 'a text' }
      const [at] = path
      const policy = parsePolicy({ resourceType: 'AccessPolicy', ...(at === undefined ? inner : { [at]: [inner] }) })
      return (
        !policy.ok && policy.refusal.some((one) => one.code === 'unsupported_element' && one.expression.endsWith(name))
      )
    }
    expect(offered.toSorted()).toEqual(
      inModel(type)
        .filter((name) => !isRefused(name))
        .toSorted(),
    )
  })

  test('it offers no element twice, and in each place what can stand there alone', () => {
    expect(offeredAt('{"name":"a","mfaRequired":true,"')).not.toEqual(expect.arrayContaining(['name']))
    expect(offeredAt('{"resource":[{"readonly":true,"')).toEqual([
      'resourceType',
      'criteria',
      'interaction',
      'compartment',
    ])
    for (const refused of ['hiddenFields', 'readonlyFields', 'writeConstraint', 'ipAccessRule', 'action'])
      expect(offeredAt('{"resource":[{"')).not.toContain(refused)
    expect(offeredAt('{"ipAccessRule":[{"resourceType":"')).toEqual([])
    expect(offeredAt('{"mfaRequired":"')).toEqual([])
  })

  test('it offers no parameters of another type, nothing in other texts, and nothing without the model', () => {
    expect(offeredAt('{"resource":[{"criteria":"Patient?st')).toEqual([])
    expect(offeredAt('{"resource":[{"criteria":"Observation?status=')).toEqual([])
    expect(offeredAt('{"name":"Ob')).toEqual([])
    expect(offeredAt('{"mfaRequired": true ')).toEqual([])
    expect(offeredAt('{"name":"a\\"')).toEqual([])
    expect(offeredAt('{}')).toEqual([])
    expect(offeredAt('')).toEqual([])
    expect(offeredAt('{"resource":[{"resourceType":"Ob', 'not read')).toEqual([])
  })

  test('it opens by itself only once something is begun', () => {
    expect(offeredAt('{"mfaRequired": ', MODEL, false)).toEqual([])
    expect(offeredAt('{"mfaRequired": f', MODEL, false)).toEqual(['true', 'false'])
    expect(offeredAt('{"', MODEL, false)).toContain('minimumAcr')
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

describe('what is demanded of who has a policy', () => {
  const policy = {
    resourceType: 'AccessPolicy' as const,
    name: 'a',
    extension: [{ url: 'urn:a', valueString: 'kept' }],
  }

  test('is written as the server takes it, and is gone once it is emptied', () => {
    const demands = {
      mfaRequired: true,
      minimumAcr: 'http://idmanagement.gov/ns/assurance/aal/2' as const,
      compliantDeviceRequired: true,
      ipAccessRule: [{ name: 'Ward', value: '192.0.2.0/24', action: 'allow' as const }],
      basedOn: [{ reference: 'AccessPolicy/1' }],
    }
    const demanding = withDemand(policy, demands)
    expect(demanding).toEqual({ ...policy, ...demands })
    expect(parsePolicy(demanding).ok).toBe(true)
    const nothing = { mfaRequired: false, compliantDeviceRequired: false, ipAccessRule: [], basedOn: [] }
    expect(withDemand(demanding, { ...nothing, minimumAcr: '' as never })).toEqual(policy)
    expect(Object.keys(withDemand({ ...policy, mfaRequired: false }, { ipAccessRule: [] }))).toContain('mfaRequired')
  })

  test.each([
    { resource: 'x' },
    { resource: [null] },
    { resource: [{ resourceType: 5 }] },
    { resource: [{ resourceType: 'Patient', criteria: 1 }] },
    { resource: [{ resourceType: 'Patient', interaction: 'read' }] },
    { resource: [{ resourceType: 'Patient', compartment: 'x' }] },
    { ipAccessRule: {} },
    { ipAccessRule: [{ action: 'allow' }] },
    { ipAccessRule: [{ value: 1, action: 'allow' }] },
    { basedOn: [null] },
    { basedOn: [{ reference: 1 }] },
    { name: {} },
    { compartment: [] },
    { minimumAcr: 2 },
  ])('is not shown as a form while the text says %j', (broken) => {
    expect(fitsForm({ ...policy, ...broken } as never)).toBe(false)
  })

  test('is shown as a form with whatever else the text says', () => {
    const rule = { value: '', action: 'refuse', extra: 1 }
    expect(
      fitsForm({ ...policy, ipAccessRule: [rule], resource: [{ resourceType: 'X', hiddenFields: 1 }] } as never),
    ).toBe(true)
    expect(fitsForm({} as never)).toBe(true)
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
