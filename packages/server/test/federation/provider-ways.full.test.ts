import { type Answer, pkce, storesUnderTest } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD, verdict } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { accessClaims } from './bearer-clinic.ts'
import { tried } from './domain-clinic.ts'
import { type App, type Federated, startFederated } from './external.ts'
import { PROVIDER_ROUTES, SIGNED_IN_ROUTES } from './provider-routes.ts'

/** On no route of its own: a provider's token that comes as Bearer, wherever one is taken. */
const BEARER = 'Authorization: Bearer'
const WAYS = [...PROVIDER_ROUTES, BEARER] as const
type Route = (typeof WAYS)[number]
const PAGE = 'https://app.example.org'
/** Of which the operator's domains are. */
const SYSTEM_PROJECT = '00000000-0000-0000-0000-000000000000'
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** A rule that refuses what a provider vouches for, and how it comes into force. */
interface Rule {
  readonly why: string
  readonly domain: string
  /** What people are told begins so. */
  readonly text: string
  readonly routes: readonly Route[]
  /** The code of an OAuth error, if it is another than usual. */
  readonly error?: string
  bite(): Promise<void>
  release(): Promise<void>
}

describe.each(storesUnderTest())('a provider that may not be used there, on %s', (store) => {
  let federated: Federated
  /** The app's provider, which is Apple too; and Google, as a site of the project has it. */
  let idp: HostileProvider
  let google: HostileProvider
  let app: App
  beforeAll(async () => {
    ;[idp, google] = await Promise.all([
      startHostileProvider({ redirectUris: [`${PAGE}/idp`] }),
      startHostileProvider({ redirectUris: [`${PAGE}/google`], clientId: 'of-google' }),
    ])
    const env = {
      DAMSON_FEDERATION_GOOGLE_ISSUER: google.issuer,
      DAMSON_FEDERATION_APPLE_ISSUER: idp.issuer,
      DAMSON_FEDERATION_BEARER_ISSUERS: idp.issuer,
    }
    federated = await startFederated({ store, env })
    const config = {
      emailDomain: ['example.org', 'enforced.org', 'everywhere.org'],
      profileType: ['Practitioner', 'Patient'],
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    }
    app = await federated.app(idp, config, {
      allowedOrigin: [PAGE],
      grantType: ['authorization_code', 'refresh_token', EXCHANGE],
    })
    await tried(federated.world, `client:${app.id}`)
    const { body } = must(await call(`fhir/R4/Project/${federated.owner.project}`))
    const site = [{ name: 'Clinic', domain: ['app.example.org'], googleClientId: google.clientId }]
    must(await call(`fhir/R4/Project/${federated.owner.project}`, { method: 'PUT', json: { ...body, site } }))
    for (const [project, domain] of [
      [federated.owner.project, 'enforced.org'],
      [SYSTEM_PROJECT, 'everywhere.org'],
    ])
      await sql(
        `insert into domains (id, project, domain, token, status) values (gen_random_uuid(), $1, $2, 'x', 'proven')`,
        project,
        domain,
      )
  })
  afterAll(async () => {
    await Promise.all([idp.stop(), google.stop()])
    await federated.world.close()
  })

  const call = (path: string, options: object = {}): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const sql = async (text: string, ...params: readonly unknown[]): Promise<void> =>
    void (await federated.world.store.db.query({ sql: text, params: [...params] }))

  async function setSignIn(signIn: string): Promise<void> {
    const at = `fhir/R4/ClientApplication/${app.id}`
    must(await call(at, { method: 'PUT', json: { ...must(await call(at)).body, signIn } }))
  }
  const setDomain = (enforced: boolean, status: string, domain = 'enforced.org'): Promise<void> =>
    sql('update domains set enforced = $1, status = $2 where domain = $3', enforced, status, domain)

  const setAddresses = async (at: string, ipAccessRule: readonly object[] | undefined): Promise<void> => {
    const { ipAccessRule: _, ...rest } = must(await call(at)).body
    must(await call(at, { method: 'PUT', json: { ...rest, ipAccessRule } }))
  }
  const EVERYTHING = [{ value: '*', action: 'block' }]
  /** Of patients without a policy of their own, whom the provider brings along. */
  const patientPolicy = async (): Promise<string> => {
    const { body } = must(await call(`fhir/R4/Project/${federated.owner.project}`))
    const defaults: readonly { profileType: string; accessPolicy: { reference: string } }[] = body.defaultAccessPolicies
    return `fhir/R4/${defaults.find(({ profileType }) => profileType === 'Patient')?.accessPolicy.reference}`
  }

  const rules: Readonly<Record<string, Rule>> = {
    'the rules on addresses of the app': {
      why: 'blocked_address',
      domain: 'example.org',
      text: 'only from certain networks',
      routes: WAYS,
      error: 'access_denied',
      bite: () => setAddresses(`fhir/R4/ClientApplication/${app.id}`, EVERYTHING),
      release: () => setAddresses(`fhir/R4/ClientApplication/${app.id}`, undefined),
    },
    'the rules on addresses of a policy that the person would get': {
      why: 'blocked_address',
      domain: 'example.org',
      text: 'only from certain networks',
      // The others are invited as practitioners first.
      routes: WAYS.filter((way) => way !== 'POST /auth/google' && way !== 'POST /auth/external/link'),
      error: 'access_denied',
      bite: async () => setAddresses(await patientPolicy(), EVERYTHING),
      release: async () => setAddresses(await patientPolicy(), undefined),
    },
    'an app with Damson’s own sign-in alone': {
      why: 'client_own',
      domain: 'example.org',
      text: 'This app does not sign people in through another provider',
      routes: WAYS,
      bite: () => setSignIn('own'),
      release: () => setSignIn('both'),
    },
    'an app with its provider alone': {
      why: 'client_provider',
      domain: 'example.org',
      text: '',
      // All others are of that provider.
      routes: ['POST /auth/google'],
      bite: () => setSignIn('external'),
      release: () => setSignIn('both'),
    },
    'a domain that is held to another': {
      why: 'domain_provider',
      domain: 'enforced.org',
      text: 'With this address, you sign in through your organisation',
      routes: WAYS,
      bite: () => setDomain(true, 'proven'),
      release: () => setDomain(false, 'proven'),
    },
    'a domain that the operator holds to another, in every project,': {
      why: 'domain_provider',
      domain: 'everywhere.org',
      text: 'With this address, you sign in through your organisation',
      routes: PROVIDER_ROUTES,
      bite: () => setDomain(true, 'proven', 'everywhere.org'),
      release: () => setDomain(false, 'proven', 'everywhere.org'),
    },
    'a suspended domain': {
      why: 'domain_suspended',
      domain: 'enforced.org',
      text: 'Nobody with an address at this organisation can sign in',
      routes: WAYS,
      bite: () => setDomain(true, 'suspended'),
      release: () => setDomain(false, 'proven'),
    },
  }

  let people = 0
  const freshAddress = ({ domain }: Rule): string => `person-${(people += 1)}@${domain}`
  function vouch(provider: HostileProvider, email: string): void {
    const says = { sub: `sub-${email}`, email, email_verified: true, hd: email.split('@')[1] }
    provider.misbehave({ idToken: says, userinfo: says })
  }

  /** From the app to its provider, and as far as the way back. */
  async function fromProvider(browser: CookieBrowser): Promise<string> {
    const { location } = await browser.open(app.start().url)
    idp.allowRedirectUri(new URL(location).searchParams.get('redirect_uri') ?? '')
    return (await idp.signIn(location, 'mallory')).replace(federated.world.baseUrl, '/')
  }

  /** The app's provider vouches for somebody new, whom it may bring along. */
  async function newcomer(rule: Rule): Promise<string> {
    vouch(idp, freshAddress(rule))
    return (await idp.tokensFor('mallory')).id_token
  }
  /** The same, by an access token. */
  const bearer = (rule: Rule): Promise<string> => {
    const email = freshAddress(rule)
    return idp.mint(accessClaims(idp, { subject: `sub-${email}`, email }))
  }
  const atProject = (path: string, options: object): Promise<Answer> =>
    federated.world.call(`projects/${federated.owner.project}/${path}`, options)
  const challenge = (): object => ({ codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' })
  const post = (path: string, fields: object): Promise<Answer> =>
    federated.world.call(path, { ...fields, headers: { Origin: PAGE } })

  /** Does what comes before the rule is in force; then what is refused. */
  const ways: Readonly<Record<Route, (rule: Rule) => Promise<() => Promise<Answer | Visit>>>> = {
    'GET /auth/external/:kind/:id': async (rule) => {
      vouch(idp, freshAddress(rule))
      const browser = federated.browser()
      const back = await fromProvider(browser)
      return () => browser.open(back)
    },
    'POST /auth/external/link': async (rule) => {
      const email = freshAddress(rule)
      await federated.invite({ email })
      await follow(federated.world, email)
      vouch(idp, email)
      const browser = federated.browser()
      const page = await browser.open(await fromProvider(browser))
      const link = page.hidden('link')
      return () => browser.post('/auth/external/link', { link, email, password: PASSWORD, decision: 'link' })
    },
    'POST /oauth2/token': async (rule) => {
      const form = {
        grant_type: EXCHANGE,
        client_id: app.id,
        subject_token: await newcomer(rule),
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      }
      return () => post('oauth2/token', { form })
    },
    'POST /auth/exchange': async (rule) => {
      const json = { clientId: app.id, externalAccessToken: await newcomer(rule) }
      return () => post('auth/exchange', { json })
    },
    'POST /auth/google': async (rule) => {
      const email = freshAddress(rule)
      await federated.invite({ email })
      vouch(google, email)
      const { id_token: googleCredential } = await google.tokensFor('mallory')
      const json = { googleClientId: google.clientId, googleCredential, clientId: app.id, ...challenge() }
      return () => post('auth/google', { json })
    },
    [BEARER]: async (rule) => {
      const token = await bearer(rule)
      return () => atProject('auth/me', { token })
    },
    'POST /auth/apple': async (rule) => {
      const idToken = await newcomer(rule)
      const json = { clientId: idp.clientId, projectId: federated.owner.project, idToken, ...challenge() }
      return () => post('auth/apple', { json })
    },
  }

  describe.each(Object.entries(rules))('as %s has it', (_name, rule) => {
    test.each(rule.routes)('signs nobody in by %s, and makes and links no account', async (route) => {
      const act = await ways[route](rule)
      await rule.bite()
      try {
        const before = await federated.written()
        const answer = await act()
        expect(await federated.written()).toBe(before)
        if ('location' in answer) {
          expect([
            answer.location,
            answer.heading === 'This way to sign in is no longer available' || answer.text.includes(rule.text),
          ]).toEqual(['', true])
          return
        }
        expect([answer.body.code, answer.body.access_token]).toEqual([undefined, undefined])
        const status = route === BEARER ? 403 : 400
        // A button's credential is answered with where the address's domain signs in.
        const isSentOn = rule.why === 'domain_provider' && /google|apple/.test(route)
        if (isSentOn) {
          expect(Object.keys(must(answer).body)).toEqual(['domain', 'authorizeUrl'])
          expect(answer.body.domain).toBe(rule.domain)
          expect(answer.body.authorizeUrl).toContain('auth/external/start?')
        } else
          expect(verdict(answer)).toBe(
            `${status} ${answer.body.error === undefined ? rule.why : (rule.error ?? 'invalid_request')}`,
          )
        const kind = answer.body.error === undefined ? '110122' : 'token.refused'
        const { body } = must(await call(`fhir/R4/AuditEvent?subtype=${kind}&_sort=-date&_count=1`))
        expect(JSON.stringify(body.entry)).toContain(rule.why)
      } finally {
        await rule.release()
      }
    })
  })

  test.each(SIGNED_IN_ROUTES)('a Bearer that a rule refuses opens nothing by %s', async (route) => {
    const rule = rules['a suspended domain']
    if (rule === undefined) throw new Error('there is no such rule')
    const [method = '', url = ''] = route.split(' ')
    const token = await bearer(rule)
    await rule.bite()
    try {
      const before = await federated.written()
      const path = url.slice(1).replace(':projectId', federated.owner.project).replace(':type', 'Patient')
      const body = method === 'GET' || method === 'DELETE' ? {} : { json: {} }
      const answer = await atProject(
        path.replace(/:[a-zA-Z]+/g, () => crypto.randomUUID()),
        { method, token, ...body },
      )
      // Who is not signed in there is shown the form that signs people in.
      expect(answer.status < 300 ? route : '').toBe(route === 'GET /account' ? route : '')
      expect(await federated.written()).toBe(before)
    } finally {
      await rule.release()
    }
  })

  test('says where the domain signs in to the holder of a credential of the button, as /auth/method does', async () => {
    const rule = rules['a domain that is held to another']
    if (rule === undefined) throw new Error('there is no such rule')
    await rule.bite()
    try {
      const email = freshAddress(rule)
      vouch(google, email)
      const { id_token: googleCredential } = await google.tokensFor('mallory')
      const ask = (fields: object): Promise<Answer> =>
        post('auth/google', {
          json: { googleClientId: google.clientId, googleCredential, clientId: app.id, ...challenge(), ...fields },
        })
      const before = await federated.written()
      const asked = must(await post('auth/method', { json: { email, clientId: app.id } })).body
      expect(asked.authorizeUrl).toContain('provider=domain')
      // Nobody was invited with this address.
      expect(must(await ask({})).body).toEqual(asked)
      const forged = `${googleCredential.split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`
      expect(verdict(await ask({ googleCredential: forged }))).toBe('400 wrong_signature')
      expect(await federated.written()).toBe(before)
      await setDomain(true, 'suspended')
      expect(verdict(await ask({}))).toBe('400 not_invited')
    } finally {
      await rule.release()
    }
  })

  test('signs the same person in where nothing is in its way', async () => {
    const rule = rules['a domain that is held to another']
    if (rule === undefined) throw new Error('there is no such rule')
    for (const route of [
      'POST /oauth2/token',
      'POST /auth/exchange',
      'POST /auth/google',
      'POST /auth/apple',
    ] as const) {
      const { body } = must((await (await ways[route](rule))()) as Answer)
      expect(body.code ?? body.access_token, route).toBeTypeOf('string')
    }
    expect(must((await (await ways[BEARER](rule))()) as Answer).body.membership.id).toBeTypeOf('string')
    for (const route of ['GET /auth/external/:kind/:id', 'POST /auth/external/link'] as const) {
      const { location } = (await (await ways[route](rule))()) as Visit
      expect(new URL(location).searchParams.get('code'), route).toBeTypeOf('string')
    }
  })
})
