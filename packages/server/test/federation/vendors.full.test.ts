import { type Answer, storesUnderTest } from '@damson/testkit'
import {
  type IdentityProvider,
  PERSONAS,
  type PersonaName,
  startIdentityProvider,
} from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, must } from '../identity/steps.ts'
import { type App, type Arrived, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

describe.each(storesUnderTest())('somebody who was invited signs in on %s with', (store) => {
  let federated: Federated
  const providers = new Map<string, IdentityProvider>()
  beforeAll(async () => {
    federated = await startFederated({ store })
    for (const like of Object.keys(PERSONAS) as PersonaName[]) providers.set(like, await started(like))
  })
  afterAll(async () => {
    for (const provider of providers.values()) await provider.stop()
    await federated.world.close()
  })

  const redirectUris = ['http://localhost/none']
  const started = (like: PersonaName, more: object = {}): Promise<IdentityProvider> =>
    startIdentityProvider(like, { redirectUris, ...more })
  const named = (like: string): IdentityProvider => {
    const provider = providers.get(like)
    if (provider === undefined) throw new Error(like)
    return provider
  }
  const arrive = (at: App, provider: IdentityProvider, person: string): Promise<Arrived> =>
    signInWith(federated, federated.browser(), at, provider, person)
  const profileOf = async (at: App, provider: IdentityProvider, person: string): Promise<string> =>
    (await tokensOf(federated, at, await arrive(at, provider, person))).body.profile.reference
  const read = async (path: string): Promise<Answer['body']> =>
    must(await federated.world.call(`fhir/R4/${path}`, { token: federated.owner.token })).body
  async function expectRefused(at: App, provider: IdentityProvider, person: string, heading: RegExp): Promise<void> {
    const before = await federated.written()
    const { visit, code } = await arrive(at, provider, person)
    expect([code, visit.heading]).toEqual(['', expect.stringMatching(heading)])
    expect(await federated.written()).toBe(before)
  }

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

  test.each<[PersonaName, string, string, object]>([
    ['auth0', 'https://example.com/roles', 'clinician', {}],
    ['okta', 'groups', 'Clinicians', { scope: 'groups' }],
  ])('%s, whose claim %s chooses their place and their policy', async (like, claim, value, more) => {
    const domain = `${like}.rules.example`
    const provider = await started(like, { domain })
    const accessPolicy = {
      reference: await federated.world.actors.policy(federated.owner, [
        { resourceType: 'Observation', readonly: true },
      ]),
    }
    const patients = value === 'Clinicians' ? 'Patients' : 'patient'
    const at = await federated.app(provider, {
      ...more,
      emailDomain: [domain],
      profileType: ['Practitioner', 'Patient'],
      claimRule: [
        { claim, value, profileType: 'Practitioner', accessPolicy },
        { claim, value: patients, profileType: 'Patient' },
      ],
    })
    const membershipOf = async (person: string, resourceType: string): Promise<{ id: string; profile: string }> => {
      const fields = { email: `${person}@${domain}`, resourceType, scope: 'project', forceNewMembership: true }
      const { body } = await federated.invite(fields)
      return { id: body.id, profile: body.profile.reference }
    }
    const [asPatient, asStaff] = [await membershipOf('ada', 'Patient'), await membershipOf('ada', 'Practitioner')]
    const ben = await membershipOf('ben', 'Patient')
    const before = await read(`ProjectMembership/${asPatient.id}`)
    expect(await profileOf(at, provider, 'ada')).toBe(asStaff.profile)
    expect((await read(`ProjectMembership/${asStaff.id}`)).accessPolicy).toEqual(accessPolicy)
    expect((await read(`ProjectMembership/${asPatient.id}`)).accessPolicy).toEqual(before.accessPolicy)
    expect(await profileOf(at, provider, 'ben')).toBe(ben.profile)
    // Somebody of neither kind is still asked for a verified address.
    await expectRefused(at, provider, 'eve', /not confirmed/)
    // What the provider says no more counts no more, and what another claim says never did.
    provider.change('ada', { [claim]: ['Everyone'], roles: [value], [`${claim}s`]: [value] })
    const { visit, code } = await arrive(at, provider, 'ada')
    expect([code, (await federated.browser().follow(visit)).location.startsWith('https://app')]).toEqual(['', false])
    await provider.stop()
  })

  test.each<[PersonaName, readonly string[]]>([
    ['entra', ['ada', 'eve']],
    ['cognito', ['ada', 'ben', 'eve']],
  ])('%s never by an address, since it calls none verified', async (like, people) => {
    const domain = `${like}.unverified.example`
    const provider = await started(like, { domain })
    for (const name of ['ada', 'ben']) await federated.invite({ email: `${name}@${domain}` })
    const at = await federated.app(provider, { emailDomain: [domain], profileType: ['Practitioner'] })
    for (const person of people) await expectRefused(at, provider, person, /not confirmed/)
    const { rows } = await federated.world.store.db.query({
      sql: 'select i.id from identities i join users u on u.id = i.user_id where u.email like $1',
      params: [`%@${domain}`],
    })
    expect(rows).toEqual([])
    await provider.stop()
  })

  test('Entra as who they are, whatever address is written into their account', async () => {
    const domain = 'entra.changed.example'
    const provider = await started('entra', { domain })
    const at = await federated.app(provider, {
      identitySource: 'subject',
      emailDomain: [domain],
      profileType: ['Practitioner'],
    })
    const known = (person: string): object => ({
      externalId: provider.person(person).subject,
      externalIdIssuer: provider.issuer,
    })
    const { body: ada } = await federated.invite({ ...known('ada'), email: `ada@${domain}` })
    const { body: chief } = await federated.invite({ email: `chief@${domain}` })
    expect(await profileOf(at, provider, 'ada')).toBe(ada.profile.reference)
    // Eve's says that she is Ada, and nobody knows her by her subject.
    await expectRefused(at, provider, 'eve', /You don’t have an account here yet/)
    for (const changes of [{ email: `chief@${domain}` }, { email: `chief@${domain}`, email_verified: true }]) {
      provider.change('ada', changes)
      expect(await profileOf(at, provider, 'ada')).toBe(ada.profile.reference)
      provider.change('eve', changes)
      await expectRefused(at, provider, 'eve', /You don’t have an account here yet/)
    }
    const { rows } = await federated.world.store.db.query({
      sql: `select i.id from identities i join memberships m on m.user_id = i.user_id where m.id = $1`,
      params: [chief.id],
    })
    expect(rows).toEqual([])
    await provider.stop()
  })

  test('one that is told by the wire’s older word useSubject that its subjects are people', async () => {
    const provider = await started('cognito')
    const externalIdIssuer = provider.issuer
    const { body } = await federated.invite({ externalId: provider.person('ada').subject, externalIdIssuer })
    const mapping = { identityMappingMode: 'project-membership-external-id' }
    for (const config of [{ useSubject: true }, { useSubject: true, ...mapping }]) {
      const at = await federated.app(provider, config)
      expect(await profileOf(at, provider, 'ada')).toBe(body.profile.reference)
      await expectRefused(at, provider, 'ben', /You don’t have an account here yet/)
    }
    // Without the word it is the address that counts, which this one does not call verified.
    const byEmail = { useSubject: false, emailDomain: ['patients.example'], profileType: ['Practitioner'] }
    await federated.invite({ email: 'ben@patients.example' })
    await expectRefused(await federated.app(provider, byEmail), provider, 'ben', /not confirmed/)
    await provider.stop()
  })

  test('one that takes no PKCE, where the app’s own is as it was', async () => {
    const domain = 'no-pkce.example'
    const provider = await started('google', { domain })
    const { body } = await federated.invite({ email: `ada@${domain}` })
    const at = await federated.app(provider, { usePkce: false, emailDomain: [domain], profileType: ['Practitioner'] })
    const browser = federated.browser()
    const { location } = await browser.open(at.start().url)
    const asked = new URL(location).searchParams
    expect([asked.get('code_challenge'), asked.get('code_challenge_method')]).toEqual([null, null])
    for (const name of ['state', 'nonce']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    const arrived = await arrive(at, provider, 'ada')
    const form = {
      grant_type: 'authorization_code',
      code: arrived.code,
      client_id: at.id,
      code_verifier: 'x'.repeat(43),
    }
    expect((await federated.world.call('oauth2/token', { form })).status).toBe(400)
    const tokens = await tokensOf(federated, at, await arrive(at, provider, 'ada'))
    expect(tokens.body.profile).toEqual(body.profile)
    expect(claimsOf(tokens.body.access_token)).toMatchObject({ client_id: at.id })
    await provider.stop()
  })
})
