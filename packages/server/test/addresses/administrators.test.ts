/** Administrators at an address of their own: what is served at which of the two, and to pages of which origin. */
import { connect } from 'node:net'
import {
  type Answer,
  createCaller,
  freePort,
  type Node,
  type NodeOptions,
  type Owner,
  pkce,
  startWorld,
  type World,
} from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, must, redeem } from '../identity/steps.ts'

const FOR_ADMINISTRATORS = /^\/(admin|console|metrics)(\/|$)/
const FOR_BOTH = /^\/(healthcheck$|assets\/)/
const ELSEWHERE = 'https://elsewhere.example'

let world: World
let owner: Owner
beforeAll(async () => {
  world = await startWorld()
  owner = await world.actors.owner()
  // Two of each, so that lists have a second page.
  const { token, project } = owner
  for (const email of [freshEmail(), freshEmail()]) {
    const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email }
    must(await world.call(`admin/projects/${project}/invite`, { json, token }))
    await world.actors.machine(owner)
    await world.actors.signIn(owner.email, owner.password)
  }
})
afterAll(() => world.close())

/** A log that keeps the names of its events. */
function noted(): { readonly log: NonNullable<NodeOptions['log']>; readonly events: string[] } {
  const events: string[] = []
  const note = (event: string): void => void events.push(event)
  return { log: { debug: note, info: note, warn: note, error: note }, events }
}

/** Settings for administrators at a port of their own. */
async function apart(): Promise<{ readonly adminUrl: string; readonly env: Record<string, string> }> {
  const port = await freePort()
  const adminUrl = `http://127.0.0.1:${port}/`
  return { adminUrl, env: { DAMSON_ADMIN_PORT: String(port), DAMSON_ADMIN_BASE_URL: adminUrl } }
}

