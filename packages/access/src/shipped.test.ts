import { identityTypes, resourceTypes } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import { compiled, permits } from '../test/bound.ts'
import type { Subject } from './bindings.ts'
import { decide } from './decide.ts'
import { effectiveAccess } from './effective-access.ts'
import { policyInteractions } from './interactions.ts'
import { adminPolicy, devicePolicy, type PolicyResource, patientPolicy } from './shipped.ts'

const allTypes = [...resourceTypes, ...identityTypes]
const every = [...policyInteractions, 'execute'] as const

const give = (policy: PolicyResource, subject: Subject) =>
  effectiveAccess([{ policy: compiled(policy), parameters: [] }], subject)

/** The full matrix: each permit on any type, as `interaction type`. */
function permitted(policy: PolicyResource, subject: Subject): string[] {
  const access = give(policy, subject)
  return allTypes.flatMap((resourceType) =>
    every
      .filter((interaction) => decide(access, { interaction, resourceType }).verdict === 'permit')
      .map((interaction) => `${interaction} ${resourceType}`),
  )
}

describe('the device policy', () => {
  test.each([false, true])('reads and executes one Bot and does nothing else, ever (admin: %s)', (admin) => {
    const subject = { profile: 'ClientApplication/analyzer', admin }
    expect(allTypes.length).toBeGreaterThan(150)
    expect(permitted(devicePolicy('X'), subject)).toEqual(['read Bot', 'execute Bot'])
    const access = give(devicePolicy('X'), subject)
    for (const interaction of ['read', 'execute'] as const) {
      expect(decide(access, { interaction, resourceType: 'Bot' })).toEqual({
        verdict: 'permit',
        narrowing: { op: 'id', ids: ['X'] },
      })
      expect(permits(access, interaction, { resourceType: 'Bot', id: 'X' })).toBe(true)
      expect(permits(access, interaction, { resourceType: 'Bot', id: 'Y' })).toBe(false)
      expect(permits(access, interaction, { resourceType: 'Bot', id: 'x' })).toBe(false)
    }
    expect(access.withheld).toEqual([])
  })

  test.each(['', 'X,Y', 'X&name=Y', 'X|Y', '%profile.id', 'a b', 'Bot/X', 'x'.repeat(65)])(
    'refuses the id %j',
    (id) => {
      expect(() => devicePolicy(id)).toThrow(TypeError)
      expect(() => adminPolicy(id)).toThrow(TypeError)
    },
  )
})

describe('the patient policy', () => {
  const access = give(patientPolicy(), { profile: 'Patient/ada', admin: false })
  const own = { resourceType: 'Observation', id: '1', status: 'final', subject: { reference: 'Patient/ada' } }

  test('reads the own compartment', () => {
    for (const interaction of ['read', 'vread', 'search', 'history'] as const) {
      expect(permits(access, interaction, own)).toBe(true)
      expect(permits(access, interaction, { resourceType: 'Patient', id: 'ada' })).toBe(true)
      expect(permits(access, interaction, { ...own, subject: { reference: 'Patient/eve' } })).toBe(false)
      expect(permits(access, interaction, { resourceType: 'Patient', id: 'eve' })).toBe(false)
      expect(permits(access, interaction, { resourceType: 'Organization', id: 'ada' })).toBe(false)
      expect(permits(access, interaction, { resourceType: 'Binary', id: 'ada', contentType: 'text/plain' })).toBe(false)
    }
  })

  test('adds three kinds of resource to it, and changes nothing', () => {
    expect(permits(access, 'create', own)).toBe(true)
    expect(permits(access, 'create', { ...own, subject: { reference: 'Patient/eve' } })).toBe(false)
    const writes = permitted(patientPolicy(), { profile: 'Patient/ada', admin: false }).filter((one) =>
      /^(create|update|delete|execute) /.test(one),
    )
    expect(writes.sort()).toEqual(['create Communication', 'create Observation', 'create QuestionnaireResponse'])
  })

  test('adds nothing to the record of another, as its performer, author, sender or recipient', () => {
    const [ada, eve] = [{ reference: 'Patient/ada' }, { reference: 'Patient/eve' }]
    const answered = { resourceType: 'QuestionnaireResponse', id: '1', status: 'completed' }
    const message = { resourceType: 'Communication', id: '1', status: 'completed' }
    for (const [resource, isOwn] of [
      [{ ...own, performer: [ada] }, true],
      [{ ...own, subject: eve, performer: [ada] }, false],
      [{ ...answered, subject: ada, author: ada }, true],
      [{ ...answered, subject: eve, author: ada }, false],
      [{ ...message, subject: ada, sender: ada }, true],
      [{ ...message, subject: eve, sender: ada }, false],
      [{ ...message, subject: ada, sender: { reference: 'Practitioner/grace' } }, false],
      [{ ...message, subject: eve, sender: { reference: 'Practitioner/grace' }, recipient: [ada] }, false],
    ] as const)
      expect(permits(access, 'create', resource), JSON.stringify(resource)).toBe(isOwn)
  })

  test('grants nothing to someone who is no patient', () => {
    expect(permitted(patientPolicy(), { profile: 'Practitioner/grace', admin: true })).toEqual([])
  })
})

describe('the administrator policy', () => {
  const root = { profile: 'Practitioner/root', admin: true }
  const identity =
    /(AccessPolicy|AuditEvent|Bot|ClientApplication|DomainConfiguration|Login|Project|ProjectIdentityProvider|ProjectMembership|User|UserConfiguration|UserSecurityRequest)$/

  test('covers every clinical resource', () => {
    const clinical = permitted(adminPolicy('p'), root).filter((one) => !identity.test(one))
    expect(clinical).toHaveLength((allTypes.length - 12) * policyInteractions.length)
  })

  test('administers what it names', () => {
    const rights = permitted(adminPolicy('p'), root).filter((one) => identity.test(one))
    const whole = [
      'AccessPolicy',
      'Bot',
      'ClientApplication',
      'DomainConfiguration',
      'ProjectIdentityProvider',
      'ProjectMembership',
      'UserConfiguration',
    ]
    expect(rights.sort()).toEqual(
      whole
        .flatMap((type) => policyInteractions.map((interaction) => `${interaction} ${type}`))
        .concat('execute Bot', 'read Project', 'update Project', 'read User', 'search User')
        .concat('read AuditEvent', 'search AuditEvent')
        .sort(),
    )
  })

  test('knows its own project and its users only', () => {
    const access = give(adminPolicy('p'), root)
    const user = { resourceType: 'User', id: '1', firstName: 'A', lastName: 'B' }
    expect(permits(access, 'update', { resourceType: 'Project', id: 'p' })).toBe(true)
    expect(permits(access, 'update', { resourceType: 'Project', id: 'q' })).toBe(false)
    expect(permits(access, 'read', { ...user, project: { reference: 'Project/p' } })).toBe(true)
    expect(permits(access, 'read', { ...user, project: { reference: 'Project/q' } })).toBe(false)
    expect(permits(access, 'read', user)).toBe(false)
  })

  test('administers nothing without the flag', () => {
    const rights = permitted(adminPolicy('p'), { profile: 'Practitioner/grace', admin: false })
    expect(rights.filter((one) => identity.test(one)).sort()).toEqual(
      ['read', 'vread', 'history', 'search']
        .flatMap((interaction) => [`${interaction} Bot`, `${interaction} ClientApplication`])
        .concat('execute Bot')
        .sort(),
    )
  })
})
