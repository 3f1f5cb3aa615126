import { describe, expect, test } from 'vitest'
import { runningVerdictOf, verdictOf } from '../test/acting.ts'
import { accessOf, compiled } from '../test/bound.ts'
import type { WireGrant } from '../test/naive.ts'
import { parseActFor } from './act-for.ts'
import { actingAccess, runningAccess } from './acting.ts'
import { decide } from './decide.ts'
import { uncovered } from './uncovered.ts'

const grantOf = (
  entry: { resourceType: string; interaction?: string[]; criteria?: string },
  account?: string,
): WireGrant => ({
  policy: {
    resourceType: 'AccessPolicy',
    resource: [entry],
    ...(account !== undefined && { compartment: { reference: account } }),
  },
  parameters: [],
})
const client = { profile: 'ClientApplication/1', admin: true }
const person = { profile: 'Practitioner/1', admin: false }

describe('a client that acts for a person', () => {
  test('does what it, the person and the scope allow, and nothing else', () => {
    expect(verdictOf(1_500)).toBe('holds')
  })

  test('finds what the policies of both let it find', () => {
    const foundBy = (one?: string, other?: string): string => {
      const of = (status?: string): readonly WireGrant[] => [
        grantOf({ resourceType: 'Task', ...(status !== undefined && { criteria: `Task?status=${status}` }) }),
      ]
      const access = actingAccess(accessOf(of(one), client), accessOf(of(other), person))
      const decision = decide(access, { interaction: 'search', resourceType: 'Task' })
      return decision.verdict === 'deny' ? 'none' : JSON.stringify(decision.narrowing)
    }
    expect(foundBy()).not.toContain('requested')
    expect(foundBy('requested')).toContain('requested')
    expect(foundBy(undefined, 'requested')).toContain('requested')
    expect(foundBy('requested', 'accepted')).toMatch(/requested.*accepted/)
  })

  test('says whose policy is missing', () => {
    const [patients, tasks] = [grantOf({ resourceType: 'Patient' }), grantOf({ resourceType: 'Task' })]
    const access = actingAccess(accessOf([patients], client), accessOf([tasks], person))
    expect(decide(access, { interaction: 'read', resourceType: 'Task' })).toMatchObject({
      verdict: 'deny',
      hint: expect.stringMatching(/^The client that acts may not do this itself\./),
    })
    expect(decide(access, { interaction: 'read', resourceType: 'Patient' })).toMatchObject({
      verdict: 'deny',
      hint: expect.stringMatching(/^The person for whom the client acts may not do this\./),
    })
    expect(decide(actingAccess(accessOf([], client), accessOf([tasks], person)), TASK)).toMatchObject({
      why: 'no_policy',
    })
  })

  test('creates in the account that one of them names, and in none if they name two', () => {
    const accountOf = (one?: string, other?: string): string | undefined => {
      const of = (account?: string): readonly WireGrant[] => [grantOf({ resourceType: 'Task' }, account)]
      const decision = decide(actingAccess(accessOf(of(one), client), accessOf(of(other), person)), {
        interaction: 'create',
        resourceType: 'Task',
      })
      return decision.verdict === 'deny' ? 'none' : decision.account
    }
    expect(accountOf()).toBeUndefined()
    expect(accountOf('Organization/1')).toBe('Organization/1')
    expect(accountOf(undefined, 'Organization/2')).toBe('Organization/2')
    expect(accountOf('Organization/1', 'Organization/1')).toBe('Organization/1')
    expect(accountOf('Organization/1', 'Organization/2')).toBe('none')
  })

  test('holds nothing that it could grant on', () => {
    const all = grantOf({ resourceType: '*' })
    const access = actingAccess(accessOf([all], client), accessOf([all], person))
    const policy = compiled({
      resourceType: 'AccessPolicy',
      resource: [{ resourceType: 'Task', interaction: ['read'] }],
    })
    expect(uncovered(access, policy)).toHaveLength(1)
  })
})