describe('with an address for administrators,', () => {
  let node: Node
  let adminUrl: string
  /** Each address, not held to the API's description: it says what is there. */
  let within: Node['call']
  let outside: Node['call']
  const { log, events } = noted()

  beforeAll(async () => {
    const made = await apart()
    adminUrl = made.adminUrl
    node = await world.restarted({ development: false, env: made.env, log })
    within = createCaller(adminUrl, adminUrl)
    outside = createCaller(node.baseUrl, world.baseUrl)
  })

  /** What an answer says, without what is different in every one. */
  const saying = ({ status, headers, text }: Answer): readonly unknown[] => [
    status,
    text.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, ''),
    headers.get('content-type'),
    headers.get('access-control-allow-origin'),
  ]

  test('each route is at one of the two, and at the other like an address that never was', async () => {
    const filled = (url: string): string => url.replaceAll(/:\w+/g, crypto.randomUUID()).replace('*', 'x')
    const wrong: unknown[] = []
    let asked = 0
    for (const { method, url } of node.app.routes) {
      if (method === 'HEAD' || method === 'OPTIONS' || FOR_BOTH.test(url)) continue
      const call = FOR_ADMINISTRATORS.test(url) ? outside : within
      for (const at of ['', `projects/${owner.project}/`]) {
        // The first page there is the console.
        if (url === '/') continue
        asked += 1
        const options = { method, token: owner.token }
        const [answer, unknown] = [
          await call(`${at}${filled(url).slice(1)}`, options),
          await call(`${at}never`, options),
        ]
        if (answer.status !== 404 || String(saying(answer)) !== String(saying(unknown))) wrong.push([method, at + url])
      }
    }
    expect(wrong).toEqual([])
    expect(asked).toBeGreaterThan(300)
  })

  test.each([
    ['console/', 200],
    ['console/people', 200],
    ['metrics', 200],
    ['healthcheck', 200],
    ['assets/page.css', 200],
  ])('%s is at that of administrators, at a project’s too', async (path, status) => {
    for (const at of ['', `projects/${owner.project}/`]) {
      const answer = await within(`${at}${path}`)
      expect([at, answer.status]).toEqual([at, status])
    }
  })

  test.each([
    'signin',
    'account',
    'fhir/R4/metadata',
    '.well-known/openid-configuration',
    'healthcheck',
    'openapi.json',
  ])('%s is at the public one', async (path) => {
    expect((await outside(path)).status).toBeLessThan(400)
  })

  test.each([
    '%61dmin/projects/:project',
    'admin/projects/:project?x',
    'projects/:project/%61dmin/projects/:project',
    'console',
    'console?x',
    'projects/:project/%63onsole/',
    '%6Detrics',
    'metrics?a',
  ])('%s is not at the public one, and is at the other', async (spelling) => {
    const path = spelling.replaceAll(':project', owner.project)
    expect((await outside(path, { token: owner.token })).status).toBe(404)
    // The token is of the server's own address.
    expect((await within(path, { token: owner.token })).status).not.toBe(404)
  })

  test.each([
    'GET http://id.example/metrics HTTP/1.1',
    'GET http://id.example/console/ HTTP/1.1',
    'GET //metrics HTTP/1.1',
    'GET /./metrics HTTP/1.1',
    'GET /signin/../metrics HTTP/1.1',
    'GET /metrics;x HTTP/1.1',
    'GET /metrics#x HTTP/1.1',
    'GET /%6Detrics HTTP/1.1',
    'GET /%%36%44etrics HTTP/1.1',
    'HEAD /metrics HTTP/1.1',
  ])('as a raw line: %s', async (line) => {
    expect(await raw(node.baseUrl, line)).toMatch(/^HTTP\/1.1 (400|404)/)
  })

  test('the first page there is the console', async () => {
    const { status, headers } = await within('')
    expect([status, headers.get('location')]).toEqual([302, '/console/'])
    const { body, text } = await within('console/')
    expect(body).toBeUndefined()
    const start = JSON.parse(/id="damson-console">([^<]*)</.exec(text)?.[1] ?? '')
    expect(start).toMatchObject({ baseUrl: world.baseUrl, adminUrl, basePath: '/console/' })
    const { text: ofProject } = await within(`projects/${owner.project}/console/`)
    expect(ofProject).toContain(`"adminUrl":"${adminUrl}projects/${owner.project}/"`)
  })

  test('its page speaks to the API and to nothing else', async () => {
    const policy = (await within('console/')).headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`connect-src 'self' ${new URL(world.baseUrl).origin};`)
  })

  test('the console signs in at the public one, and comes back to that of administrators alone', async () => {
    const { challenge } = pkce()
    const asked = async (redirectUri: string): Promise<number> => {
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: 'damson-console',
        redirect_uri: redirectUri,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        scope: 'openid',
        state: 'x',
      })
      return (await outside(`oauth2/authorize?${query}`, { headers: { Accept: 'text/html' } })).status
    }
    expect(await asked(`${adminUrl}console/`)).toBeLessThan(400)
    for (const uri of [`${world.baseUrl}console/`, adminUrl, `${adminUrl}console`, `${ELSEWHERE}/console/`])
      expect([uri, await asked(uri)]).toEqual([uri, 400])
  })

  test('pages there may read the API, without cookies; those of other origins may not', async () => {
    const { origin } = new URL(adminUrl)
    const allowed = async (call: Node['call'], path: string, Origin: string): Promise<readonly unknown[]> => {
      const { headers } = await call(path, { token: owner.token, headers: { Origin } })
      return [path, headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]
    }
    const paths = ['fhir/R4/Patient', 'auth/me', 'oauth2/userinfo', 'oauth2/token', `projects/${owner.project}/auth/me`]
    for (const path of paths) expect(await allowed(outside, path, origin)).toEqual([path, origin, null])
    for (const other of [ELSEWHERE, 'null', `${origin}0`, origin.replace('http:', 'https:')])
      for (const path of paths.filter((one) => one !== 'oauth2/token'))
        expect(await allowed(outside, path, other)).toEqual([path, null, null])
    // Not even pages of the public address, on which anybody signs in.
    const members = `admin/projects/${owner.project}/members`
    for (const other of [ELSEWHERE, new URL(world.baseUrl).origin])
      expect(await allowed(within, members, other)).toEqual([members, null, null])
    for (const path of ['signin', 'oauth2/authorize', 'account'])
      expect(await allowed(outside, path, origin)).toEqual([path, null, null])
  })

  test('a page is told of /admin before it asks at the address of administrators alone', async () => {
    const { origin } = new URL(adminUrl)
    const preflight = async (call: Node['call'], path: string, Origin: string): Promise<readonly unknown[]> =>
      saying(await call(path, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'GET' } }))
    const path = `admin/projects/${owner.project}/members`
    for (const Origin of [origin, new URL(world.baseUrl).origin, ELSEWHERE]) {
      const there = await preflight(outside, path, Origin)
      expect(there).toEqual(await preflight(outside, 'never', Origin))
      expect(there.at(-1)).toBeNull()
    }
    expect((await preflight(within, path, origin)).at(-1)).toBe(origin)
    expect((await preflight(within, path, ELSEWHERE)).at(-1)).toBeNull()
    // What is at the public address alone.
    expect(await preflight(within, 'fhir/R4/Patient', origin)).toEqual(await preflight(within, 'never', origin))
  })

  test.each(['members', 'clients', 'sign-ins'])('the next page of %s is there', async (list) => {
    const path = `admin/projects/${owner.project}/${list}?_count=1`
    const { body } = must(await within(path, { token: owner.token }))
    expect(body.next).toMatch(new RegExp(`^${adminUrl}admin/projects/${owner.project}/${list}\\?`))
    must(await within(body.next.slice(adminUrl.length), { token: owner.token }))
  })

  test('so is the next page of projects, for who administers the server', async () => {
    const { token, project } = await world.actors.owner()
    await world.store.db.query({
      sql: 'update projects set super_admin = true where id = $1::uuid',
      params: [project],
    })
    const { body } = must(await within('admin/server/projects?_count=1', { token }))
    expect(body.next).toMatch(new RegExp(`^${adminUrl}admin/server/projects\\?`))
    must(await within(body.next.slice(adminUrl.length), { token }))
  })

  test('the start page of everybody does not tell where it is', async () => {
    for (const at of ['', `projects/${owner.project}/`]) {
      const { status, text } = await outside(at, { headers: { Accept: 'text/html' } })
      expect(status).toBe(200)
      expect(text).not.toMatch(/console|127\.0\.0\.1/)
    }
  })

  test('the API says what is there', async () => {
    const { body } = must(await outside('openapi.json'))
    const there = Object.entries<{ readonly servers?: readonly object[] }>(body.paths)
    const apart = there.filter(([, { servers }]) => servers !== undefined)
    expect(apart.every(([path]) => FOR_ADMINISTRATORS.test(path))).toBe(true)
    expect(apart.length).toBeGreaterThan(20)
    expect(body.paths['/metrics'].servers).toEqual([{ url: adminUrl.slice(0, -1) }])
  })

  test('what the server asks of itself reaches every route', async () => {
    for (const url of ['/metrics', '/console/', '/healthcheck'])
      expect((await node.app.http.inject({ url, headers: { accept: 'text/html' } })).statusCode).toBe(200)
  })

  test('nobody is told that the two share an origin', async () => {
    expect(events).not.toContain('admin_address.shared')
    const { body } = must(await within(`admin/projects/${owner.project}/posture`, { token: owner.token }))
    expect(body.checks).toContainEqual({ code: 'shared_origin', state: 'ok' })
  })
})

