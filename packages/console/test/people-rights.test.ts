/** What a person may do, as their page changes it. Which of it the API takes is asked of the server in actions.full.test.ts. */
import type { ProjectMembership } from '@damson/sdk'
import { describe, expect, test } from 'vitest'
import { givenBy, isCovered, ROLES, roleOf, withRights } from '../src/views/people/roles.ts'

const membership: ProjectMembership = {
  resourceType: 'ProjectMembership',
  project: { reference: 'Project/1' },
  user: { reference: 'User/1' },
  profile: { reference: 'Practitioner/1' },
  accessPolicy: { reference: 'AccessPolicy/1' },
  access: [{ policy: { reference: 'AccessPolicy/2' } }],
  externalId: 'x',
}
const { access: more = [] } = membership
const nothing = { policy: '', more, role: 'none', mfaRequired: false } as const

describe('the rights of a member', () => {
  test('are changed, and nothing else of the membership', () => {
    const { accessPolicy: _policy, ...rest } = membership
    expect(withRights(membership, nothing)).toEqual(rest)
    const all = { policy: 'AccessPolicy/3', more, role: 'help-desk', mfaRequired: true } as const
    expect(withRights({ ...membership, admin: true, adminRole: 'owner' }, all)).toEqual({
      ...membership,
      accessPolicy: { reference: 'AccessPolicy/3' },
      adminRole: 'help-desk',
      mfaRequired: true,
    })
    // An owner has the flag, and no other role has it.
    expect(withRights({ ...membership, adminRole: 'help-desk' }, { ...nothing, role: 'owner' })).toEqual({
      ...rest,
      admin: true,
    })
  })

  test('keep a role as it is written where it is not changed: the flag alone, or with its name', () => {
    for (const written of [{ admin: true }, { admin: true, adminRole: 'owner' } as const])
      expect(withRights({ ...membership, ...written }, { ...nothing, role: 'owner' })).toMatchObject(written)
    expect(withRights({ ...membership, admin: true }, { ...nothing, role: 'owner' })).not.toHaveProperty('adminRole')
  })

  test('are changed by those whose role covers all that the person has', () => {
    const own = { ...membership, id: 'a', user: { reference: 'User/own' } }
    const by = (role: Parameters<typeof isCovered>[0]['role']) => ({ role, membership: own })
    const has = (more: object) => ({ user: { reference: 'User/1' }, ...more })
    expect(isCovered(by('owner'), [has({ admin: true }), own])).toBe(true)
    expect(isCovered(by('identity-administrator'), [has({}), has({ adminRole: 'help-desk' })])).toBe(true)
    expect(isCovered(by('identity-administrator'), [has({}), has({ admin: true })])).toBe(false)
    expect(isCovered(by('identity-administrator'), [has({ adminRole: 'deployer' })])).toBe(false)
    expect(isCovered(by('identity-administrator'), [own])).toBe(false)
    expect(isCovered(by('help-desk'), [has({})])).toBe(true)
    expect(isCovered(by('help-desk'), [has({ adminRole: 'help-desk' })])).toBe(false)
  })

  test('offer a role to those who may give it', () => {
    expect(givenBy({ role: 'owner' })).toEqual(ROLES)
    expect(givenBy({ role: 'identity-administrator' })).toEqual(['none', 'help-desk', 'app-developer'])
    expect(givenBy({ role: 'help-desk' })).toEqual(['none'])
    expect(
      ROLES.map((role) => roleOf({ user: {}, ...(role === 'owner' ? { admin: true } : { adminRole: role }) } as never)),
    ).toEqual(ROLES)
  })
})
