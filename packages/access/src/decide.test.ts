import { identityTypes, resourceTypes } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import { accessOf, permits } from '../test/bound.ts'
import type { WireEntry, WireGrant } from '../test/naive.ts'
import type { PolicyParameter, Subject } from './bindings.ts'
import { closedTypes } from './closed-types.ts'
import { decide, decideAll } from './decide.ts'
import { effectiveAccess } from './effective-access.ts'
import { type Interaction, policyInteractions } from './interactions.ts'

const allTypes = [...resourceTypes, ...identityTypes]
const ada: Subject = { profile: 'Patient/ada', admin: false }
const grace: Subject = { profile: 'Practitioner/grace', admin: false }
const admin: Subject = { profile: 'Practitioner/root', admin: true }
const every = [...policyInteractions, 'execute'] as const

function grantOf(resource: WireEntry[], parameters: PolicyParameter[] = [], account?: string): WireGrant {
  const policy = { resourceType: 'AccessPolicy' as const, resource }
  return {
    policy: account === undefined ? policy : { ...policy, compartment: { reference: account } },
    parameters,
  }
}

const observation = (element: object) => ({
  resourceType: 'Observation',
  id: '1',
  status: 'final',
  ...element,
})

describe('without a policy', () => {
  test('everything is denied, to an administrator as well', () => {
    for (const subject of [ada, admin]) {
      const access = effectiveAccess([], subject)
      for (const resourceType of [...allTypes, 'Nonsense']) {
        for (const interaction of every) {
          expect(decide(access, { interaction, resourceType })).toMatchObject({
            verdict: 'deny',
            why: 'no_policy',
          })
        }
      }
    }
  })

  test('the admin flag grants nothing', () => {
    const access = accessOf([grantOf([{ resourceType: 'Patient' }])], admin)
    for (const resourceType of closedTypes) {
      for (const interaction of every) {
        expect(decide(access, { interaction, resourceType }).verdict).toBe('deny')
      }
    }
  })

  test('an empty policy is a policy that grants nothing', () => {
    const access = accessOf([grantOf([])], ada)
    const denial = decide(access, { interaction: 'read', resourceType: 'Patient' })
    expect(denial).toMatchObject({ verdict: 'deny', why: 'type_forbidden' })
  })
})

describe('a decision', () => {
  test('tells a type without entry from an interaction without entry', () => {
    const access = accessOf([grantOf([{ resourceType: 'Patient', readonly: true }])], grace)
    expect(decide(access, { interaction: 'read', resourceType: 'Patient' })).toEqual({
      verdict: 'permit',
      narrowing: { op: 'all', of: [] },
    })
    expect(decide(access, { interaction: 'update', resourceType: 'Patient' })).toMatchObject({
      why: 'interaction_forbidden',
      hint: expect.stringContaining('`update` on Patient'),
    })
    expect(decide(access, { interaction: 'read', resourceType: 'Group' })).toMatchObject({
      why: 'type_forbidden',
    })
  })

  test.each(['Nonsense', '*', 'patient', '', '__proto__', 'toString', 'Resource'])(
    'denies the type %j',
    (resourceType) => {
      const access = accessOf([grantOf([{ resourceType: '*' }])], grace)
      expect(decide(access, { interaction: 'read', resourceType })).toMatchObject({ why: 'type_forbidden' })
    },
  )

  test('is the same frozen value each time', () => {
    const access = accessOf([grantOf([{ resourceType: 'Patient' }])], grace)
    const asked = { interaction: 'read', resourceType: 'Patient' } as const
    expect(decide(access, asked)).toBe(decide(access, asked))
    expect(Object.isFrozen(decide(access, asked))).toBe(true)
  })

  test('is the union of all entries of all grants', () => {
    const final = grantOf([{ resourceType: 'Observation', criteria: 'Observation?status=final', readonly: true }])
    const own = grantOf([{ resourceType: 'Observation', criteria: 'Observation?subject=%patient' }])
    const access = accessOf([final, own], ada)
    expect(permits(access, 'read', observation({}))).toBe(true)
    expect(permits(access, 'read', observation({ status: 'amended' }))).toBe(false)
    expect(permits(access, 'read', observation({ status: 'amended', subject: { reference: 'Patient/ada' } }))).toBe(
      true,
    )
    expect(permits(access, 'update', observation({}))).toBe(false)
    expect(permits(access, 'update', observation({ subject: { reference: 'Patient/ada' } }))).toBe(true)
  })

  test('is unrestricted as soon as one entry is', () => {
    const access = accessOf(
      [
        grantOf([
          { resourceType: 'Observation', criteria: 'Observation?status=final' },
          { resourceType: '*', readonly: true },
        ]),
      ],
      grace,
    )
    const reading = decide(access, { interaction: 'read', resourceType: 'Observation' })
    expect(reading).toMatchObject({ narrowing: { op: 'all', of: [] } })
    expect(permits(access, 'update', observation({ status: 'amended' }))).toBe(false)
  })

  test('needs every clause of an entry, and one value of a clause', () => {
    const access = accessOf(
      [
        grantOf([
          {
            resourceType: 'Observation',
            criteria: 'Observation?status=final,amended&code=a',
            compartment: { reference: 'Patient/ada' },
          },
        ]),
      ],
      grace,
    )
    const whole = {
      status: 'amended',
      code: { coding: [{ code: 'a' }] },
      subject: { reference: 'Patient/ada' },
    }
    expect(permits(access, 'read', observation(whole))).toBe(true)
    expect(permits(access, 'read', observation({ ...whole, status: 'preliminary' }))).toBe(false)
    expect(permits(access, 'read', observation({ ...whole, code: { coding: [{ code: 'b' }] } }))).toBe(false)
    expect(permits(access, 'read', observation({ ...whole, subject: { reference: 'Patient/eve' } }))).toBe(false)
  })
})

