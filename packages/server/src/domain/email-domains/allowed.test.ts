import { describe, expect, test } from 'vitest'
import { type ClientRule, type DomainRule, methodProblem } from './allowed.ts'

const OWN: ClientRule = { signIn: 'own', providerKeys: [] }
const EXTERNAL: ClientRule = { signIn: 'external', providerKeys: ['client:a'] }
const BOTH: ClientRule = { signIn: 'both', providerKeys: ['client:a'] }
const PROVEN: DomainRule = { id: 'd', domain: 'myhospital.org', status: 'proven', providerKey: 'domain:d' }
const SUSPENDED: DomainRule = { ...PROVEN, status: 'suspended' }
const WAYS = [undefined, 'client:a', 'client:b', 'domain:d', 'domain:e', 'server:google'] as const

/** Which ways may be used, of all there are. */
const allowed = (client: ClientRule | undefined, domain?: DomainRule, isEmergency = false): readonly unknown[] =>
  WAYS.filter((providerKey) => methodProblem({ providerKey, client, domain, isEmergency }) === undefined)

describe('of the ways to sign in', () => {
  test('an app with its own sign-in takes Damson’s alone', () => {
    expect(allowed(OWN)).toEqual([undefined])
  })

  test('an app with a provider alone takes that one', () => {
    expect(allowed(EXTERNAL)).toEqual(['client:a'])
  })

  test('an app that takes only a provider, and has none, lets nobody in', () => {
    expect(allowed({ signIn: 'external', providerKeys: [] })).toEqual([])
  })

  test('an app with both takes Damson’s, its provider and the operator’s, and no other app’s or domain’s', () => {
    expect(allowed(BOTH)).toEqual([undefined, 'client:a', 'server:google'])
    expect(allowed(undefined)).toEqual([undefined, 'server:google'])
  })

  test('an app with several providers takes each of them, and no other', () => {
    const several: ClientRule = { signIn: 'external', providerKeys: ['client:a', 'provider:p'] }
    const at = (providerKey: string | undefined) =>
      methodProblem({ providerKey, client: several, domain: undefined, isEmergency: false })
    expect([at('client:a'), at('provider:p')]).toEqual([undefined, undefined])
    // Where there is a choice, nobody is sent to one of them.
    for (const other of ['provider:q', 'client:b', 'server:google', undefined])
      expect(at(other), other).toEqual({ why: 'client_provider', providerKey: undefined })
  })

  test.each([[OWN], [EXTERNAL], [BOTH], [undefined]])(
    'an enforced domain takes its own alone, whatever the app takes',
    (client) => {
      expect(allowed(client, PROVEN)).toEqual(['domain:d'])
    },
  )

  test.each([[OWN], [EXTERNAL], [BOTH], [undefined]])(
    'a suspended domain takes none, whatever the app takes',
    (client) => {
      expect(allowed(client, SUSPENDED)).toEqual([])
    },
  )

  test('the emergency account has Damson’s own, where the app has it', () => {
    for (const domain of [PROVEN, SUSPENDED]) {
      expect(allowed(undefined, domain, true)).toContain(undefined)
      expect(allowed(OWN, domain, true)).toContain(undefined)
      expect(allowed(EXTERNAL, domain, true)).not.toContain(undefined)
    }
    expect(allowed(BOTH, SUSPENDED, true)).toEqual([undefined])
    expect(allowed(BOTH, PROVEN, true)).toEqual([undefined, 'domain:d'])
  })

  test('a domain’s provider may vouch for people of another address where the app takes more than its own way', () => {
    const at = (client: ClientRule | undefined, vouching: DomainRule, domain?: DomainRule) =>
      methodProblem({ providerKey: 'domain:d', client, domain, vouching, isEmergency: false })?.why
    expect([at(undefined, PROVEN), at(BOTH, PROVEN)]).toEqual([undefined, undefined])
    expect([at(OWN, PROVEN), at(EXTERNAL, PROVEN)]).toEqual(['client_own', 'client_provider'])
    expect(at({ signIn: 'external', providerKeys: [] }, PROVEN)).toBe(undefined)
    expect(at(BOTH, SUSPENDED)).toBe('foreign_provider')
    expect(at(BOTH, { ...PROVEN, id: 'e', providerKey: 'domain:e' })).toBe('foreign_provider')
    expect(at(BOTH, PROVEN, { ...PROVEN, id: 'e', providerKey: 'domain:e' })).toBe('domain_provider')
  })

  test('a refusal names the provider that may be used instead, if there is one', () => {
    const at = (client: ClientRule | undefined, domain?: DomainRule, providerKey?: string) =>
      methodProblem({ providerKey, client, domain, isEmergency: false })
    expect(at(EXTERNAL)).toEqual({ why: 'client_provider', providerKey: 'client:a' })
    expect(at(EXTERNAL, PROVEN)).toEqual({ why: 'domain_provider', providerKey: 'domain:d' })
    expect(at(BOTH, SUSPENDED)).toEqual({ why: 'domain_suspended', providerKey: undefined })
    expect(at(OWN, undefined, 'server:google')).toEqual({ why: 'client_own', providerKey: undefined })
    expect(at(OWN, undefined, 'site:p:g')).toEqual({ why: 'client_own', providerKey: undefined })
    expect(at(BOTH, undefined, 'site:p:g')).toBeUndefined()
    expect(at(BOTH, undefined, 'domain:d')).toEqual({ why: 'foreign_provider', providerKey: 'client:a' })
  })
})
