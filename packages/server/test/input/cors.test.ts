import { type Answer, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeClient, must, startClinic } from '../identity/steps.ts'

const REGISTERED = 'https://app.example.org'
const OF_PROJECT = 'https://project.example.org'
const FOREIGN = 'https://evil.example'
const LOOPBACK = 'http://localhost:3000'
const EXPOSED = 'RateLimit, RateLimit-Policy, Retry-After, ETag, Location, WWW-Authenticate, X-Explain, Trace-Id'

/** A route of each class, with a method that it answers. */
const CLASSES = {
  metadata: [
    ['GET', '.well-known/openid-configuration'],
    ['GET', '.well-known/oauth-authorization-server'],
    ['GET', '.well-known/jwks.json'],
    ['GET', 'auth/external/client/123/jwks'],
    ['GET', 'fhir/R4/metadata'],
  ],
  token: [['POST', 'oauth2/token']],
  api: [
    ['POST', 'auth/login'],
    ['GET', 'auth/me'],
    ['POST', 'auth/setpassword'],
    ['GET', 'oauth2/userinfo'],
    ['POST', 'oauth2/introspect'],
    ['POST', 'oauth2/revoke'],
    ['POST', 'oauth2/logout'],
    ['GET', 'fhir/R4/Patient'],
    ['POST', 'fhir/R4'],
    ['PUT', 'fhir/R4/Patient/123'],
    ['PATCH', 'fhir/R4/Patient/123'],
    ['DELETE', 'fhir/R4/Patient/123'],
    ['GET', 'admin/projects/123'],
  ],
  pages: [
    ['GET', 'oauth2/authorize'],
    ['GET', 'signin'],
    ['POST', 'signin'],
    ['GET', 'auth/setpassword/123/456'],
    ['POST', 'auth/verifyemail/123/456'],
    ['GET', 'signin/forgot'],
    ['GET', 'assets/page.css'],
    ['GET', 'healthcheck'],
    ['GET', 'metrics'],
    ['GET', 'nowhere'],
    ['GET', ''],
  ],
} as const

/** What a browser may do: read the answer, and with the person's cookies. */
interface Leave {
  readonly mayRead: boolean
  readonly withCredentials: boolean
}
const none: Leave = { mayRead: false, withCredentials: false }
const any: Leave = { mayRead: true, withCredentials: false }
const exact: Leave = { mayRead: true, withCredentials: true }

function leaveOf({ headers }: Answer, origin: string): Leave {
  const allowed = headers.get('access-control-allow-origin')
  const withCredentials = headers.get('access-control-allow-credentials') === 'true'
  // A browser takes `*` for anybody without credentials alone.
  return { mayRead: allowed === '*' || allowed === origin, withCredentials: withCredentials && allowed === origin }
}

const production = {
  [FOREIGN]: { metadata: any, token: any, api: none, pages: none },
  null: { metadata: any, token: any, api: none, pages: none },
  [LOOPBACK]: { metadata: any, token: any, api: none, pages: none },
  [`${REGISTERED}:443`]: { metadata: any, token: any, api: none, pages: none },
  [`${REGISTERED}.evil.example`]: { metadata: any, token: any, api: none, pages: none },
  [REGISTERED]: { metadata: any, token: exact, api: exact, pages: none },
  [OF_PROJECT]: { metadata: any, token: exact, api: exact, pages: none },
} as const

