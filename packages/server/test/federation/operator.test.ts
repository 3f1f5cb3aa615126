import { type Answer, type Owner, storesForWalks } from '@damson/testkit'
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { must, verdict } from '../identity/steps.ts'
import { tried } from './domain-clinic.ts'
import { APP, type App, answerIn, configOf, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

const VARIABLE = 'DAMSON_FEDERATION_PROVIDERS'
const SECRET = 'a-very-quiet-secret-of-the-operator'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const PAGE = 'https://app.example.org'
const USUAL = {
  name: 'The Hospital',
  discoveryUrl: 'https://idp.example/.well-known/openid-configuration',
  clientId: 'damson',
  clientSecret: SECRET,
  emailDomain: ['hospital.example'],
  profileType: ['Practitioner'],
}

describe('DAMSON_FEDERATION_PROVIDERS', () => {
  const read = (value: string): ReturnType<typeof readConfig> => readConfig({ env: { [VARIABLE]: value } })
  const found = (value: object) => read(JSON.stringify(value)).config?.federation.providers

  test('is a short name and a provider each, whose secrets are unprintable', () => {
    const [hospital, second, ...more] =
      found({ hospital: { ...USUAL, userInfoApiKey: `${SECRET}-2` }, b2: USUAL }) ?? []
    const { clientSecret: _, ...settings } = USUAL
    expect([hospital?.name, hospital?.settings, second?.name, more]).toEqual(['hospital', settings, 'b2', []])
    expect([hospital?.clientSecret?.reveal(), hospital?.userInfoApiKey?.reveal()]).toEqual([SECRET, `${SECRET}-2`])
    expect(JSON.stringify([hospital, second])).not.toContain(SECRET)
    expect(readConfig({ env: {} }).config?.federation.providers).toEqual([])
  })

  test.each<[string, string, RegExp]>([
    ['no JSON', `{"hospital": "${SECRET}`, /is a JSON object of identity providers/],
    ['a list', JSON.stringify([USUAL]), /a short name → a provider/],
    ['a text', JSON.stringify(SECRET), /a short name → a provider/],
    ['a long name', JSON.stringify({ [`h${'o'.repeat(30)}`]: USUAL }), /is no short name/],
    ['another name', JSON.stringify({ 'The Hospital': USUAL }), /"The Hospital" is no short name/],
    ['no object', JSON.stringify({ hospital: SECRET }), /hospital: /],
    ['an unknown field', JSON.stringify({ hospital: { ...USUAL, secret: SECRET } }), /hospital\.secret: .*no element/],
    ['a field of another type', JSON.stringify({ hospital: { ...USUAL, clientId: 7 } }), /hospital\.clientId: /],
    ['no secret', JSON.stringify({ hospital: { ...USUAL, clientSecret: undefined } }), /hospital: Send clientSecret/],
    ['no client', JSON.stringify({ hospital: { ...USUAL, clientId: undefined } }), /hospital: /],
    ['any domain', JSON.stringify({ hospital: { ...USUAL, emailDomain: ['*'] } }), /hospital: /],
    ['http', JSON.stringify({ hospital: { ...USUAL, tokenUrl: 'http://idp.example/t' } }), /hospital: /],
    [
      'a wrong second one',
      JSON.stringify({ b: USUAL, hospital: { ...USUAL, profileType: [] } }),
      /hospital\.profileType: /,
    ],
  ])('with %s stops the start, and says why without the secret', (_, value, sentence) => {
    const { config, problems } = read(value)
    expect(config).toBeUndefined()
    expect(problems.map(({ setting }) => setting)).toEqual([VARIABLE])
    expect(problems[0]?.sentence).toMatch(sentence)
    expect(JSON.stringify(problems)).not.toContain(SECRET)
  })

  test('with plain http stops the start outside development', () => {
    const value = JSON.stringify({ hospital: { ...USUAL, discoveryUrl: 'http://127.0.0.1:9/m' } })
    expect(read(value).config).toBeDefined()
    const { config, problems } = readConfig({ env: { [VARIABLE]: value, DAMSON_DEVELOPMENT: 'off' } })
    expect(config).toBeUndefined()
    expect(problems).toEqual([
      { setting: VARIABLE, sentence: expect.stringMatching(/^DAMSON_FEDERATION_PROVIDERS: hospital: .*https/) },
    ])
  })
})

describe.each(storesForWalks())('a provider of the operator’s, on %s', (store) => {
  let federated: Federated
  let okta: IdentityProvider
  let app: App
  let other: Owner
  let elsewhere: App
  beforeAll(async () => {
    okta = await startIdentityProvider('okta', { redirectUris: ['http://localhost/none'], clientSecret: SECRET })
    const { name: _, emailDomain, profileType } = USUAL
    const hospital = configOf(okta, { name: 'The Hospital', emailDomain, profileType })
    federated = await startFederated({ store, env: { [VARIABLE]: JSON.stringify({ hospital }) } })
    const { world } = federated
    okta.allowRedirectUri(`${world.baseUrl}auth/external/server/hospital`)
    app = await federated.app(undefined, {}, EXCHANGES)
    other = await world.actors.owner()
    const fields = { name: 'Elsewhere', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true, ...EXCHANGES }
    const made = await as(other, `admin/projects/${other.project}/client`, { json: { ...fields, redirectUris: [APP] } })
    elsewhere = { id: made.body.id, start: (changes) => app.start({ client_id: made.body.id, ...changes }) }
  })
  afterAll(async () => {
    await okta.stop()
    await federated.world.close()
  })

  const EXCHANGES = { allowedOrigin: [PAGE], grantType: ['authorization_code', 'refresh_token', EXCHANGE] }
  const as = async ({ token }: Owner, path: string, options: object): Promise<Answer> =>
    must(await federated.world.call(path, { token, ...options }))
  const invite = (by: Owner, email: string): Promise<Answer> =>
    as(by, `admin/projects/${by.project}/invite`, {
      json: { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Lovelace', scope: 'project', email },
    })
  const arrive = (at: App, person: string) =>
    signInWith(federated, federated.browser(), at, okta, person, { provider: 'server:hospital' })
  const page = async (at: App): Promise<string> =>
    (
      await federated
        .browser()
        .open(at.start().url.replace('auth/external/start?', 'oauth2/authorize?response_type=code&'))
    ).text
  const exchange = async (at: App, person: string): Promise<Answer> => {
    const { id_token: subject } = await okta.tokensFor(person)
    const form = { grant_type: EXCHANGE, client_id: at.id, subject_token: subject }
    return federated.world.call('oauth2/token', {
      form: { ...form, subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
      headers: { Origin: PAGE },
    })
  }

  test('has its button in the apps of every project', async () => {
    for (const at of [app, elsewhere]) {
      const text = await page(at)
      expect(text).toMatch(/Continue with .*The Hospital/)
      expect(text).toMatch(/auth\/external\/start\?[^"]*provider=server(%3A|:)hospital/)
    }
  })

  test('signs people in to the project of the app, each project its own', async () => {
    const [here, there] = [
      await invite(federated.owner, 'ada@hospital.example'),
      await invite(other, 'ada@hospital.example'),
    ]
    await invite(other, 'ben@hospital.example')
    for (const [at, membership, { project }] of [
      [app, here, federated.owner],
      [elsewhere, there, other],
    ] as const) {
      const { body } = await tokensOf(federated, at, await arrive(at, 'ada'))
      const byToken = must(await exchange(at, 'ada')).body
      for (const tokens of [body, byToken])
        expect([tokens.profile, tokens.project]).toEqual([membership.body.profile, { reference: `Project/${project}` }])
    }
    // Who has a place in the one project alone is nobody in the other.
    expect((await arrive(elsewhere, 'ben')).code).not.toBe('')
    const before = await federated.written()
    expect((await arrive(app, 'ben')).visit.heading).toMatch(/You don’t have an account here yet/)
    expect(verdict(await exchange(app, 'ben'))).toBe('400 invalid_request')
    expect(await federated.written()).toBe(before)
  })

  test('opens at the server’s own address the account that it linked itself, and none if it linked several', async () => {
    // Where Ben and Ada have a place, and which the provider linked, is of the test before.
    await invite(federated.owner, 'ben@hospital.example')
    expect((await arrive(elsewhere, 'ben')).code).not.toBe('')
    // A project that speaks of the same issuer by a provider of its own, and was used last.
    const drawing = await federated.app(okta, { emailDomain: USUAL.emailDomain, profileType: ['Practitioner'] })
    const drawn = await signInWith(federated, federated.browser(), drawing, okta, 'ben', {
      provider: `client:${drawing.id}`,
    })
    expect(drawn.code).not.toBe('')
    const opened = async (person: string): Promise<readonly unknown[]> => {
      const browser = federated.browser()
      const sent = await browser.open('/auth/external/account?provider=server:hospital')
      const back = await okta.signIn(sent.location, person)
      const { status, heading, location } = await browser.open(back.replace(federated.world.baseUrl, '/'))
      return [status, heading, location]
    }
    expect(await opened('ben')).toEqual([302, '', '/account'])
    const { rows } = await federated.world.store.db.query({
      sql: `select distinct i.project::text as project from login_roots t join identities i on i.id = t.identity_id
        join users u on u.id = i.user_id where t.provider_key = 'server:hospital' and u.email = 'ben@hospital.example'`,
      params: [],
    })
    expect(rows).toEqual([{ project: other.project }])
    expect(await opened('ada')).toEqual([403, 'Your account works in several projects', ''])
  })

  test('is taken by an app whose rule is both, and refused by one that only takes its provider, or Damson', async () => {
    const at = await federated.app(okta, { emailDomain: ['none.example'], profileType: ['Practitioner'] }, EXCHANGES)
    const path = `fhir/R4/ClientApplication/${at.id}`
    await tried(federated.world, `client:${at.id}`)
    const rule = async (signIn: string): Promise<void> => {
      const { body } = await as(federated.owner, path, {})
      await as(federated.owner, path, { method: 'PUT', json: { ...body, signIn } })
    }
    for (const signIn of ['external', 'own']) {
      await rule(signIn)
      expect(await page(at), signIn).not.toContain('The Hospital')
      const { location } = await federated.browser().open(at.start({ provider: 'server:hospital' }).url)
      expect(new URL(location).searchParams.get('error'), signIn).toBe('access_denied')
    }
    await rule('external')
    const email = 'ada@hospital.example'
    const routed = (clientId: string): Promise<Answer> =>
      federated.world.call('auth/method', { json: { email, clientId } })
    const { authorizeUrl } = must(await routed(at.id)).body
    expect(authorizeUrl).toMatch(new RegExp(`^${federated.world.baseUrl}auth/external/start\\?`))
    const told = new URL(authorizeUrl).searchParams
    expect([told.get('client_id'), told.get('provider')]).toEqual([at.id, `client:${at.id}`])
    await rule('both')
    expect(must(await routed(at.id)).body).toEqual({})
    expect(await page(at)).toContain('The Hospital')
    expect(answerIn((await arrive(at, 'ada')).visit).code).not.toBe('')
    // What was begun under this rule is over with it, at the provider too.
    const browser = federated.browser()
    const sent = await browser.open(at.start({ provider: 'server:hospital' }).url)
    const back = await okta.signIn(sent.location, 'ada')
    await rule('own')
    expect(answerIn(await browser.open(back.replace(federated.world.baseUrl, '/'))).code).toBe('')
    // An exchange has no page, and the same rule.
    const alone = await federated.app(undefined, {}, { ...EXCHANGES, signIn: 'own' })
    expect(verdict(await exchange(alone, 'ada'))).toMatch(/^400/)
    expect((await exchange(app, 'ada')).status).toBe(200)
  })

  test('and its secret is in no answer, and nowhere in the store', async () => {
    const { world, owner } = federated
    const sent = await federated.browser().open(app.start({ provider: 'server:hospital' }).url)
    const { body: project } = await as(owner, `fhir/R4/Project/${owner.project}`, {})
    const told = [
      await page(app),
      sent.location,
      sent.text,
      JSON.stringify(project),
      (await arrive(app, 'refuse')).visit.text,
      (await world.call('auth/method', { json: { email: 'ada@hospital.example', clientId: app.id } })).text,
      (await world.call('auth/external/start?provider=server:hospital', {})).text,
      (await world.call('.well-known/openid-configuration', {})).text,
      (await as(owner, 'fhir/R4/AuditEvent?_count=200', {})).text,
      (await as(owner, 'fhir/R4/ClientApplication?_count=100', {})).text,
    ]
    expect(told.join('\n')).not.toContain(SECRET)
    const { rows: tables } = await world.store.db.query({
      sql: `select tablename from pg_tables where schemaname = 'public'`,
      params: [],
    })
    expect(tables.length).toBeGreaterThan(10)
    for (const { tablename } of tables) {
      const { rows } = await world.store.db.query({
        sql: `select t::text as row from "${String(tablename)}" t`,
        params: [],
      })
      expect(JSON.stringify(rows).includes(SECRET), String(tablename)).toBe(false)
    }
  })
})
