import { describe, expect, test } from 'vitest'
import { decideByClaims } from './claims.ts'

const refuses = (claim: string, value: string, claims: object): boolean =>
  decideByClaims({ claimRule: [{ claim, value, refuse: true }] }, { ...claims }).refusedFor === claim

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
