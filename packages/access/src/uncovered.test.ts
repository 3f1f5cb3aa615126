import { describe, expect, test } from 'vitest'
import { accessOf, compiled } from '../test/bound.ts'
import type { WireEntry } from '../test/naive.ts'
import type { PolicyParameter, Subject } from './bindings.ts'
import { effectiveAccess } from './effective-access.ts'
import { policyInteractions } from './interactions.ts'
import { adminPolicy, patientPolicy } from './shipped.ts'
import { uncovered } from './uncovered.ts'

const ada: Subject = { profile: 'Patient/ada', admin: false }
const root: Subject = { profile: 'Practitioner/root', admin: true }

interface Holding {
  readonly entries: WireEntry[]
  readonly parameters?: PolicyParameter[]
  readonly account?: string
}

const policyOf = ({ entries, account }: Holding) => ({
  resourceType: 'AccessPolicy' as const,
  ...(account !== undefined && { compartment: { reference: account } }),
  resource: entries,
})

/** The rights in the second policy that a holder of the first may not pass on, as `interaction type`. */
function beyond(holding: Holding, granted: Holding, subject = ada): string[] {
  const holder = accessOf([{ policy: policyOf(holding), parameters: holding.parameters ?? [] }], subject)
  return uncovered(holder, compiled(policyOf(granted))).map((one) => `${one.interaction} ${one.resourceType}`)
}

const reads = (...criteria: string[]): Holding => ({
  entries: criteria.map((one) => ({
    resourceType: one.split('?')[0] ?? '',
    criteria: one,
    interaction: ['read'],
  })),
})

describe('an entry is covered', () => {
  test('by the same type and interaction without narrowing', () => {
    expect(beyond({ entries: [{ resourceType: 'Patient' }] }, reads('Patient?_id=%anything.id'))).toEqual([])
  })

  test('by * for every type that is not closed', () => {
    const all = { entries: [{ resourceType: '*' }] }
    expect(beyond(all, { entries: [{ resourceType: 'Patient' }, { resourceType: '*', readonly: true }] })).toEqual([])
    expect(beyond(all, { entries: [{ resourceType: 'Bot', interaction: ['read'] }] }, root)).toEqual(['read Bot'])
  })

  test('by the same criteria, however it is written', () => {
    const held = reads('Observation?status=final,amended&code=a')
    expect(beyond(held, reads('Observation?code=a&status=amended,final'))).toEqual([])
    expect(beyond(held, reads('Observation?code=%61&status=amended,final,final'))).toEqual([])
  })

  test('by fewer demands, or a choice among more values', () => {
    expect(beyond(reads('Observation?status=final'), reads('Observation?code=a&status=final'))).toEqual([])
    expect(beyond(reads('Observation?status=final'), reads('Observation?status=final&code=%any'))).toEqual([])
    expect(beyond(reads('Bot?_id=1,2'), reads('Bot?_id=2'))).toEqual([])
    expect(beyond(reads('Observation?code=a,b'), reads('Observation?code=b'))).toEqual([])
  })

  test('by a bound compartment of the holder, written out', () => {
    expect(beyond(reads('*?_compartment=%patient'), reads('Observation?_compartment=Patient/ada'))).toEqual([])
    expect(beyond(reads('*?_compartment=%patient'), reads('*?_compartment=Patient/ada'))).toEqual([])
  })
})

