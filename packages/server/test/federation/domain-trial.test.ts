import { type Answer, pkce, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, follow, must, PASSWORD, verdict } from '../identity/steps.ts'
import { createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { type DomainClinic, startDomainClinic } from './domain-clinic.ts'
import { APP, answerIn, configOf } from './external.ts'

/** A project, as an administrator of it. */
interface Office {
  readonly project: string
  readonly token: string
}

/** The provider does what it should, but the person has no role here. */
const NOT_IN = 'It works, but you would not get in yet'

describe.each(storesForWalks())('the provider of a domain, with a real one on %s', (store) => {
  let here: DomainClinic
  let idp: HostileProvider
  /** Of the server's administrators, and somebody else's. */
  let server: Office
  let office: Office
  let app: string
  beforeAll(async () => {
    here = await startDomainClinic({ store, development: true })
    idp = await startHostileProvider({ redirectUris: [APP] })
    server = { project: here.clinic.project, token: here.clinic.admin.token }
    office = await newProject('mary@seacole.example')
    const client = { name: 'App', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true, redirectUris: [APP] }
    app = must(await admin(office, 'client', client)).body.id
  })
  afterAll(async () => {
    await idp.stop()
    await here.world.close()
  })

  const admin = ({ project, token }: Office, path: string, json: object): Promise<Answer> =>
    here.world.call(`admin/projects/${project}/${path}`, { json, token })
  const enforce = (by: Office, id: string): Promise<Answer> => admin(by, `domain/${id}/enforce`, { enforced: true })
  const permit = (by: Office, id: string): Promise<Answer> =>
    admin(by, 'provider-test', { provider: { reference: `DomainConfiguration/${id}` } })

  async function newProject(email: string): Promise<Office> {
    const names = { name: 'Harbor Clinic', ownerEmail: email, ownerFirstName: 'Mary', ownerLastName: 'Seacole' }
    const parameter = Object.entries(names).map(([name, valueString]) => ({ name, valueString }))
    const json = { resourceType: 'Parameters', parameter }
    const { body } = must(await here.world.call('fhir/R4/Project/$init', { json, token: here.clinic.admin.token }))
    await follow(here.world, email)
    const { access_token: token } = must(await here.signIn(email, PASSWORD, { projectId: body.id })).body
    return { project: body.id, token }
  }

  /** A domain that is proven, whose provider nobody has tried. */
  async function proven(by: Office, domain: string, more: object = {}): Promise<string> {
    const identityProvider = configOf(idp, { profileType: ['Practitioner'] })
    const added = must(await admin(by, 'domain', { domain, identityProvider, ...more }))
    here.publish(added)
    must(await admin(by, `domain/${added.body.id}/verify`, {}))
    idp.allowRedirectUri(`${here.world.baseUrl}auth/external/domain/${added.body.id}`)
    return added.body.id
  }

  /** Goes to the provider and comes back, as somebody of whom it says this. */
  async function throughProvider(address: string, email: string): Promise<Visit> {
    const path = (full: string): string => full.replace(here.world.baseUrl, '/')
    const browser = createCookieBrowser(here.world.baseUrl, here.world.baseUrl)
    const says = { sub: `sub-${email}`, email, email_verified: true }
    idp.misbehave({ idToken: says, userinfo: says })
    try {
      const { location } = await browser.open(path(address))
      return await browser.open(path(await idp.signIn(location, 'mallory')))
    } finally {
      idp.behave()
    }
  }
  async function tryIt(by: Office, id: string, email: string, says = NOT_IN): Promise<void> {
    const { status, heading } = await throughProvider(must(await permit(by, id)).body.url, email)
    expect([status, heading]).toEqual([200, says])
  }

  /** Somebody of the office signs in to its app where `/auth/method` sends them; by a password they do not. */
  async function expectRouted(email: string, id: string): Promise<void> {
    const invited = { resourceType: 'Practitioner', firstName: 'Ida', lastName: 'Aalen', email, scope: 'project' }
    const { body: membership } = must(await admin(office, 'invite', invited))
    const { body } = must(await here.world.call('auth/method', { json: { email, clientId: app } }))
    const asked = new URL(body.authorizeUrl)
    expect(asked.searchParams.get('provider')).toBe(`domain:${id}`)
    const { verifier, challenge } = pkce()
    const of = { redirect_uri: APP, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
    for (const [name, value] of Object.entries(of)) asked.searchParams.set(name, value)
    const { code } = answerIn(await throughProvider(asked.href, email))
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, client_id: app, redirect_uri: APP }
    const tokens = must(await here.world.call('oauth2/token', { form }))
    expect(tokens.body).toMatchObject({
      project: { reference: `Project/${office.project}` },
      profile: membership.profile,
    })
    const byPassword = await begin(here.world.call, { email, clientId: app })
    expect(verdict(byPassword.answer)).toBe('400 domain_provider')
  }

  test('a domain tells how many people it is about, before it is enforced', async () => {
    const id = must(await here.add('counted.example')).body.id
    const counts = async (): Promise<object> => {
      const { people, linked } = must(await here.admin(`domain/${id}`)).body
      return { people, linked }
    }
    expect(await counts()).toEqual({ people: 0, linked: 0 })
    await here.person('ada@counted.example')
    await here.person('elsewhere@not-counted.example')
    expect(await counts()).toEqual({ people: 1, linked: 0 })
  })

  test('what claim rules make of a sample token, nobody but who sees providers is told', async () => {
    const claims = { groups: ['Clinicians', 'Leavers'], realm: { role: 'nurse' } }
    const clinicians = { claim: 'groups', value: 'Clinicians', profileType: 'Practitioner' }
    const ask = (claimRule: readonly object[]): Promise<Answer> =>
      admin(office, 'provider-claims', { claimRule, claims })
    expect(must(await ask([clinicians, { claim: 'realm.role', value: 'nurse', secondFactor: true }])).body).toEqual({
      profileType: 'Practitioner',
      secondFactor: true,
      compliantDevice: false,
      decidedBy: { profileType: 0, secondFactor: 1 },
    })
    expect(must(await ask([clinicians, { claim: 'groups', value: 'Leavers', refuse: true }])).body).toMatchObject({
      refused: expect.stringMatching(/groups/),
      decidedBy: { refused: 1, profileType: 0 },
    })
    expect(must(await ask([clinicians, { claim: 'absent', value: 'x', refuse: true }])).body).toMatchObject({
      refused: expect.stringMatching(/"absent"/),
      missingClaim: 'absent',
      decidedBy: { refused: 1 },
    })
    expect((await ask([{ claim: 'groups' }])).status).toBe(400)
    const nobody = await here.world.call(`admin/projects/${office.project}/provider-claims`, {
      json: { claimRule: [], claims },
    })
    expect(nobody.status).toBe(401)
  })

  test('is tried, then enforced, and then signs the domain’s people in', async () => {
    const id = await proven(office, 'ward.example')
    expect(verdict(await enforce(office, id))).toBe('400 provider_not_tested')
    await tryIt(office, id, 'ada@ward.example')
    expect(must(await enforce(office, id)).body).toMatchObject({ serverWide: false, tested: true, enforced: true })
    await expectRouted('ida@ward.example', id)
    await tryIt(office, id, 'ida@ward.example', 'It works')
    // It is no provider of another project, whose administrator may be the server's.
    expect(verdict(await permit(server, id))).toBe('400 unknown_provider')
  })

  test('that is for every project is tried by an administrator of the server alone, and signs in in each', async () => {
    const id = await proven(server, 'everywhere.example', { serverWide: true })
    expect(verdict(await permit(office, id))).toBe('400 unknown_provider')
    expect(verdict(await enforce(server, id))).toBe('400 provider_not_tested')
    await here.person('ben@everywhere.example')
    await tryIt(server, id, 'ada@everywhere.example')
    expect(must(await enforce(server, id)).body).toMatchObject({ serverWide: true, tested: true, enforced: true })
    await expectRouted('ida@everywhere.example', id)
    // In whichever project they are.
    const token = server.token
    const { body } = must(await here.world.call(`admin/projects/${server.project}/domain/${id}`, { token }))
    expect(body).toMatchObject({ people: 2, linked: 1 })
    const seen = await here.world.call(`admin/projects/${office.project}/domain/${id}`, { token: office.token })
    expect(seen.status).toBe(404)
  })

  test('leads its people from the console of the server to that of their project, and nobody else', async () => {
    const id = await proven(office, 'led.example')
    const shown = async (email: string, client = 'damson-console', at = ''): Promise<string> => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: client,
        redirect_uri: client === app ? APP : `${here.world.baseUrl}${at}console/`,
        scope: 'openid',
        state: 'x',
        code_challenge: pkce().challenge,
        code_challenge_method: 'S256',
      })
      const browser = createCookieBrowser(here.world.baseUrl, here.world.baseUrl)
      const page = await browser.open(`/${at}oauth2/authorize?${query}`)
      return (await browser.post(`/${at}signin`, { request: page.hidden('request'), email })).text
    }
    const link = `href="${here.world.baseUrl}projects/${office.project}/console/"`
    expect(await shown('ada@led.example')).not.toContain(link)
    await tryIt(office, id, 'ada@led.example')
    must(await enforce(office, id))
    for (const email of ['ada@led.example', 'nobody@LED.example']) {
      const text = await shown(email)
      expect(text).toContain(link)
      // They may have a password for another project.
      expect(text).toContain('name="password"')
    }
    for (const email of ['ada@sub.led.example', 'ada@elsewhere.example', 'ben@everywhere.example'])
      expect(await shown(email)).not.toContain('/console/"')
    expect(await shown('ada@led.example', app)).not.toContain(link)
    // They are there already.
    expect(await shown('ada@led.example', undefined, `projects/${office.project}/`)).not.toContain(link)
    const switched = async (status: string): Promise<string> => {
      const [path, token] = [`admin/server/projects/${office.project}/status`, server.token]
      must(await here.world.call(path, { json: { status }, token }))
      return shown('ada@led.example')
    }
    // Nothing is at the address of a project that is switched off.
    expect(await switched('suspended')).not.toContain(link)
    expect(await switched('active')).toContain(link)
  })

  test('knows its people by one address, in letters or as DNS has it', async () => {
    const id = await proven(office, 'spital-zürich.example')
    await tryIt(office, id, 'ada@spital-zürich.example')
    expect(must(await enforce(office, id)).body.domain).toBe('xn--spital-zrich-klb.example')
    await expectRouted('ida@spital-zürich.example', id)
    await expectRouted('ben@xn--spital-zrich-klb.example', id)
  })
})
