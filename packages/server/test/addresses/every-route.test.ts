import { type Answer, type CallOptions, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, claimsOf, follow, freshEmail, must, PASSWORD, reasonOf, redeem, refresh } from '../identity/steps.ts'
import { CONFIRMED, from, type RuledBy, rulesAt } from './rules.ts'

const HOME = '198.51.100.7'
const ABROAD = '203.0.113.9'
const ONLY_HOME = [{ name: 'the clinic', value: '198.51.100.0/24', action: 'allow' }]

/** Routes that are for anybody, or whose own proof is the request's: none of them takes an access token. */
const WITHOUT_A_TOKEN = new RegExp(
  '^/($|account|console|assets/|signin|signed-out|set-up|device$|code$|leaving-basic$|webhook/|openapi|healthcheck|metrics|dev/|\\.well-known/|fhir/R4/(metadata|\\.well-known)|' +
    'oauth2/(authorize|device_authorization|token|revoke)$|auth/(external|apple|google|exchange|login|method|new|profile|scope|clientinfo|' +
    'setpassword|resetpassword|verifyemail|undoemail|notme|challenge|trace|mfa/(verify|login-enroll|send-email)$))',
)
/** A sign-out only takes away, so it is never refused for its address. */
const TAKES_AWAY = '/oauth2/logout'
/** What a route looks at before it looks at the token. */
const BODIES: Readonly<Record<string, CallOptions>> = {
  '/auth/revoke': { json: { loginId: crypto.randomUUID() } },
  '/auth/changepassword': { json: { oldPassword: PASSWORD, newPassword: 'another quiet garden path' } },
  '/auth/mfa/disable': { json: { token: '123456' } },
  '/auth/mfa/recovery-codes': { json: { token: '123456' } },
  '/oauth2/introspect': { form: { token: 'x' } },
  '/oauth2/userinfo': { form: {} },
  '/admin/projects/:projectId/import-users': { raw: '{}', headers: { 'Content-Type': 'application/x-ndjson' } },
}

