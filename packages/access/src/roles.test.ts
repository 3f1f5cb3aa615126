import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import { decide } from './decide.ts'
import { type Access, effectiveAccess } from './effective-access.ts'
import { parsePolicy } from './parse-policy.ts'
import { administratorRoles, rolePolicy } from './roles.ts'
import { adminPolicy, adminPolicyWithoutCharts, type PolicyResource } from './shipped.ts'
import { uncovered } from './uncovered.ts'

const PROJECT = '2f1c9a4e-5d0b-4d0e-9d0e-0b9a4e2f1c9a'
const NAMED = administratorRoles.filter((role) => role !== 'owner')

function compiled(policy: PolicyResource): ReturnType<typeof compile> {
  const parsed = parsePolicy(policy)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal))
  return compile(parsed.value)
}
const held = (policy: PolicyResource, admin: boolean, byRole = false): Access =>
  effectiveAccess([{ policy: compiled(policy), parameters: [], byRole }], { profile: 'Practitioner/1', admin })
const verdict = (access: Access, interaction: 'read' | 'create', resourceType: string): string =>
  decide(access, { interaction, resourceType }).verdict

describe('the policy of a role', () => {
  test.each(NAMED)('of %s is within what an owner holds, and has no charts', (role) => {
    const owner = held(adminPolicy(PROJECT), true)
    expect(uncovered(owner, compiled(rolePolicy(role, PROJECT)))).toEqual([])
    const own = held(rolePolicy(role, PROJECT), false, true)
    for (const type of ['Patient', 'Observation', 'Encounter']) expect(verdict(own, 'read', type)).toBe('deny')
  })

  test('counts only as that of a role: as a stored policy it gives an ordinary member nothing of it', () => {
    const policy = rolePolicy('identity-administrator', PROJECT)
    expect(verdict(held(policy, false, true), 'create', 'ProjectMembership')).toBe('permit')
    expect(verdict(held(policy, false), 'create', 'ProjectMembership')).toBe('deny')
  })

  test('does not raise what another policy of the same member says', () => {
    const [policy, role] = [compiled(adminPolicy(PROJECT)), compiled(rolePolicy('deployer', PROJECT))]
    const access = effectiveAccess(
      [
        { policy, parameters: [] },
        { policy: role, parameters: [], byRole: true },
      ],
      { profile: 'Practitioner/1', admin: false },
    )
    expect(verdict(access, 'create', 'Bot')).toBe('permit')
    expect(verdict(access, 'create', 'AccessPolicy')).toBe('deny')
  })
})

test('an administrator without charts reads no record, and administers as others do', () => {
  const access = held(adminPolicyWithoutCharts(PROJECT), true)
  for (const type of ['Patient', 'Observation', 'Binary', 'RelatedPerson'])
    expect(verdict(access, 'read', type)).toBe('deny')
  for (const type of ['AccessPolicy', 'ProjectMembership', 'AuditEvent', 'Practitioner'])
    expect(verdict(access, 'read', type)).toBe('permit')
})
