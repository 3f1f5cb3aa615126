/** For whom a provider speaks, and whom it chooses or makes: what other files show of refusals is completed here. */
import { type Answer, type Owner, storesUnderTest } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf, follow, must, PASSWORD, verdict } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { tried } from './domain-clinic.ts'
import {
  APP,
  type App,
  type Arrived,
  answerIn,
  callbackOf,
  configOf,
  type Federated,
  signInWith,
  startFederated,
  tokensOf,
} from './external.ts'

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const PAGE = 'https://app.example.org'
const EXCHANGES = { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', EXCHANGE] }
const STAFF = { emailDomain: ['clinic.example'], profileType: ['Practitioner'] }
const ADMIN = { email: 'root@clinic.example', password: 'the password of the administrator' }
const OPERATORS = 'DAMSON_FEDERATION_PROVIDERS'
let serial = 0

describe.each(storesUnderTest())('for whom a provider speaks, on %s', (store) => {
  const zone = new Map<string, readonly string[]>()
  let federated: Federated
  let provider: HostileProvider
  /** Of another project. */
  let other: Owner
  beforeAll(async () => {
    provider = await startHostileProvider({ redirectUris: ['http://localhost/none'] })
    const env = {
      DAMSON_ADMIN_EMAIL: ADMIN.email,
      DAMSON_ADMIN_PASSWORD: ADMIN.password,
      [OPERATORS]: JSON.stringify({ everywhere: configOf(provider, STAFF) }),
    }
    federated = await startFederated({ store, env, readTxt: (name) => Promise.resolve(zone.get(name) ?? []) })
    provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/server/everywhere`)
    other = await federated.world.actors.owner()
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const as = (path: string, options: object = {}, { token } = federated.owner): Promise<Answer> =>
    federated.world.call(path, { token, ...options })
  const fresh = (domain = 'clinic.example'): string => `person-${(serial += 1)}@${domain}`
  const verified = (email: string, more: object = {}) => ({ sub: `sub-${email}`, email, email_verified: true, ...more })

  /** Signs in somebody of whom the provider says this. */
  async function arrive(at: App, says: object, wanted?: string, browser = federated.browser()): Promise<Arrived> {
    provider.misbehave({ idToken: { ...says }, userinfo: { ...says } })
    try {
      return await signInWith(federated, browser, at, provider, 'mallory', { provider: wanted })
    } finally {
      provider.behave()
    }
  }
  const signedIn = async (at: App, says: object, wanted?: string): Promise<Answer['body']> =>
    (await tokensOf(federated, at, await arrive(at, says, wanted))).body
  async function unchanged<Of>(work: () => Promise<Of>): Promise<Of> {
    const before = await federated.written()
    const done = await work()
    expect(await federated.written()).toBe(before)
    return done
  }
  /** An app of somebody else's project. */
  async function appOf(owner: Pick<Owner, 'project' | 'token'>, fields: object = {}): Promise<App> {
    const json = { name: 'Theirs', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true, redirectUris: [APP] }
    const options = { json: { ...json, ...EXCHANGES, ...fields }, token: owner.token }
    const { body } = must(await federated.world.call(`admin/projects/${owner.project}/client`, options))
    provider.allowRedirectUri(callbackOf(federated.world.baseUrl, body.id))
    const { start } = await federated.app(undefined)
    return { id: body.id, start: (changes) => start({ client_id: body.id, ...changes }) }
  }
  async function exchange(at: App, says: object): Promise<Answer> {
    provider.misbehave({ idToken: { ...says }, userinfo: { ...says } })
    const { id_token: token } = await provider.tokensFor('mallory')
    provider.behave()
    const type = 'urn:ietf:params:oauth:token-type:id_token'
    const form = { grant_type: EXCHANGE, client_id: at.id, subject_token: token, subject_token_type: type }
    return federated.world.call('oauth2/token', { form, headers: { Origin: PAGE } })
  }
  /** A domain of the project, proven and tried. */
  async function domain(): Promise<{ readonly id: string; readonly name: string; enforce(): Promise<Answer> }> {
    const name = `hospital-${(serial += 1)}.org`
    const at = `admin/projects/${federated.owner.project}/domain`
    const identityProvider = configOf(provider, { profileType: ['Practitioner'] })
    const { body } = must(await as(at, { json: { domain: name, identityProvider } }))
    zone.set(body.record.name, [body.record.value])
    must(await as(`${at}/${body.id}/verify`, { json: {} }))
    await tried(federated.world, `domain:${body.id}`)
    provider.allowRedirectUri(`${federated.world.baseUrl}auth/external/domain/${body.id}`)
    const enforce = async (): Promise<Answer> =>
      must(await as(`${at}/${body.id}/enforce`, { json: { enforced: true } }))
    return { id: body.id, name, enforce }
  }

  test('is never an administrator of the server: by no provider and no route into their project', async () => {
    const { world } = federated
    const { body } = must(await world.actors.signIn(ADMIN.email, ADMIN.password))
    const root = { project: body.project.reference.split('/')[1], token: body.access_token }
    const invited = { resourceType: 'Practitioner', firstName: 'New', lastName: 'Root', admin: true }
    const email = fresh()
    must(await world.call(`admin/projects/${root.project}/invite`, { json: { ...invited, email }, token: root.token }))
    const at = await appOf(root, { identityProvider: configOf(provider, STAFF) })
    for (const says of [verified(ADMIN.email), verified(email), verified(fresh())])
      for (const wanted of [undefined, 'server:everywhere']) {
        const { visit, code } = await unchanged(() => arrive(at, says, wanted))
        expect([visit.heading, code], `${says.email} ${wanted}`).toEqual(['You don’t have an account here yet', ''])
      }
    const { body: refused } = await unchanged(() => exchange(at, verified(ADMIN.email)))
    expect([refused.error, refused.error_description]).toEqual([
      'invalid_request',
      expect.stringContaining('cannot sign this person in'),
    ])
    // Whoever makes accounts makes none there either.
    const creating = { ...STAFF, accountPolicy: 'create', defaultProfileType: 'Practitioner' }
    const maker = await appOf(root, { identityProvider: configOf(provider, creating) })
    expect((await unchanged(() => arrive(maker, verified(fresh())))).visit.heading).toMatch(
      /You don’t have an account here yet/,
    )
  })

  test('is nobody of another project, by whatever name the provider is asked for there', async () => {
    const mine = await federated.app(provider, STAFF)
    const held = await domain()
    await held.enforce()
    const email = fresh()
    const there = [email, `ida@${held.name}`]
    for (const one of there)
      must(
        await as(
          `admin/projects/${other.project}/invite`,
          { json: { resourceType: 'Practitioner', firstName: 'I', lastName: 'A', email: one } },
          other,
        ),
      )
    // With a provider of its own too, so that the answer is not that there is none.
    const own = configOf(provider, STAFF)
    for (const theirs of [await appOf(other), await appOf(other, { identityProvider: own })]) {
      for (const wanted of [`client:${mine.id}`, `domain:${held.id}`]) {
        const visit = await unchanged(() => federated.browser().open(theirs.start({ provider: wanted }).url))
        expect(new URL(visit.location).searchParams.get('error'), wanted).toBe('access_denied')
      }
    }
    // The operator's would take it: it is left out, so that the token is of a provider of the other project alone.
    const alone = await startHostileProvider({ redirectUris: ['http://localhost/none'] })
    await federated.app(alone, STAFF, EXCHANGES)
    const { id_token: token } = await alone.tokensFor('mallory')
    const type = 'urn:ietf:params:oauth:token-type:id_token'
    for (const [at, error] of [
      [await appOf(other), '400 unauthorized_client'],
      [await appOf(other, { identityProvider: own }), '400 invalid_request'],
    ] as const) {
      const form = { grant_type: EXCHANGE, client_id: at.id, subject_token: token, subject_token_type: type }
      const ask = () => federated.world.call('oauth2/token', { form, headers: { Origin: PAGE } })
      expect(verdict(await unchanged(ask))).toBe(error)
    }
    await alone.stop()
    for (const reference of [`ClientApplication/${mine.id}`, `DomainConfiguration/${held.id}`]) {
      const path = `admin/projects/${other.project}/provider-test`
      expect(verdict(await as(path, { json: { provider: { reference } } }, other))).toBe('400 unknown_provider')
      // Neither by the path of the project whose it is.
      const foreign = `admin/projects/${federated.owner.project}/provider-test`
      expect((await as(foreign, { json: { provider: { reference } } }, other)).status).toBeGreaterThanOrEqual(403)
    }
  })

  test('of somebody’s places the claims choose one', async () => {
    const email = fresh()
    const profiles: Record<string, string> = {}
    for (const resourceType of ['Practitioner', 'Patient'])
      profiles[resourceType] = (
        await federated.invite({ email, resourceType, scope: 'project', forceNewMembership: true })
      ).body.profile.reference
    const at = await federated.app(
      provider,
      {
        emailDomain: ['clinic.example'],
        profileType: ['Practitioner', 'Patient'],
        claimRule: [
          { claim: 'groups', value: 'Patients', profileType: 'Patient' },
          { claim: 'groups', value: 'Clinicians', profileType: 'Practitioner' },
        ],
      },
      EXCHANGES,
    )
    const chosen = async (groups: readonly string[]) =>
      (await signedIn(at, verified(email, { groups }))).profile.reference
    expect(await chosen(['Everyone', 'Patients'])).toBe(profiles['Patient'])
    expect(await chosen(['Clinicians'])).toBe(profiles['Practitioner'])
    // The first rule that holds, however the claim is ordered.
    expect(await chosen(['Clinicians', 'Patients'])).toBe(profiles['Patient'])
    expect((await must(await exchange(at, verified(email, { groups: ['Clinicians'] }))).body).profile.reference).toBe(
      profiles['Practitioner'],
    )
    // Where no rule holds the person chooses.
    const browser = federated.browser()
    const { visit } = await arrive(at, verified(email, { groups: ['Everyone'] }), undefined, browser)
    expect((await browser.follow(visit)).heading).toBe('Which role?')
  })

  describe('who has no account that is known', () => {
    const asking = (more: object = {}): Promise<App> =>
      federated.app(provider, {
        emailDomain: ['clinic.example'],
        profileType: ['Practitioner', 'Patient'],
        accountPolicy: 'ask',
        ...more,
      })
    async function asked(at: App, says: object, browser: CookieBrowser): Promise<Arrived & { readonly link: string }> {
      const arrived = await unchanged(() => arrive(at, says, undefined, browser))
      expect(arrived.visit.heading).toMatch(/Link your account/)
      return { ...arrived, link: arrived.visit.hidden('link') }
    }

    test('links one of theirs by its password, and needs it no more', async () => {
      const at = await asking()
      const [email, says] = [fresh('home.example'), verified(fresh())]
      const { body: invited } = await federated.invite({ email })
      await follow(federated.world, email)
      const browser = federated.browser()
      const { link, verifier } = await asked(at, says, browser)
      const send = (fields: object) => browser.post('/auth/external/link', { link, email, ...fields })
      expect((await unchanged(() => send({ decision: 'link', password: '' }))).status).toBe(400)
      const linked = await send({ decision: 'link', password: PASSWORD })
      const { body } = await tokensOf(federated, at, { visit: linked, verifier, callback: '', ...answerIn(linked) })
      expect(body.profile).toEqual(invited.profile)
      expect((await signedIn(at, says)).profile).toEqual(invited.profile)
    })

    test('is made one when they say so, where the provider may bring people along, with its policy', async () => {
      const policy = await federated.world.actors.policy(federated.owner, [{ resourceType: 'Patient', readonly: true }])
      const better = await federated.world.actors.policy(federated.owner, [{ resourceType: 'Patient' }])
      const at = await asking({
        defaultProfileType: 'Patient',
        defaultAccessPolicy: { reference: policy },
        claimRule: [{ claim: 'level', value: 'high', accessPolicy: { reference: better } }],
      })
      const says = verified(fresh(), { given_name: 'Nova', family_name: 'New', level: 'low' })
      const browser = federated.browser()
      const { link, verifier } = await asked(at, says, browser)
      const made = await browser.post('/auth/external/link', { link, decision: 'create' })
      const { body } = await tokensOf(federated, at, { visit: made, verifier, callback: '', ...answerIn(made) })
      expect(body.profile.reference).toMatch(/^Patient\//)
      const place = async (): Promise<string> => {
        const path = `fhir/R4/ProjectMembership?profile=${body.profile.reference}`
        const found = must(await as(path)).body.entry.map(({ resource }: { resource: object }) => resource)
        expect(found).toHaveLength(1)
        return found[0].accessPolicy?.reference
      }
      expect(await place()).toBe(policy)
      // What a rule gives instead is taken back to it.
      for (const [level, expected] of [
        ['high', better],
        ['low', policy],
      ] as const) {
        expect((await signedIn(at, { ...says, level })).profile).toEqual(body.profile)
        expect(await place()).toBe(expected)
      }
      // The page is good for one account.
      expect(
        answerIn(await unchanged(() => browser.post('/auth/external/link', { link, decision: 'create' }))).code,
      ).toBe('')
    })

    test('is made none where the provider brings nobody along, or another browser says so', async () => {
      const says = verified(fresh())
      const plain = federated.browser()
      const { link } = await asked(await asking(), says, plain)
      const unmade = await unchanged(() => plain.post('/auth/external/link', { link, decision: 'create' }))
      expect([unmade.status, answerIn(unmade).code]).toEqual([400, ''])
      const at = await asking({ defaultProfileType: 'Patient' })
      const { link: another } = await asked(at, says, federated.browser())
      const stolen = await unchanged(() =>
        federated.browser().post('/auth/external/link', { link: another, decision: 'create' }),
      )
      expect([stolen.status, answerIn(stolen).code]).toEqual([400, ''])
    })
  })

  test('when a domain is enforced, what its own provider signed in stays, and what another did ends', async () => {
    const held = await domain()
    const [before, own, outside] = [`before@${held.name}`, `own@${held.name}`, fresh()]
    for (const email of [before, own, outside]) await federated.invite({ email })
    const at = await federated.app(provider, {
      emailDomain: [held.name, 'clinic.example'],
      profileType: ['Practitioner'],
    })
    const lives = async ({ access_token: token }: Answer['body']): Promise<boolean> =>
      (await federated.world.call('auth/me', { token })).status === 200
    const byApps = await signedIn(at, verified(before))
    const byOperators = await signedIn(at, { ...verified(outside) }, 'server:everywhere')
    const elsewhere = await signedIn(at, verified(outside))
    expect(await Promise.all([byApps, byOperators, elsewhere].map(lives))).toEqual([true, true, true])
    await held.enforce()
    expect(await Promise.all([byApps, byOperators, elsewhere].map(lives))).toEqual([false, true, true])
    const login = String(claimsOf(byApps.access_token)['login_id'])
    const { body: told } = must(await as('fhir/R4/AuditEvent?subtype=login.revoked&_count=100'))
    const events = told.entry.map(({ resource }: { resource: object }) => JSON.stringify(resource))
    expect(events.filter((text: string) => text.includes(login) && text.includes('domain_enforced'))).toHaveLength(1)
    // The app's provider may vouch for the address no more; the domain's does, and enforcing it again ends nothing of that.
    expect((await arrive(at, verified(before))).code).toBe('')
    const byDomain = await signedIn(at, verified(own), `domain:${held.id}`)
    await held.enforce()
    expect(await Promise.all([byDomain, byOperators, elsewhere].map(lives))).toEqual([true, true, true])
  })
})