describe('cross-origin requests', () => {
  let world: World
  beforeAll(async () => {
    const clinic = await startClinic()
    world = clinic.world
    const owner = { project: clinic.project, token: clinic.admin.token } as Owner
    await makeClient(world.call, owner, { allowedOrigin: [REGISTERED] })
    const at = `fhir/R4/Project/${clinic.project}`
    const { body } = await world.call(at, { token: owner.token })
    must(await world.call(at, { method: 'PUT', json: { ...body, origin: [OF_PROJECT] }, token: owner.token }))
  })
  afterAll(() => world.close())

  const actual = (method: string, path: string, Origin: string): Promise<Answer> =>
    world.call(path, { method, headers: { Origin } })
  const preflight = (
    method: string,
    path: string,
    Origin: string,
    headers = 'authorization,content-type',
  ): Promise<Answer> =>
    world.call(path, {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': headers },
    })

  describe.each(Object.entries(production))('from %s', (origin, expected) => {
    test.each(Object.keys(CLASSES) as (keyof typeof CLASSES)[])('on %s', async (routes) => {
      for (const [method, path] of CLASSES[routes]) {
        const answer = await actual(method, path, origin)
        expect(leaveOf(answer, origin), `${method} ${path}`).toEqual(expected[routes])
        const asked = await preflight(method, path, origin)
        expect(leaveOf(asked, origin), `OPTIONS ${method} ${path}`).toEqual(expected[routes])
        if (expected[routes].mayRead) {
          expect(answer.headers.get('access-control-expose-headers')).toBe(EXPOSED)
          expect(asked.status).toBeLessThan(300)
          expect(asked.headers.get('access-control-allow-methods')).toContain(method)
          expect(asked.headers.get('access-control-allow-headers')).toContain('authorization')
        } else {
          expect(answer.headers.has('access-control-expose-headers')).toBe(false)
          expect(asked.headers.has('access-control-allow-methods')).toBe(false)
        }
        // What depends on the origin must not be handed to another by a cache.
        if (expected[routes].withCredentials) expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin')
      }
    })
  })

  test('from our own pages is let through everywhere but on pages', async () => {
    const own = new URL(world.baseUrl).origin
    for (const [method, path] of [...CLASSES.token, ...CLASSES.api])
      expect(leaveOf(await actual(method, path, own), own), path).toEqual(exact)
    for (const [method, path] of CLASSES.pages)
      expect(leaveOf(await actual(method, path, own), own), path).toEqual(none)
  })

  test('never get an origin echoed that was not registered, however it is written', async () => {
    for (const origin of [
      'https://APP.example.org',
      `${REGISTERED}/`,
      `${REGISTERED},${FOREIGN}`,
      `${REGISTERED} ${FOREIGN}`,
      'https://app.example.org@evil.example',
      'https://app.example.org%2eevil.example',
      'https://app_example.org',
      'x'.repeat(400),
      'https://%00.example.org',
      '*',
    ]) {
      const { headers } = await actual('GET', 'auth/me', origin)
      expect(headers.get('access-control-allow-origin'), origin).toBe(null)
    }
  })

  test('tell a page that may read it about limits and credentials', async () => {
    const { headers } = await actual('GET', 'fhir/R4/Patient', REGISTERED)
    expect(headers.get('www-authenticate')).toMatch(/^Bearer resource_metadata=/)
    expect(headers.get('access-control-expose-headers')).toContain('WWW-Authenticate')
  })
})

describe('on the embedded loopback server', () => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ shared: true })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  test.each([LOOPBACK, 'http://127.0.0.1:5173', 'https://localhost', 'http://[::1]:3000'])(
    'a page of %s may read the APIs',
    async (Origin) => {
      for (const [method, path] of [...CLASSES.api, ...CLASSES.token])
        expect(leaveOf(await world.call(path, { method, headers: { Origin } }), Origin), path).toEqual(exact)
    },
  )

  test.each([FOREIGN, 'null', 'http://localhost.evil.example', 'http://10.0.0.1'])(
    'a page of %s may not',
    async (Origin) => {
      for (const [method, path] of CLASSES.api)
        expect(leaveOf(await world.call(path, { method, headers: { Origin } }), Origin), path).toEqual(none)
      expect(leaveOf(await world.call('dev/inbox', { headers: { Origin } }), Origin)).toEqual(none)
    },
  )

  test('cookies authorise nothing: a page that makes a browser send them gets what anybody gets', async () => {
    const { handle, code } = await (await import('../identity/steps.ts')).begin(world.call, {
      email: owner.email,
      password: owner.password,
    })
    const values = [owner.token, owner.refreshToken ?? '', handle, code, owner.project]
    const names = [
      'damson-browser',
      'damson',
      'session',
      'access_token',
      `damson-flow-${owner.project}`,
      'Authorization',
    ]
    const Cookie = names.flatMap((name) => values.map((value) => `${name}=${value}`)).join('; ')
    for (const [method, path] of CLASSES.api.filter(([, at]) => /^(fhir|admin)/.test(at) || at === 'auth/me')) {
      const [without, withCookies] = [
        await world.call(path, { method }),
        await world.call(path, { method, headers: { Cookie } }),
      ]
      expect(withCookies.status, path).toBe(401)
      expect(withCookies.status).toBe(without.status)
    }
  })

  test('no answer of the APIs sets a cookie', async () => {
    for (const [method, path] of [...CLASSES.api, ...CLASSES.token, ...CLASSES.metadata])
      expect((await world.call(path, { method, token: owner.token })).headers.get('set-cookie'), path).toBe(null)
  })
})
