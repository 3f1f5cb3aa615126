import { type Answer, createSoftwareAuthenticator, pkce, type SoftwareAuthenticator } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, PASSWORD, reasonOf } from '../identity/steps.ts'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'
import { askedTo, PASSKEYS } from '../signin/passkey-bench.ts'
import { type DomainClinic, PROVIDER, startDomainClinic, tried } from './domain-clinic.ts'
import { PROVIDER_ROUTES, SIGNED_IN_ROUTES } from './provider-routes.ts'

const CALLBACK = 'https://diary.example/callback'
const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'
/** A rule that refuses a way to sign in, and how it comes into force. */
interface Case {
  readonly name: string
  readonly why: string
  /** The domain of the addresses that it is about. */
  readonly domain: string
  /** It is about an app, and about addresses at all. */
  readonly isOfClient: boolean
  /** What it refuses: Damson's own ways, or a provider. */
  readonly refuses: 'own' | 'external'
  readonly isOfServer?: boolean
  bite(): Promise<void>
  release(): Promise<void>
}

let here: DomainClinic
let client: { id: string; [field: string]: unknown }
let ids: Readonly<Record<'project' | 'server', string>>

async function sql(text: string, ...params: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
  return (await here.world.store.db.query({ sql: text, params: [...params] })).rows
}

async function setSignIn(signIn: string): Promise<void> {
  const token = here.clinic.admin.token
  const at = `fhir/R4/ClientApplication/${client.id}`
  const { body } = must(await here.world.call(at, { token }))
  must(await here.world.call(at, { method: 'PUT', token, json: { ...body, signIn } }))
  // What was under way ends with the change (see provider-end.test.ts): here it goes on, so that the rule alone is asked.
  await sql(`update logins set revoked_at = null, revoked_why = null where revoked_why = 'sign_in_changed'`)
}

const setDomain = async (id: string, enforced: boolean, status: string): Promise<void> =>
  void (await sql('update domains set enforced = $1, status = $2 where id = $3', enforced, status, id))

const cases: readonly Case[] = [
  {
    name: 'an app that takes its provider alone',
    why: 'client_provider',
    domain: 'example.org',
    isOfClient: true,
    refuses: 'own',
    bite: () => setSignIn('external'),
    release: () => setSignIn('both'),
  },
  {
    name: 'an app that takes Damson’s own sign-in alone',
    why: 'client_own',
    domain: 'example.org',
    isOfClient: true,
    refuses: 'external',
    async bite() {
      await setSignIn('own')
      // What was begun so far was vouched for by the app's provider.
      const key = `client:${client.id}`
      await sql(
        `insert into identities (id, project, issuer, subject, user_id, provider_key, how, linked_at)
        select gen_random_uuid(), $1, $2, u.id::text, u.id, $3, 'proved', now() from users u on conflict do nothing`,
        here.clinic.project,
        PROVIDER.issuer,
        key,
      )
      for (const table of ['logins', 'login_roots'])
        await sql(
          `update ${table} l set provider_key = $1, identity_id = i.id from identities i where i.user_id = l.user_id`,
          key,
        )
    },
    async release() {
      await setSignIn('both')
      for (const table of ['logins', 'login_roots'])
        await sql(`update ${table} set provider_key = null, identity_id = null`)
    },
  },
  {
    name: 'an enforced domain',
    why: 'domain_provider',
    domain: 'enforced.org',
    isOfClient: false,
    refuses: 'own',
    bite: () => setDomain(ids.project, true, 'proven'),
    release: () => setDomain(ids.project, false, 'proven'),
  },
  {
    name: 'a suspended domain',
    why: 'domain_suspended',
    domain: 'enforced.org',
    isOfClient: false,
    refuses: 'own',
    bite: () => setDomain(ids.project, true, 'suspended'),
    release: () => setDomain(ids.project, false, 'proven'),
  },
  {
    name: 'an enforced domain of the server',
    why: 'domain_provider',
    domain: 'everywhere.org',
    isOfClient: false,
    refuses: 'own',
    isOfServer: true,
    bite: () => setDomain(ids.server, true, 'proven'),
    release: () => setDomain(ids.server, false, 'proven'),
  },
]