describe('an operation of several interactions', () => {
  test('is permitted with the narrowing of each', () => {
    const access = accessOf(
      [
        grantOf([
          { resourceType: 'Patient', readonly: true },
          { resourceType: 'Patient', criteria: 'Patient?_id=1', interaction: ['update', 'create'] },
        ]),
      ],
      grace,
    )
    const upsert = decideAll(access, {
      interactions: ['search', 'create', 'update'],
      resourceType: 'Patient',
    })
    expect(upsert).toMatchObject({
      verdict: 'permit',
      permits: {
        search: { narrowing: { op: 'all', of: [] } },
        create: { narrowing: { op: 'id', ids: ['1'] } },
        update: { narrowing: { op: 'id', ids: ['1'] } },
      },
    })
  })

  test('is denied where one of them is', () => {
    const access = accessOf([grantOf([{ resourceType: 'Patient', interaction: ['search', 'update'] }])], grace)
    const upsert = decideAll(access, {
      interactions: ['search', 'create', 'update'],
      resourceType: 'Patient',
    })
    expect(upsert).toMatchObject({
      verdict: 'deny',
      why: 'interaction_forbidden',
      hint: expect.stringContaining('create'),
    })
  })
})

describe('identity types, and the audit', () => {
  const explicit = [...closedTypes].map((resourceType) => ({ resourceType }))

  function allowed(subject: Subject, entries: WireEntry[]) {
    const access = accessOf([grantOf(entries)], subject)
    return [...closedTypes].flatMap((resourceType) =>
      every
        .filter((interaction) => decide(access, { interaction, resourceType }).verdict === 'permit')
        .map((interaction) => `${interaction} ${resourceType}`),
    )
  }

  test('are a closed list', () => {
    expect([...closedTypes].sort()).toEqual([
      'AccessPolicy',
      'AuditEvent',
      'Bot',
      'ClientApplication',
      'DomainConfiguration',
      'Login',
      'Project',
      'ProjectIdentityProvider',
      'ProjectMembership',
      'User',
      'UserConfiguration',
      'UserSecurityRequest',
    ])
  })

  test('are not covered by *', () => {
    expect(allowed(admin, [{ resourceType: '*' }])).toEqual([])
    expect(allowed(grace, [{ resourceType: '*' }])).toEqual([])
    const access = accessOf([grantOf([{ resourceType: '*' }])], admin)
    for (const resourceType of allTypes) {
      const { verdict } = decide(access, { interaction: 'update', resourceType })
      expect([resourceType, verdict]).toEqual([resourceType, closedTypes.has(resourceType) ? 'deny' : 'permit'])
    }
  })

  test('are closed to everybody else, but for reading apps and Bots that are named', () => {
    expect(allowed(grace, explicit).sort()).toEqual(
      ['read Bot', 'vread Bot', 'history Bot', 'search Bot', 'execute Bot']
        .concat(['read', 'vread', 'history', 'search'].map((interaction) => `${interaction} ClientApplication`))
        .sort(),
    )
  })

  test('are open to an administrator as far as they are named', () => {
    const managed = [
      'AccessPolicy',
      'Bot',
      'ClientApplication',
      'DomainConfiguration',
      'ProjectIdentityProvider',
      'Project',
      'ProjectMembership',
      'User',
      'UserConfiguration',
    ]
    expect(allowed(admin, explicit).sort()).toEqual(
      managed
        .flatMap((resourceType) => policyInteractions.map((interaction) => `${interaction} ${resourceType}`))
        .concat('execute Bot')
        .concat(['read', 'vread', 'history', 'search'].map((interaction) => `${interaction} AuditEvent`))
        .sort(),
    )
  })

  test('tell what was withheld', () => {
    const entries = ['Bot', 'Login', 'AuditEvent', 'AccessPolicy'].map((resourceType) => ({ resourceType }))
    const { withheld } = accessOf([grantOf([]), grantOf(entries)], grace)
    expect(withheld.map(({ grant, expression, why }) => [grant, expression, why])).toEqual([
      [1, 'AccessPolicy.resource[0]', 'needs_admin'],
      [1, 'AccessPolicy.resource[1]', 'reserved'],
      [1, 'AccessPolicy.resource[2]', 'needs_admin'],
      [1, 'AccessPolicy.resource[2]', 'append_only'],
      [1, 'AccessPolicy.resource[3]', 'needs_admin'],
    ])
    expect(withheld[0]?.interactions).toEqual(['update', 'delete', 'create'])
  })
})