describe.each(storesForWalks())('from a blocked address, on %s,', (store) => {
  let world: World
  let owner: Owner
  let appId: string
  let person: { readonly email: string; readonly policy: string }
  let machine: Awaited<ReturnType<World['actors']['machine']>>
  let machinePolicy: string

  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_TRUSTED_PROXIES: '127.0.0.1' } })
    owner = await world.actors.owner()
    const entries = [{ resourceType: 'Patient' }, { resourceType: 'Observation' }]
    const policy = await world.actors.policy(owner, entries)
    machinePolicy = await world.actors.policy(owner, entries)
    machine = await world.actors.machine(owner, { accessPolicy: machinePolicy, extra: { basicAllowed: true } })
    const made = await world.call(`admin/projects/${owner.project}/client`, {
      json: { name: 'app', kind: 'app', firstParty: true, redirectUris: ['https://app.example/'] },
      token: owner.token,
    })
    appId = must(made).body.id
    const email = freshEmail()
    const membership = { accessPolicy: { reference: policy } }
    const invitation = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'L', email, membership }
    must(await world.call(`admin/projects/${owner.project}/invite`, { json: invitation, token: owner.token }))
    await follow(world, email)
    person = { email, policy }
  })
  afterAll(() => world.close())

  /** The lists that a person and a machine are under, each by itself. */
  const lists: Readonly<Record<string, (of: 'person' | 'machine') => RuledBy>> = {
    'a policy': (of) => ({ at: of === 'person' ? person.policy : machinePolicy }),
    'the client': (of) => ({ at: `ClientApplication/${of === 'person' ? appId : machine.id}` }),
    'the project': () => ({ at: `Project/${owner.project}` }),
  }
  const names = Object.keys(lists)

  /** Does something while a list lets only the clinic pass. */
  async function under<T>(name: string, of: 'person' | 'machine', work: () => Promise<T>): Promise<T> {
    const at = lists[name]?.(of) ?? { at: '' }
    const administrator = { world, token: owner.token, headers: { ...from(HOME), ...CONFIRMED } }
    await rulesAt(administrator, at, ONLY_HOME)
    try {
      return await work()
    } finally {
      await rulesAt(administrator, at, [])
    }
  }

  const signedIn = async (address: string): Promise<Answer['body']> => {
    const fields = { email: person.email, clientId: appId, scope: 'openid offline_access' }
    const begun = await begin(world.call, fields, from(address))
    return must(await redeem(at(address), begun, { client_id: appId })).body
  }
  const at =
    (address: string): World['call'] =>
    (path, options = {}) =>
      world.call(path, { ...options, headers: { ...options.headers, ...from(address) } })
  const machineForm = (): Record<string, string> => ({
    grant_type: 'client_credentials',
    client_id: machine.id,
    client_secret: machine.secret,
  })

  const takesTokens = (): readonly { readonly method: string; readonly url: string }[] =>
    world.app.routes.filter(
      ({ method, url }) => !['HEAD', 'OPTIONS'].includes(method) && !WITHOUT_A_TOKEN.test(url) && url !== TAKES_AWAY,
    )
  const callTo = ({ method, url }: { method: string; url: string }): readonly [string, CallOptions] => {
    const path = url.slice(1).replace(':projectId', owner.project).replace(':type', 'Patient')
    const body = ['GET', 'DELETE'].includes(method) ? {} : (BODIES[url] ?? { json: {} })
    return [path.replaceAll(/:[a-zA-Z]+/g, crypto.randomUUID()), { method, ...body }]
  }

  test('every route is known to take a token, or to take none', async () => {
    expect(takesTokens().length).toBeGreaterThan(45)
    for (const route of takesTokens()) {
      const [path, options] = callTo(route)
      const { status } = await world.call(path, { ...options, token: 'a.b.c' })
      expect(status, `${route.method} ${route.url}`).toBe(401)
    }
  })

  test.each(names)('no route takes the token of a person whom %s shuts out', async (name) => {
    const { access_token: token } = await signedIn(HOME)
    await under(name, 'person', async () => {
      for (const route of takesTokens()) {
        const [path, options] = callTo(route)
        const answer = await at(ABROAD)(path, { ...options, token })
        const how = `${route.method} ${route.url}`
        expect([answer.status, answer.text], how).toEqual([403, expect.stringContaining('IP address not allowed')])
        if (!route.url.startsWith('/oauth2/')) expect(reasonOf(answer), how).toBe('blocked_address')
      }
      expect((await at(HOME)('auth/me', { token })).status).toBe(200)
      expect((await at(HOME)('fhir/R4/Patient', { token })).status).toBe(200)
    })
  })

  test.each(names)('no route takes the token or the secret of a machine that %s shuts out', async (name) => {
    const token = must(await at(HOME)('oauth2/token', { form: machineForm() })).body.access_token
    await under(name, 'machine', async () => {
      for (const route of takesTokens()) {
        const [path, options] = callTo(route)
        for (const credential of [{ token }, { basic: machine.basic }]) {
          // It takes no Basic from anywhere.
          if ('basic' in credential && route.url === '/oauth2/userinfo') continue
          const { status, text } = await at(ABROAD)(path, { ...options, ...credential })
          const how = `${route.method} ${route.url} ${Object.keys(credential)[0]}`
          expect([status, text], how).toEqual([403, expect.stringContaining('IP address not allowed')])
        }
      }
      for (const credential of [{ token }, { basic: machine.basic }])
        expect((await at(HOME)('fhir/R4/Patient', credential)).status).toBe(200)
    })
  })

  test.each(names)('a person whom %s shuts out does not sign in, and gets no tokens', async (name) => {
    const begun = await begin(world.call, { email: person.email, clientId: appId }, from(HOME))
    const { refresh_token: refreshToken } = await signedIn(HOME)
    await under(name, 'person', async () => {
      const refused = await begin(world.call, { email: person.email, clientId: appId }, from(ABROAD))
      expect([refused.answer.status, reasonOf(refused.answer)]).toEqual([400, 'blocked_address'])
      expect(refused.answer.text).toContain('IP address not allowed')
      for (const answer of [
        await redeem(at(ABROAD), begun, { client_id: appId }),
        await refresh(at(ABROAD), refreshToken, { client_id: appId }),
      ])
        expect([answer.status, answer.body.error]).toEqual([400, 'access_denied'])
      // Nothing was used up by that.
      expect(must(await redeem(at(HOME), begun, { client_id: appId })).body.access_token).toBeDefined()
      expect(must(await refresh(at(HOME), refreshToken, { client_id: appId })).body.refresh_token).toBeDefined()
    })
  })

  test.each(names)('a machine that %s shuts out gets no tokens', async (name) => {
    await under(name, 'machine', async () => {
      const refused = await at(ABROAD)('oauth2/token', { form: machineForm() })
      expect([refused.status, refused.body.error]).toEqual([400, 'access_denied'])
      must(await at(HOME)('oauth2/token', { form: machineForm() }))
    })
  })

  test('a person can still sign out, and an app revoke its token', async () => {
    for (const leave of [
      (token: string) => at(ABROAD)('oauth2/logout', { method: 'POST', token }),
      (token: string) => at(ABROAD)('oauth2/revoke', { form: { token, client_id: appId } }),
    ]) {
      const { access_token: token } = await signedIn(HOME)
      await under('the project', 'person', async () => must(await leave(token)))
      expect((await at(HOME)('auth/me', { token })).status).toBe(401)
    }
  })

  test('what a request says of its own address counts only from a proxy that is trusted', async () => {
    const plain = await world.restarted({ env: { DAMSON_TRUSTED_PROXIES: '' } })
    await under('the project', 'person', async () => {
      const login = await begin(plain.call, { email: person.email, clientId: appId }, from(HOME))
      expect(reasonOf(login.answer)).toBe('blocked_address')
      const { access_token: token } = await signedIn(HOME)
      expect((await plain.call('fhir/R4/Patient', { token, headers: from(HOME) })).status).toBe(403)
    })
  })

  test('each refusal is in the audit, requests once in a while', async () => {
    const { access_token: token, refresh_token: refreshToken } = await signedIn(HOME)
    const { login_id: loginId } = claimsOf(token)
    await under('the project', 'person', async () => {
      for (let n = 0; n < 3; n += 1) await at(ABROAD)('fhir/R4/Patient', { token })
      await refresh(at(ABROAD), refreshToken, { client_id: appId })
      await begin(world.call, { email: person.email, clientId: appId }, from(ABROAD))
    })
    const events = async (subtype: string): Promise<readonly string[]> =>
      must(
        await world.call(`fhir/R4/AuditEvent?subtype=${subtype}&_sort=-date&_count=10`, { token: owner.token }),
      ).body.entry.map(({ resource }: { resource: object }) => JSON.stringify(resource))
    expect((await events('address.refused')).filter((event) => event.includes(String(loginId)))).toHaveLength(1)
    expect((await events('token.refused'))[0]).toContain('blocked_address')
    expect((await events('110122')).join()).toContain('blocked_address')
  })
})