/** How a route is driven. */
interface Drive {
  /** Which rules are about it. */
  readonly isHeldTo: (one: Case) => boolean
  /** Does what has to be done before the rule is in force, and returns what is then refused: an answer or a page. */
  readonly prepare: (one: Case) => Promise<() => Promise<Answer | Visit>>
}

let people = 0
const freshAddress = ({ domain }: Case): string => `person-${(people += 1)}@${domain}`

/** Somebody of the domain with as many places. */
async function person(
  one: Case,
  places = 1,
  scope = 'project',
): Promise<{ readonly email: string; readonly membership: string }> {
  const email = freshAddress(one)
  const made = await here.person(email, { scope })
  if (places > 1)
    must(await here.clinic.invite({ email, scope: 'project', resourceType: 'Patient', forceNewMembership: true }))
  return made
}

/** An app's sign-in names the app; a domain's rule holds without one too. */
const askedBy = ({ isOfClient }: Case): object =>
  isOfClient ? { clientId: client.id } : { projectId: here.clinic.project }

/** A step of a sign-in that was begun while it was allowed. */
const step = (places: number, act: (login: string, membership: string) => Promise<Answer>): Drive =>
  always(async (one) => {
    const { email, membership } = await person(one, places)
    const { handle } = await begin(here.world.call, { email, scope: 'openid profile', ...askedBy(one) })
    expect(handle).not.toBe('')
    return () => act(handle, membership)
  })

const always = (prepare: Drive['prepare']): Drive => ({ isHeldTo: () => true, prepare })
/** What begins with Damson's own proof, which an app with its own sign-in takes. */
const byPassword = (prepare: Drive['prepare']): Drive => ({ isHeldTo: ({ refuses }) => refuses === 'own', prepare })
/** What names no app. */
const withoutApp = (prepare: Drive['prepare']): Drive => ({ isHeldTo: ({ isOfClient }) => !isOfClient, prepare })

function authorizeQuery(): string {
  const { challenge } = pkce()
  return new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'x',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  }).toString()
}

const newBrowser = (): CookieBrowser => createCookieBrowser(here.world.baseUrl, here.world.baseUrl)

async function signInOnPages(browser: CookieBrowser, email: string): Promise<Visit> {
  const page = await browser.open(`/oauth2/authorize?${authorizeQuery()}`)
  return browser.post('/signin', { request: page.hidden('request'), email, password: PASSWORD })
}

/** A flow that has come as far as the choice of a role. */
async function openFlow(one: Case): Promise<{ browser: CookieBrowser; at: string; membership: string }> {
  const { email, membership } = await person(one, 2)
  const browser = newBrowser()
  const { location } = await signInOnPages(browser, email)
  return { browser, at: location, membership }
}

const resumed = (method: 'GET' | 'POST'): Drive =>
  always(async (one) => {
    const browser = newBrowser()
    const signedIn = await signInOnPages(browser, (await person(one)).email)
    await browser.open(signedIn.location)
    return () =>
      method === 'GET'
        ? browser.open(`/oauth2/authorize?${authorizeQuery()}`)
        : browser.post('/oauth2/authorize', authorizeQuery())
  })

async function linkFor(one: Case): Promise<{ readonly id: string; readonly secret: string }> {
  const email = freshAddress(one)
  must(await here.clinic.invite({ email, scope: 'project' }))
  return here.world.inbox.link(email)
}