describe('execute', () => {
  test('is reading a Bot, and nothing else can be executed', () => {
    const access = accessOf(
      [grantOf([{ resourceType: '*' }, { resourceType: 'Bot', criteria: 'Bot?_id=1', interaction: ['read'] }])],
      grace,
    )
    expect(decide(access, { interaction: 'execute', resourceType: 'Bot' })).toEqual({
      verdict: 'permit',
      narrowing: { op: 'id', ids: ['1'] },
    })
    for (const resourceType of ['Patient', 'ClientApplication']) {
      expect(decide(access, { interaction: 'execute', resourceType })).toMatchObject({
        why: 'interaction_forbidden',
      })
    }
  })

  test('names what a Bot policy lacks', () => {
    const access = accessOf([grantOf([{ resourceType: 'Bot', interaction: ['search'] }])], grace)
    const denial = decide(access, { interaction: 'execute', resourceType: 'Bot' })
    expect(denial).toMatchObject({
      why: 'interaction_forbidden',
      hint: expect.stringContaining('`read` on Bot'),
    })
  })
})

describe('placeholders', () => {
  const reading = (criteria: string, parameters: PolicyParameter[], subject = grace) =>
    accessOf([grantOf([{ resourceType: 'Observation', criteria, interaction: ['read'] }], parameters)], subject)

  const isOpen = (access: ReturnType<typeof reading>) =>
    decide(access, { interaction: 'read', resourceType: 'Observation' }).verdict === 'permit'

  test('%patient is the parameter, else the profile of a patient', () => {
    const of = (patient: string) => observation({ subject: { reference: `Patient/${patient}` } })
    const criteria = 'Observation?subject=%patient'
    const own = reading(criteria, [], ada)
    const given = reading(criteria, [{ name: 'patient', valueReference: { reference: 'Patient/eve' } }], ada)
    expect([permits(own, 'read', of('ada')), permits(own, 'read', of('eve'))]).toEqual([true, false])
    expect([permits(given, 'read', of('ada')), permits(given, 'read', of('eve'))]).toEqual([false, true])
  })

  test('%patient of someone who is no patient grants nothing', () => {
    const access = reading('Observation?subject=%patient', [])
    expect(isOpen(access)).toBe(false)
    expect(access.withheld).toMatchObject([
      { why: 'unbound', expression: 'AccessPolicy.resource[0]', interactions: ['read'] },
    ])
  })

  test('%profile is the profile, and no parameter takes its place', () => {
    const criteria = 'Observation?performer=%profile'
    const own = reading(criteria, [])
    expect(permits(own, 'read', observation({ performer: [{ reference: 'Practitioner/grace' }] }))).toBe(true)
    const taken = reading(criteria, [{ name: 'profile', valueReference: { reference: 'Practitioner/eve' } }])
    expect(isOpen(taken)).toBe(false)
  })

  test('names are matched whole', () => {
    const clinic = { name: 'clinic', valueString: 'a' }
    expect(isOpen(reading('Observation?code=%clinical', [clinic]))).toBe(false)
    expect(isOpen(reading('Observation?code=%clin', [clinic]))).toBe(false)
    expect(isOpen(reading('Observation?code=%Clinic', [clinic]))).toBe(false)
    expect(isOpen(reading('Observation?code=%clinic', [clinic]))).toBe(true)
    expect(isOpen(reading('Observation?code=%constructor', [clinic]))).toBe(false)
  })

  test.each<[string, PolicyParameter[]]>([
    ['no value', [{ name: 'x' }]],
    ['an empty value', [{ name: 'x', valueString: '' }]],
    ['a blank value', [{ name: 'x', valueString: ' \t' }]],
    ['two values', [{ name: 'x', valueString: 'a', valueReference: { reference: 'Patient/1' } }]],
    [
      'two parameters',
      [
        { name: 'x', valueString: 'a' },
        { name: 'x', valueString: 'a' },
      ],
    ],
    ['an empty reference', [{ name: 'x', valueReference: {} }]],
    ['an absolute reference', [{ name: 'x', valueReference: { reference: 'https://example.org/Patient/1' } }]],
    ['a versioned reference', [{ name: 'x', valueReference: { reference: 'Patient/1/_history/1' } }]],
    ['a conditional reference', [{ name: 'x', valueReference: { reference: 'Patient?name=Ada' } }]],
    ['a reference to nothing', [{ name: 'x', valueReference: { reference: 'Patient/' } }]],
  ])('with %s stand for nothing', (_, parameters) => {
    expect(isOpen(reading('Observation?code=%x', parameters))).toBe(false)
    expect(isOpen(reading('Observation?subject=Patient/1,%x', parameters))).toBe(false)
  })

  test('%name.id needs a reference', () => {
    const criteria = 'Observation?_id=%x.id'
    expect(isOpen(reading(criteria, [{ name: 'x', valueString: 'Observation/1' }]))).toBe(false)
    const access = reading(criteria, [{ name: 'x', valueReference: { reference: 'Observation/1' } }])
    expect(permits(access, 'read', observation({}))).toBe(true)
    expect(permits(access, 'read', observation({ id: '2' }))).toBe(false)
  })

  test('in a compartment need a reference', () => {
    expect(isOpen(reading('Observation?_compartment=%x', [{ name: 'x', valueString: '1' }]))).toBe(false)
    expect(isOpen(reading('Observation?_compartment=%x', [{ name: 'x', valueString: 'Patient/1' }]))).toBe(true)
  })

  test.each(['gt2024', 'ne2024', 'eq2024', '2024,2025', 'yesterday'])(
    'in a date cannot become the comparison %s',
    (text) => {
      expect(isOpen(reading('Observation?date=%x', [{ name: 'x', valueString: text }]))).toBe(false)
    },
  )

  test('that are unbound take only their entry away', () => {
    const access = accessOf(
      [
        grantOf([
          { resourceType: 'Observation', criteria: 'Observation?code=%x' },
          { resourceType: 'Observation', criteria: 'Observation?status=final' },
        ]),
      ],
      grace,
    )
    expect(permits(access, 'read', observation({}))).toBe(true)
    expect(permits(access, 'read', observation({ status: 'amended' }))).toBe(false)
  })
})

