import type { IdentityProviderClaimRule } from '@damson/fhir'
import { describe, expect, test } from 'vitest'
import { decideByClaims, doesTellWho } from './claims.ts'

const refuses = (claim: string, value: string, claims: object): boolean =>
  decideByClaims({ claimRule: [{ claim, value, refuse: true, optional: true }] }, { ...claims }).problem !== undefined

describe('the claim of a rule', () => {
  test.each<[string, string, object]>([
    ['acr', 'high', { acr: 'high' }],
    ['amr', 'mfa', { amr: ['pwd', 'mfa'] }],
    ['device.posture', 'unmanaged', { device: { posture: 'unmanaged' } }],
    ['realm_access.roles', 'blocked', { realm_access: { roles: ['staff', 'blocked'] } }],
    ['https://x.example/groups', 'Staff', { 'https://x.example/groups': ['Staff'] }],
    ['device.posture', 'flat', { 'device.posture': 'flat', device: { posture: 'nested' } }],
  ])('%s that is %s is found by its whole name, or else by its path', (claim, value, claims) => {
    expect(refuses(claim, value, claims)).toBe(true)
  })

  test.each<[string, string, object]>([
    ['device.posture', 'nested', { 'device.posture': 'flat', device: { posture: 'nested' } }],
    ['device.posture', 'unmanaged', { device: [{ posture: 'unmanaged' }] }],
    ['device.posture', 'unmanaged', { device: 'unmanaged' }],
    ['device.constructor.name', 'Object', { device: {} }],
    ['roles.length', '1', { roles: ['x'] }],
    ['a.b', 'undefined', {}],
  ])('%s that is %s is not found in %j', (claim, value, claims) => {
    expect(refuses(claim, value, claims)).toBe(false)
  })
})

describe('a claim that is absent', () => {
  type Follows = Omit<IdentityProviderClaimRule, 'claim' | 'value'>
  const problem = (follows: Follows): string | undefined =>
    decideByClaims({ claimRule: [{ claim: 'groups', value: 'Staff', ...follows }] }, { sub: '1' }).problem

  test.each<Follows>([
    { refuse: true },
    { profileType: 'Patient' },
    { accessPolicy: { reference: 'AccessPolicy/1' } },
    { accessPolicy: { reference: 'AccessPolicy/1' }, optional: false },
  ])('lets nobody in where the rule says %j', (follows) => {
    expect(problem(follows)).toMatch(/needs the claim "groups"/)
  })

  test.each<Follows>([
    { secondFactor: true },
    { refuse: true, optional: true },
    { profileType: 'Patient', optional: true },
  ])('is as good as another value where the rule says %j', (follows) => {
    expect(problem(follows)).toBeUndefined()
  })

  test('is asked of userinfo, whatever follows from it', () => {
    const settings = { claimRule: [{ claim: 'device.posture', value: 'managed', optional: true }] }
    expect(doesTellWho(settings, { email: 'a@example.org' })).toBe(false)
    expect(doesTellWho(settings, { email: 'a@example.org', device: { posture: 'x' } })).toBe(true)
  })
})