/** Routes that can end in a login, or give somebody what a login is made with. */
const DRIVEN: Readonly<Record<string, Drive>> = {
  'POST /auth/login': byPassword(async (one) => {
    const { email } = await person(one)
    return async () => (await begin(here.world.call, { email, ...askedBy(one) })).answer
  }),
  'GET /auth/login/:login': step(1, (login) => here.world.call(`auth/login/${login}`)),
  'POST /auth/profile': step(2, (login, profile) => here.world.call('auth/profile', { json: { login, profile } })),
  'POST /auth/scope': step(1, (login) => here.world.call('auth/scope', { json: { login, scope: 'openid' } })),
  'POST /auth/mfa/verify': step(1, (login) => here.world.call('auth/mfa/verify', { json: { login, token: '123456' } })),
  'POST /auth/mfa/login-enroll': step(1, (login) =>
    here.world.call('auth/mfa/login-enroll', { json: { login, token: '123456' } }),
  ),
  'POST /auth/newuser': byPassword(async (one) => {
    const json = { firstName: 'A', lastName: 'B', email: freshAddress(one), password: PASSWORD, scope: 'openid' }
    const challenge = { codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' }
    return () => here.world.call('auth/newuser', { json: { ...json, ...challenge, ...askedBy(one) } })
  }),
  // A project of its own is nobody's else: only what holds for the whole server is asked for.
  'POST /auth/newproject': {
    isHeldTo: ({ isOfServer }) => isOfServer === true,
    async prepare(one) {
      const { email } = await person(one, 1, 'server')
      const { handle } = await begin(here.world.call, { email, projectId: 'new' })
      return () => here.world.call('auth/newproject', { json: { login: handle, projectName: 'A Project' } })
    },
  },
  'POST /auth/newpatient': always(async (one) => {
    const json = { firstName: 'A', lastName: 'B', email: freshAddress(one), password: PASSWORD, scope: 'openid' }
    const challenge = { codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' }
    const { body } = must(await here.world.call('auth/newuser', { json: { ...json, ...challenge, ...askedBy(one) } }))
    const { id, secret } = here.world.inbox.link(json.email)
    must(await here.world.call('auth/verifyemail', { json: { id, secret, password: PASSWORD } }))
    return () => here.world.call('auth/newpatient', { json: { login: body.login, projectId: here.clinic.project } })
  }),
  'POST /auth/setpassword': withoutApp(async (one) => {
    const link = await linkFor(one)
    return () => here.world.call('auth/setpassword', { json: { ...link, password: PASSWORD } })
  }),
  'POST /auth/setpassword/:id/:secret': withoutApp(async (one) => {
    const { id, secret } = await linkFor(one)
    return () => newBrowser().post(`/auth/setpassword/${id}/${secret}`, { password: PASSWORD })
  }),
  'POST /auth/resetpassword': withoutApp(async (one) => {
    const { email } = await person(one)
    return () => here.world.call('auth/resetpassword', { json: { email, projectId: here.clinic.project } })
  }),
  'POST /signin/forgot': byPassword(async (one) => {
    const { email } = await person(one)
    return () => newBrowser().post(`/signin/forgot?${authorizeQuery()}`, { email })
  }),
  'POST /admin/projects/:projectId/members/:membershipId/resetpassword': withoutApp(async (one) => {
    const { membership } = await person(one)
    return () => here.admin(`members/${membership}/resetpassword`, { json: {} })
  }),
  // Whose address it is shows only when the provider has answered: the steps judge that.
  'GET /auth/external/start': {
    isHeldTo: ({ refuses }) => refuses === 'external',
    prepare: () => Promise.resolve(() => newBrowser().open(`/auth/external/start?${authorizeQuery()}`)),
  },
  'GET /oauth2/authorize': resumed('GET'),
  'POST /oauth2/authorize': resumed('POST'),
  'POST /signin': byPassword(async (one) => {
    const { email } = await person(one)
    const browser = newBrowser()
    const page = await browser.open(`/oauth2/authorize?${authorizeQuery()}`)
    return () => browser.post('/signin', { request: page.hidden('request'), email, password: PASSWORD })
  }),
  'POST /signin/mail/:id': byPassword(async (one) => {
    const { browser, at, code } = await mailed(one)
    return () => browser.post(at, { code })
  }),
  'POST /signin/mail/:id/:secret': byPassword(async (one) => {
    const { browser, link } = await mailed(one)
    return () => browser.post(link, {})
  }),
  'GET /signin/:flow': always(async (one) => {
    const { browser, at } = await openFlow(one)
    return () => browser.open(at)
  }),
  'POST /signin/:flow': always(async (one) => {
    const { browser, at, membership } = await openFlow(one)
    return async () => browser.follow(await browser.post(at, { membership }))
  }),
  'POST /account/sign-in': withoutApp(async (one) => {
    const { email } = await person(one, 1, 'server')
    const browser = newBrowser()
    const page = await browser.open('/account')
    return () => browser.post('/account/sign-in', { form: page.hidden('form'), email, password: PASSWORD })
  }),
}

/** A browser that has asked for an e-mail to sign in with, and what the e-mail carries. */
async function mailed(
  one: Case,
): Promise<{ readonly browser: CookieBrowser; readonly at: string; readonly code: string; readonly link: string }> {
  const [{ email }, browser] = [await person(one), newBrowser()]
  const page = await browser.open(`/oauth2/authorize?${authorizeQuery()}`)
  const { location } = await browser.post('/signin', { request: page.hidden('request'), email, by: 'email' })
  const carried = (): RegExpExecArray | null =>
    /\b(\d{6})\b[^]*(\/signin\/mail\/\S+)/.exec(here.world.inbox.to(email).at(-1)?.text ?? '')
  await expect.poll(carried).not.toBeNull()
  const [, code = '', link = ''] = carried() ?? []
  return { browser, at: location, code, link }
}

/** A route for an e-mail: nothing is sent where it could sign nobody in. */
const FOR_MAIL: Readonly<Record<string, Drive>> = {
  'POST /signin, for an e-mail': byPassword(async (one) => {
    const [{ email }, browser] = [await person(one), newBrowser()]
    const page = await browser.open(`/oauth2/authorize?${authorizeQuery()}`)
    return () => browser.post('/signin', { request: page.hidden('request'), email, by: 'email' })
  }),
}

/** The same routes, with a passkey that was made while that was allowed. */
const BY_PASSKEY: Readonly<Record<string, Drive>> = {
  'POST /signin, with a passkey': byPassword(async (one) => {
    const { keys, browser } = await withPasskey(one)
    const page = await browser.open(`/oauth2/authorize?${authorizeQuery()}`)
    const passkey = keys.get(askedTo(page, 'use'))
    return () => browser.post('/signin', { request: page.hidden('request'), passkey })
  }),
  'POST /account/sign-in, with a passkey': withoutApp(async (one) => {
    const { keys, browser } = await withPasskey(one)
    const page = await browser.open('/account')
    const passkey = keys.get(askedTo(page, 'use'))
    return () => browser.post('/account/sign-in', { form: page.hidden('form'), passkey })
  }),
}

/** Somebody of the domain with a passkey, and another browser. */
async function withPasskey(
  one: Case,
): Promise<{ readonly keys: SoftwareAuthenticator; readonly browser: CookieBrowser }> {
  const [{ email }, browser] = [await person(one), newBrowser()]
  await browser.follow(await signInOnPages(browser, email))
  const page = await browser.open(PASSKEYS)
  const keys = createSoftwareAuthenticator({ origin: new URL(here.world.baseUrl).origin })
  const passkey = keys.create(askedTo(page, 'make'))
  expect((await browser.post(PASSKEYS, { form: page.hidden('form'), passkey })).location).toContain('done=added')
  return { keys, browser: newBrowser() }
}

const METADATA = 'says what this server is, to anybody'
const PAGE = 'shows a page or a file, and takes nothing'
const SIGNED_IN =
  'is for whoever is signed in already, or brings a provider’s token as Bearer: ' +
  'that signs in, and is driven on each in provider-ways.full.test.ts'
const ENDS = 'ends logins, and makes none'
/** Routes that cannot end in a person's login, and why. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  [METADATA]: [
    'GET /.well-known/openid-configuration',
    'GET /.well-known/oauth-authorization-server',
    'GET /.well-known/smart-configuration',
    'GET /fhir/R4/.well-known/smart-configuration',
    'GET /.well-known/smart-styles.json',
    'GET /.well-known/oauth-protected-resource',
    'GET /.well-known/oauth-protected-resource/fhir/R4',
    'GET /.well-known/oauth-protected-resource/fhir/R4/',
    'GET /.well-known/jwks.json',
    'GET /auth/external/:kind/:id/jwks',
    'GET /.well-known/user-access-brands',
    'GET /.well-known/webauthn',
    'GET /fhir/R4/metadata',
    'GET /auth/clientinfo/:clientId',
    'GET /healthcheck',
    'GET /metrics',
  ],
  [PAGE]: [
    'GET /assets/page.css',
    'GET /assets/password.js',
    'GET /assets/webauthn.js',
    'GET /assets/passkey.js',
    'GET /assets/form-post.js',
    'GET /assets/time-left.js',
    'GET /assets/mark.svg',
    'GET /assets/projects/:project/:version/accent.css',
    'GET /assets/projects/:project/:version/logo',
    'GET /signin',
    'GET /signin/mail/:id',
    'GET /signin/mail/:id/:secret',
    'GET /signin/forgot',
    'GET /signin/forgot/sent',
    'GET /auth/setpassword/:id/:secret',
    'GET /auth/setpassword/:end',
    'GET /auth/verifyemail/:id/:secret',
    'GET /auth/verifyemail/:end',
    'GET /signed-out',
    'GET /account/sign-in',
    'GET /account/code',
    'POST /signin/language',
    'POST /signin/passkey-challenge',
    'GET /signin/recover',
    'GET /signin/recover/sent',
  ],
  'replaces lost factors after a day, and ends sign-ins rather than open one': [
    'POST /signin/recover',
    'GET /signin/recovery',
    'POST /signin/recovery',
    'GET /signin/recovery/start/:id/:secret',
    'POST /signin/recovery/start/:id/:secret',
    'GET /signin/recovery/stop/:id/:secret',
    'POST /signin/recovery/stop/:id/:secret',
    'GET /signin/recovery/stopped',
  ],
  'locks an account for the owner of its old address, and signs nobody in': [
    'GET /auth/undoemail/:id/:secret',
    'POST /auth/undoemail/:id/:secret',
    'GET /auth/undoemail/undone',
  ],
  'says where an address signs in, and signs nobody in': ['POST /auth/method'],
  'mails a code, which proves nothing before it is sent back': ['POST /auth/mfa/send-email'],
  'signs in whom a provider vouches for: driven in provider-ways.full.test.ts, with providers that run':
    PROVIDER_ROUTES,
  'is no provider’s way back': ['GET /auth/external'],
  'is for whoever tries a configuration: it ends in a page': [
    'GET /auth/external/try',
    'POST /admin/projects/:projectId/provider-test',
  ],
  'proves an address; the sign-in that waits for it is driven': [
    'POST /auth/verifyemail',
    'POST /auth/verifyemail/:id/:secret',
  ],
  [ENDS]: ['POST /oauth2/revoke', 'POST /auth/revoke', 'GET /oauth2/logout', 'POST /oauth2/logout'],
  [SIGNED_IN]: SIGNED_IN_ROUTES,
}

/** What a node answers, one line a route. HEAD is its GET without a body. */
function routes(): readonly string[] {
  return here.world.app.routes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .map(({ method, url }) => `${method} ${url}`)
}

/** Every code and token of anybody: what a refused way may not add to. */
async function granted(): Promise<readonly Record<string, unknown>[]> {
  return sql(
    'select id::text as id, code_hash, granted_at from logins ' +
      'where code_hash is not null or granted_at is not null order by id',
  )
}

beforeAll(async () => {
  here = await startDomainClinic()
  await here.clinic.openForPatients()
  await setProject(undefined)
  const made = must(
    await here.admin('client', {
      json: {
        name: 'Heart Diary',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        redirectUris: [CALLBACK],
        identityProvider: PROVIDER,
      },
    }),
  )
  client = made.body
  await tried(here.world, `client:${client.id}`)
  const server = must(await here.add('everywhere.org', { serverWide: true }))
  here.publish(server)
  must(await here.verify(server.body.id))
  ids = { project: await here.proven('enforced.org'), server: server.body.id }
})
afterAll(() => here.world.close())

describe('every route', () => {
  test('is driven below, or has a reason why it ends in no login', () => {
    const known = [...Object.keys(DRIVEN), ...Object.values(NEVER).flat()]
    expect(routes().filter((route) => !known.includes(route))).toEqual([])
    expect(known.filter((route) => !routes().includes(route))).toEqual([])
    expect(known.filter((route, at) => known.indexOf(route) !== at)).toEqual([])
  })
})

describe.each(cases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  const held = Object.entries({ ...DRIVEN, ...FOR_MAIL, ...BY_PASSKEY }).filter(([, { isHeldTo }]) => isHeldTo(one))
  test.each(held)('is held to by %s', async (_route, { prepare }) => {
    const act = await prepare(one)
    await one.bite()
    try {
      const before = await granted()
      const answer = await act()
      expect(await granted()).toEqual(before)
      if ('location' in answer) return expectPage(answer, one)
      expect([answer.status, reasonOf(answer)], answer.text).toEqual([400, one.why])
      expect([answer.body.code, answer.body.access_token]).toEqual([undefined, undefined])
    } finally {
      await one.release()
    }
  })
})

/** A page that says why, or that asks who it is once more: never a way back to the app with a code. */
function expectPage(page: Visit, { why }: Case): void {
  if (page.location.startsWith(CALLBACK)) {
    const { searchParams } = new URL(page.location)
    return expect([searchParams.get('error'), searchParams.get('code')]).toEqual(['access_denied', null])
  }
  expect(page.location).toBe('')
  if (page.status === 200 && /^(Sign in$|Continuing to )/.test(page.heading)) return
  expect(page.text).toContain(TEXTS[why])
}

/** The beginning of what people are told. */
const TEXTS: Readonly<Record<string, string>> = {
  client_provider: 'You sign in to this app through its own provider',
  client_own: 'This app does not sign people in through another provider',
  domain_provider: 'With this address, you sign in through your organisation',
  domain_suspended: 'Nobody with an address at this organisation can sign in',
}

/** Where a second factor can be demanded, each as a rule of its own. */
const demands: readonly Case[] = [
  demand('the project', {
    bite: () => setProject([{ name: 'mfaRequired', valueBoolean: true }]),
    release: () => setProject(undefined),
  }),
  demand('the project, by its least acr', {
    bite: () => setProject([{ name: 'minimumAcr', valueString: AAL2 }]),
    release: () => setProject(undefined),
  }),
  demand('the membership', inTable('memberships', 'mfa_required = $1')),
  demand('the account', inTable('users', 'mfa_required = $1')),
  demand('an access policy', { bite: () => setPolicies({ mfaRequired: true }), release: () => setPolicies({}) }),
  demand('an access policy, by its least acr', {
    bite: () => setPolicies({ minimumAcr: AAL2 }),
    release: () => setPolicies({}),
  }),
  demand('the app', { bite: () => setClient({ mfaRequired: true }), release: () => setClient({}) }, true),
  demand(
    'the app, by its least acr',
    { bite: () => setClient({ minimumAcr: AAL2 }), release: () => setClient({}) },
    true,
  ),
]

function demand(name: string, force: Pick<Case, 'bite' | 'release'>, isOfClient = false): Case {
  return { name, why: 'mfa', domain: 'example.org', isOfClient, refuses: 'own', ...force }
}

function inTable(table: string, set: string): Pick<Case, 'bite' | 'release'> {
  const put = (on: boolean): Promise<void> =>
    sql(`update ${table} set ${set.replaceAll('$1', String(on))}`).then(() => undefined)
  return { bite: () => put(true), release: () => put(false) }
}

async function setProject(setting: readonly object[] | undefined): Promise<void> {
  const [token, at] = [here.clinic.admin.token, `fhir/R4/Project/${here.clinic.project}`]
  const { setting: _setting, ...rest } = must(await here.world.call(at, { token })).body
  const byMail = { name: 'emailSignIn', valueString: 'Patient,Practitioner' }
  must(await here.world.call(at, { method: 'PUT', token, json: { ...rest, setting: [byMail, ...(setting ?? [])] } }))
}

/** Of all policies of the project, one of which is then the default of its staff too. */
async function setPolicies(fields: object): Promise<void> {
  const { token } = here.clinic.admin
  const { entry } = must(await here.world.call('fhir/R4/AccessPolicy?_count=50', { token })).body
  for (const { resource } of entry) {
    const { mfaRequired: _required, minimumAcr: _acr, ...rest } = resource
    const at = `fhir/R4/AccessPolicy/${resource.id}`
    must(await here.world.call(at, { method: 'PUT', token, json: { ...rest, ...fields } }))
  }
  const at = `fhir/R4/Project/${here.clinic.project}`
  const { body } = must(await here.world.call(at, { token }))
  const others = body.defaultAccessPolicies.filter((one: { profileType: string }) => one.profileType !== 'Practitioner')
  const staff = { profileType: 'Practitioner', accessPolicy: { reference: `AccessPolicy/${entry[0].resource.id}` } }
  const defaultAccessPolicies = Object.keys(fields).length === 0 ? others : [...others, staff]
  must(await here.world.call(at, { method: 'PUT', token, json: { ...body, defaultAccessPolicies } }))
}

async function setClient(fields: object): Promise<void> {
  const [token, at] = [here.clinic.admin.token, `fhir/R4/ClientApplication/${client.id}`]
  const { mfaRequired: _required, minimumAcr: _acr, ...rest } = must(await here.world.call(at, { token })).body
  must(await here.world.call(at, { method: 'PUT', token, json: { ...rest, ...fields } }))
}

/** Routes after which no app has a code, whoever is asked for what. */
const WITHOUT_CODE: ReadonlySet<string> = new Set([
  'POST /auth/newuser',
  'POST /auth/newproject',
  'POST /auth/setpassword',
  'POST /auth/setpassword/:id/:secret',
  'POST /auth/resetpassword',
  'POST /signin/forgot',
  'POST /admin/projects/:projectId/members/:membershipId/resetpassword',
  'GET /auth/external/start',
  'POST /account/sign-in',
])

describe.each(demands.map((one) => [one.name, one] as const))('a second factor that %s demands', (_name, one) => {
  const routesWithCode = Object.entries(DRIVEN).filter(
    // A membership that the route itself makes demands nothing yet.
    ([route]) => !WITHOUT_CODE.has(route) && !(route.endsWith('/newpatient') && one.name === 'the membership'),
  )
  // A page for all memberships, or a step after the first one, names no app: the sign-in does.
  test.each(routesWithCode)('is set up before a code comes by %s', async (route, { prepare }) => {
    const act = await prepare({ ...one, isOfClient: one.isOfClient || route.includes('/signin') })
    await one.bite()
    try {
      const before = await granted()
      const answer = await act()
      expect(await granted()).toEqual(before)
      if ('location' in answer) return expectEnrolment(answer, route)
      if (route.includes('/mfa/')) return expect([answer.status, answer.body.code]).toEqual([400, undefined])
      expect(answer.body, answer.text).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
      expect([answer.body.code, answer.body.access_token]).toEqual([undefined, undefined])
    } finally {
      await one.release()
    }
  })
})

/** The page that sets a factor up, or the way to it in the same browser; the role is chosen first. */
function expectEnrolment({ location, heading }: Visit, route: string): void {
  if (location === '')
    return expect(route === 'GET /signin/:flow' ? ['Which role?'] : ['Protect your account'], route).toContain(heading)
  expect(location, route).toMatch(/^\/signin\/[0-9a-f-]+$/)
}