describe('an entry is not covered', () => {
  test('without any policy', () => {
    const holder = effectiveAccess([], root)
    expect(uncovered(holder, compiled(patientPolicy()))).toHaveLength(7)
  })

  test('by another type, another interaction, or a named type where * is granted', () => {
    const held = { entries: [{ resourceType: 'Patient', readonly: true }] }
    expect(beyond(held, { entries: [{ resourceType: 'Group', interaction: ['read'] }] })).toEqual(['read Group'])
    expect(beyond(held, { entries: [{ resourceType: 'Patient', interaction: ['read', 'update'] }] })).toEqual([
      'update Patient',
    ])
    expect(beyond(held, { entries: [{ resourceType: '*', interaction: ['read'] }] })).toEqual(['read *'])
  })

  test('by a narrowing that it does not repeat', () => {
    const held = reads('Observation?status=final&code=a')
    expect(beyond(held, reads('Observation?status=final'))).toEqual(['read Observation'])
    expect(beyond(held, reads('Observation?status=final&code=a,b'))).toEqual(['read Observation'])
    expect(beyond(held, reads('Observation?status=final&code=b'))).toEqual(['read Observation'])
    expect(beyond(held, { entries: [{ resourceType: 'Observation', interaction: ['read'] }] })).toEqual([
      'read Observation',
    ])
  })

  test('by the same placeholder, which for its receiver is something else', () => {
    expect(beyond(reads('Observation?subject=%patient'), reads('Observation?subject=%patient'))).toEqual([
      'read Observation',
    ])
    expect(beyond(reads('Observation?performer=%profile'), reads('Observation?performer=%profile'))).toEqual([
      'read Observation',
    ])
  })

  test('by a negation of more values', () => {
    expect(beyond(reads('Observation?status:not=a'), reads('Observation?status:not=b'))).toEqual(['read Observation'])
    expect(beyond(reads('Observation?status:not=a,b'), reads('Observation?status:not=a'))).toEqual(['read Observation'])
  })

  test('by several entries of the holder together', () => {
    const held = reads('Observation?status=final', 'Observation?status=amended')
    expect(beyond(held, reads('Observation?status=final,amended'))).toEqual(['read Observation'])
  })

  test('by what the holder is not given for want of the flag or of a value', () => {
    const admin = {
      entries: [{ resourceType: 'AccessPolicy' }, { resourceType: 'Observation', criteria: 'Observation?code=%x' }],
    }
    expect(beyond(admin, { entries: [{ resourceType: 'AccessPolicy', interaction: ['read'] }] })).toEqual([
      'read AccessPolicy',
    ])
    expect(beyond(admin, reads('Observation?code=a'))).toEqual(['read Observation'])
    expect(beyond(admin, { entries: [{ resourceType: 'AccessPolicy' }] }, root)).toEqual([])
  })

  test('by anything, where it is for nobody', () => {
    const login = { entries: [{ resourceType: 'Login', interaction: ['read'] }] }
    expect(beyond(login, login, root)).toEqual(['read Login'])
  })
})

describe('the account', () => {
  const creates = (criteria?: string, account?: string): Holding => ({
    entries: [{ resourceType: 'Observation', interaction: ['create'], ...(criteria !== undefined && { criteria }) }],
    ...(account !== undefined && { account }),
  })

  test('of a holder is the only one that can be passed on', () => {
    const held = creates(undefined, 'Organization/1')
    expect(beyond(held, creates(undefined, 'Organization/1'))).toEqual([])
    expect(beyond(held, creates(undefined, 'Organization/2'))).toEqual(['create Observation'])
    expect(beyond(held, creates(undefined, '%clinic'))).toEqual(['create Observation'])
    expect(beyond(held, creates())).toEqual(['create Observation'])
  })

  test('is free for who may create everything', () => {
    expect(beyond(creates(), creates(undefined, '%clinic'))).toEqual([])
    const held = creates('Observation?status=final')
    expect(beyond(held, creates('Observation?status=final', 'Organization/1'))).toEqual(['create Observation'])
  })
})

test('an administrator can give the shipped policies, and a patient cannot', () => {
  const admin = effectiveAccess([{ policy: compiled(adminPolicy('p')), parameters: [] }], root)
  const patient = effectiveAccess([{ policy: compiled(patientPolicy()), parameters: [] }], ada)
  for (const shipped of [adminPolicy('p'), patientPolicy()]) {
    expect(uncovered(admin, compiled(shipped))).toEqual([])
    const rights = compiled(shipped).entries.reduce((sum, { interactions }) => sum + interactions.size, 0)
    expect(uncovered(patient, compiled(shipped))).toHaveLength(rights)
  }
  expect(uncovered(admin, compiled(adminPolicy('other'))).map(({ resourceType }) => resourceType)).toEqual([
    'Project',
    'Project',
    'User',
    'User',
  ])
})

test('names the entry', () => {
  const [first] = uncovered(effectiveAccess([], ada), compiled(patientPolicy()))
  expect(first).toMatchObject({
    expression: 'AccessPolicy.resource[0]',
    resourceType: '*',
    interaction: 'read',
  })
  expect(policyInteractions).toContain(first?.interaction)
})
