import {
  type IdentityProvider,
  PERSONAS,
  type PersonaName,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Federated, signInWith, startFederated, tokensOf } from './external.ts'

let federated: Federated
const providers = new Map<string, IdentityProvider>()
beforeAll(async () => {
  federated = await startFederated()
  for (const like of Object.keys(PERSONAS) as PersonaName[])
    providers.set(
      like,
      await startIdentityProvider(like, { redirectUris: [`${federated.world.baseUrl}auth/external`] }),
    )
})
afterAll(async () => {
  for (const provider of providers.values()) await provider.stop()
  await federated.world.close()
})

const named = (like: string): IdentityProvider => {
  const provider = providers.get(like)
  if (provider === undefined) throw new Error(like)
  return provider
}

describe('somebody who was invited signs in with', () => {
  test.each<[string, string, object, object]>([
    [
      'auth0',
      'by e-mail',
      { emailDomain: ['clinic.example'], profileType: ['Practitioner'] },
      { email: 'ada@clinic.example' },
    ],
    [
      'okta',
      'by e-mail',
      { emailDomain: ['hospital.example'], profileType: ['Practitioner'] },
      { email: 'ada@hospital.example' },
    ],
    [
      'google',
      'by e-mail',
      { emailDomain: ['practice.example'], profileType: ['Practitioner'], hostedDomain: ['practice.example'] },
      { email: 'ada@practice.example' },
    ],
    ['cognito', 'by subject', { identitySource: 'subject' }, {}],
    ['entra', 'by subject', { identitySource: 'subject' }, {}],
    ['phone', 'by subject', { identitySource: 'subject' }, {}],
  ])('%s %s', async (like, _, config, invitation) => {
    const provider = named(like)
    const app = await federated.app(provider, config)
    const known =
      'email' in invitation
        ? invitation
        : { externalId: provider.person('ada').subject, externalIdIssuer: provider.issuer }
    const { body: membership } = await federated.invite(known)
    const browser = federated.browser()
    const arrived = await signInWith(federated, browser, app, provider, 'ada')
    expect(arrived.visit.location, arrived.visit.heading).toMatch(/^https:\/\/app\.example\.org\/callback\?/)
    expect(arrived.state).toBe('of-the-app')
    const tokens = await tokensOf(federated, app, arrived)
    expect(tokens.body.profile).toEqual(membership.profile)
  })
})