describe('without one,', () => {
  test('production is told so, once at the start and in the posture', async () => {
    const { log, events } = noted()
    const env = { DAMSON_BASE_URL: 'https://id.example/' }
    const node = await world.restarted({ development: false, env, log })
    expect(events.filter((event) => event === 'admin_address.shared')).toHaveLength(1)
    const begun = await begin(node.call, { email: owner.email, password: owner.password, projectId: owner.project })
    const { body } = must(await redeem(node.call, begun))
    const path = `admin/projects/${owner.project}/posture`
    const posture = must(await node.call(path, { token: body.access_token })).body
    expect(posture.findings.find(({ code }: { readonly code: string }) => code === 'shared_origin')).toMatchObject({
      severity: 'low',
      remedy: expect.stringContaining('DAMSON_ADMIN_BASE_URL'),
    })
    await node.close()
  })

  test('a machine for trials is not', async () => {
    const { log, events } = noted()
    const node = await world.restarted({ log })
    expect(events).not.toContain('admin_address.shared')
    await node.close()
  })
})

test('metrics need their token where the address for administrators is not of this machine', async () => {
  const { adminUrl, env } = await apart()
  const node = await world.restarted({
    development: false,
    env: { ...env, DAMSON_ADMIN_BASE_URL: 'https://admin.example/' },
  })
  const status = async (path: string): Promise<number> => (await fetch(adminUrl + path)).status
  expect([await status('healthcheck'), await status('metrics')]).toEqual([200, 404])
  await node.close()
})

test('a node that stops closes both, also while a connection is idle', async () => {
  const { adminUrl, env } = await apart()
  const node = await world.restarted({ env })
  const idle = connect(Number(new URL(adminUrl).port), '127.0.0.1')
  await new Promise((resolve) => idle.once('connect', resolve))
  const ended = new Promise((resolve) => idle.once('close', resolve))
  for (const url of [node.baseUrl, adminUrl]) expect((await fetch(`${url}healthcheck`)).status).toBe(200)
  await node.close()
  await ended
  for (const url of [node.baseUrl, adminUrl]) await expect(fetch(`${url}healthcheck`)).rejects.toThrow()
})

/** The head of the answer to a request line, sent as it is. */
function raw(baseUrl: string, line: string): Promise<string> {
  const { port } = new URL(baseUrl)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    })
    let text = ''
    socket.on('data', (bytes) => (text += String(bytes)))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