describe('a Bot that runs with its caller’s rights', () => {
  test('does what it, the caller and the scope allow, and nothing with the closed types', () => {
    expect(runningVerdictOf(1_500)).toBe('holds')
  })

  test('touches no closed type, though both may, and says so', () => {
    const all = [grantOf({ resourceType: 'AccessPolicy' }), grantOf({ resourceType: 'Bot' })]
    const [bot, caller] = [accessOf(all, { profile: 'Bot/1', admin: true }), accessOf(all, client)]
    for (const resourceType of ['AccessPolicy', 'Bot', 'AuditEvent'])
      for (const interaction of ['read', 'create', 'execute'] as const)
        expect(decide(runningAccess(bot, caller), { interaction, resourceType })).toMatchObject({
          verdict: 'deny',
          hint: expect.stringMatching(/never touches this type/),
        })
    expect(decide(bot, { interaction: 'create', resourceType: 'AccessPolicy' }).verdict).toBe('permit')
  })
})

const TASK = { interaction: 'read', resourceType: 'Task' } as const

describe('actFor', () => {
  test.each([
    [[{ how: 'asserted' }], 'names_everybody', 'actFor[0]'],
    [[{ how: 'proven', profileType: [], group: [] }], 'names_everybody', 'actFor[0]'],
    [[{ how: 'asserted', profileType: ['Patient', 'Practitioner', 'RelatedPerson'] }], 'names_everybody', 'actFor'],
    [
      [
        { how: 'asserted', profileType: ['Patient', 'Practitioner'] },
        { how: 'proven', profileType: ['RelatedPerson'] },
      ],
      'names_everybody',
      'actFor',
    ],
    [[{ how: 'asserted', profileType: ['Device'] }], 'names_nobody', 'actFor[0].profileType'],
    [[{ how: 'asserted', group: [{ reference: 'Practitioner/1' }] }], 'names_nobody', 'actFor[0].group'],
    [[{ how: 'asserted', group: [{ display: 'x' }] }], 'names_nobody', 'actFor[0].group'],
    [[{ how: 'asserted', criteria: 'Observation?code=x' }], 'names_nobody', 'actFor[0].criteria'],
    [
      [{ how: 'asserted', profileType: ['Patient'], criteria: 'Practitioner?_id=1' }],
      'names_nobody',
      'actFor[0].criteria',
    ],
    [[{ how: 'asserted', criteria: 'Practitioner?' }], 'malformed_criteria', 'actFor[0].criteria'],
    [[{ how: 'asserted', criteria: 'Practitioner?nonsense=1' }], 'malformed_criteria', 'actFor[0].criteria'],
    [[{ how: 'asserted', criteria: 'Practitioner?_id=%profile.id' }], 'malformed_criteria', 'actFor[0].criteria'],
    [[{ how: 'asserted', criteria: 'Practitioner?_id=%word' }], 'malformed_criteria', 'actFor[0].criteria'],
    [Array.from({ length: 21 }, () => ({ how: 'asserted', profileType: ['Patient'] })), 'too_many', 'actFor'],
  ])('is refused: %j', (items, code, at) => {
    const read = parseActFor(items as Parameters<typeof parseActFor>[0])
    expect(read).toMatchObject({ ok: false, refusal: { code, expression: `ProjectMembership.${at}` } })
    expect(read.ok ? '' : read.refusal.text).toMatch(/\.$|…$/)
  })

  test('takes a type, a group, a criteria, and all of them', () => {
    const read = parseActFor([
      { how: 'asserted', profileType: ['Practitioner'] },
      { how: 'proven', group: [{ reference: 'Group/1' }] },
      {
        how: 'proven',
        profileType: ['Patient', 'Practitioner'],
        group: [{ reference: 'Group/1' }],
        criteria: 'Patient?active=true',
      },
    ])
    expect(read.ok && read.value.map(({ types }) => types)).toEqual([
      ['Practitioner'],
      ['Patient', 'Practitioner', 'RelatedPerson'],
      ['Patient'],
    ])
  })
})