describe('the account of what is created', () => {
  const creating = (grants: WireGrant[], interaction: Interaction = 'create') =>
    decide(accessOf(grants, grace), { interaction, resourceType: 'Observation' })
  const all = [{ resourceType: 'Observation' }]

  test('goes with creating alone', () => {
    expect(creating([grantOf(all, [], 'Organization/1')])).toMatchObject({ account: 'Organization/1' })
    expect(creating([grantOf(all, [], 'Organization/1')], 'update')).not.toHaveProperty('account')
    expect(creating([grantOf(all)])).not.toHaveProperty('account')
  })

  test('is the last one among the grants that allow the creation', () => {
    const grants = [
      grantOf(all, [], 'Organization/1'),
      grantOf(all, [], 'Organization/2'),
      grantOf(all),
      grantOf([{ resourceType: 'Observation', readonly: true }], [], 'Organization/3'),
    ]
    expect(creating(grants)).toMatchObject({ account: 'Organization/2' })
  })

  test('is bound like any value', () => {
    const clinic = { name: 'clinic', valueReference: { reference: 'Organization/7' } }
    expect(creating([grantOf(all, [clinic], '%clinic')])).toMatchObject({ account: 'Organization/7' })
  })

  test.each<[string, PolicyParameter[]]>([
    ['is not bound', []],
    ['is no reference', [{ name: 'clinic', valueString: 'seven' }]],
  ])('keeps its grant from creating while it %s', (_, parameters) => {
    const grants = [grantOf(all, parameters, '%clinic')]
    expect(creating(grants)).toMatchObject({ verdict: 'deny', why: 'interaction_forbidden' })
    expect(creating(grants, 'read')).toMatchObject({ verdict: 'permit' })
    expect(accessOf(grants, grace).withheld).toMatchObject([{ expression: 'AccessPolicy.compartment', why: 'unbound' }])
    expect(creating([...grants, grantOf(all)])).toEqual({
      verdict: 'permit',
      narrowing: { op: 'all', of: [] },
    })
  })
})
