import { type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askInParts, type Got } from './ask-in-parts.ts'

const FHIR_LIMIT = 400_000
/** Where errors are those of OAuth. */
const OAUTH =
  /^\/(auth\/exchange$|oauth2\/(device_authorization|token|introspect|revoke|userinfo)|\.well-known\/(?!user-access-brands))/
const FORM = 'application/x-www-form-urlencoded'

let world: World
let owner: Owner
beforeAll(async () => {
  world = await startWorld({
    store: storesForWalks()[0] ?? 'pglite',
    env: { DAMSON_BODY_LIMIT_BYTES: String(FHIR_LIMIT) },
  })
  owner = await world.actors.owner()
})
afterAll(() => world.close())

const ask = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string | readonly string[],
): Promise<Got> => askInParts(new URL(path, world.baseUrl), method, headers, body)

const pathOf = (url: string): string => url.replace(/^\//, '').replaceAll(/:[a-zA-Z]+/g, 'x')
const authorized = (): Record<string, string> => ({
  Authorization: `Bearer ${owner.token}`,
  Origin: new URL(world.baseUrl).origin,
})
const pairs = (count: number): string => Array.from({ length: count }, (_, i) => `field${i}=x`).join('&')

/** The routes that take a body, each with what its address begins with. */
function takers(): readonly { readonly method: string; readonly url: string }[] {
  return world.app.routes.filter(({ method, url }) => ['POST', 'PUT', 'PATCH'].includes(method) && !url.includes('*'))
}

/** A refusal in the shape that the address promises. */
function expectRefusal(url: string, { status, text }: Got, expected: number): void {
  expect([url, status]).toEqual([url, expected])
  if (text.startsWith('<!'))
    return expect(url).toMatch(
      /^\/($|signin|signed-out|sign-out|set-up|leaving-basic|openapi$|code|console|account|auth|oauth2\/(authorize|logout)|dev)/,
    )
  const shape = OAUTH.test(url)
    ? { error: 'invalid_request', error_description: expect.any(String) }
    : { resourceType: 'OperationOutcome', issue: [expect.anything()] }
  expect([url, JSON.parse(text)]).toEqual([url, expect.objectContaining(shape)])
}

describe('a body', () => {
  test('is taken up to 64 KB at the doors, 256 KB by administrators, 1 MB at webhooks, and as the setting says by FHIR alone', () => {
    const limits = Object.fromEntries(takers().map(({ url }) => [url, limitAt(url)]))
    expect(limits).toMatchObject({ '/oauth2/token': 65_536, '/auth/login': 65_536, '/account': 65_536 })
    const known = Object.fromEntries(world.app.routes.map(({ url, limits: { bodyBytes } }) => [url, bodyBytes]))
    for (const { url } of takers()) expect([url, known[url]]).toEqual([url, limitAt(url)])
  })

  function limitAt(url: string): number {
    if (url.startsWith('/fhir/R4')) return FHIR_LIMIT
    if (url.startsWith('/webhook/')) return 1_048_576
    return url.startsWith('/admin/') ? 262_144 : 65_536
  }

  test('that says it is larger is refused before any of it has come, at every address', async () => {
    const asked = takers().filter(({ url }) => !url.endsWith('/import-users'))
    expect(asked.length).toBeGreaterThan(50)
    const machine = await world.actors.machine(owner)
    const project = `projects/${owner.project}/`
    const form = { grant_type: 'client_credentials', client_id: machine.id, client_secret: machine.secret }
    const { body: there } = await world.call(`${project}oauth2/token`, { form })
    for (const [prefix, token] of [
      ['', owner.token],
      [project, there.access_token],
    ])
      for (const { method, url } of asked) {
        const sent = { 'Content-Length': String(limitAt(url) + 1), 'Content-Type': FORM }
        const headers = { ...sent, ...authorized(), Authorization: `Bearer ${token}` }
        expectRefusal(url, await ask(method, `${prefix}${pathOf(url)}`, headers), 413)
      }
  })

  test('that grows larger on its way is refused too', async () => {
    for (const [path, limit] of [
      ['oauth2/token', 65_536],
      ['auth/login', 65_536],
      ['fhir/R4/Patient', FHIR_LIMIT],
    ] as const) {
      const headers = { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json', ...authorized() }
      const whole = await ask('POST', path, headers, Array<string>(4).fill(' '.repeat(limit / 4)))
      expect([path, whole.status]).toEqual([path, 400])
      const more = await ask('POST', path, headers, Array<string>(4).fill(' '.repeat(limit / 4 + 1)))
      expect([path, more.status]).toEqual([path, 413])
      expect(more.text).toContain(String(limit))
    }
  })

  test('for nothing that is there is not read at all', async () => {
    const headers = { 'Content-Length': '60000', 'Content-Type': 'application/json' }
    for (const path of ['nowhere', 'admin/nowhere', 'fhir/nowhere', `projects/${owner.project}/nowhere`])
      expect((await ask('POST', path, headers)).status).toBe(404)
  })
})

describe('parameters', () => {
  test('are at most 100 in a form, at every address', async () => {
    expect.hasAssertions()
    for (const { method, url } of takers()) {
      // The content of a Binary and the lines of an import are no forms.
      if (/\/(Binary|Binary\/:id|import-users)$/.test(url)) continue
      const headers = { 'Content-Type': FORM, ...authorized() }
      // What a stranger sends to a webhook is refused before it is read as anything.
      const expected = url.startsWith('/webhook/') ? 403 : 400
      expectRefusal(url, await ask(method, pathOf(url), headers, pairs(101)), expected)
    }
  })

  test('are at most 100 in a query, at every address', async () => {
    for (const { method, url } of world.app.routes) {
      if (method === 'OPTIONS' || method === 'HEAD') continue
      const got = await ask(method, `${pathOf(url)}?${pairs(101)}`, { ...authorized(), 'Content-Length': '0' })
      expectRefusal(url, got, 400)
      expect([url, got.text]).toEqual([url, expect.stringMatching(/at most 100 parameters|what your browser sent/)])
    }
  })

  test('are counted before they are decoded, and empty ones are none', async () => {
    const crowded = await world.call('oauth2/token', { form: pairs(101) })
    expect(crowded.body).toMatchObject({ error_description: expect.stringContaining('at most 100') })
    const enough = await world.call('oauth2/token', { form: `&&${pairs(99)}&&&grant_type=unknown&&` })
    expect(enough.body).toMatchObject({ error: 'unsupported_grant_type' })
  })

  test('of 40,000 names at the authorization endpoint are refused unread', async () => {
    const form = pairs(40_000).replaceAll('=x', '=')
    expect((await world.call('oauth2/authorize', { form })).status).toBe(413)
    expect((await world.call('oauth2/authorize', { form: form.slice(0, 65_000) })).status).toBe(400)
  })

  test('are at most 100 in a search, wherever it is written', async () => {
    const { token } = owner
    const conditions = (count: number): string => Array.from({ length: count }, () => 'active=true').join('&')
    const reasonOf = (body: { issue: { details: { coding: { code: string }[] } }[] }): string | undefined =>
      body.issue[0]?.details.coding[0]?.code
    const halves = await world.call(`fhir/R4/Patient/_search?${conditions(60)}`, { token, form: conditions(60) })
    expect([halves.status, reasonOf(halves.body)]).toEqual([400, 'too_many_parameters'])
    const conditional = await world.call('fhir/R4/Patient', {
      token,
      json: { resourceType: 'Patient' },
      headers: { 'If-None-Exist': conditions(101) },
    })
    expect([conditional.status, reasonOf(conditional.body)]).toEqual([400, 'too_many_parameters'])
    const request = { method: 'GET', url: `Patient?${conditions(101)}` }
    const create = { method: 'POST', url: 'Patient', ifNoneExist: conditions(101) }
    const batch = await world.call('fhir/R4', {
      token,
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [{ request }, { request: create, resource: { resourceType: 'Patient' } }],
      },
    })
    expect(batch.status).toBe(200)
    for (const { response } of batch.body.entry) {
      expect([response.status, reasonOf(response.outcome)]).toEqual(['400', 'too_many_parameters'])
    }
  })
})

describe('JSON', () => {
  const members = (count: number): string =>
    `{${Array.from({ length: count }, (_, i) => `"k${i.toString(36)}":1`).join(',')}}`
  const numbers = (count: number): string => `[${Array<string>(count).fill('1').join(',')}]`

  test('of more than is needed at the doors is refused unparsed, at every address', async () => {
    expect.hasAssertions()
    const raw = members(5_000)
    for (const { method, url } of takers()) {
      if (url.startsWith('/fhir/') || url.endsWith('/import-users')) continue
      const headers = { 'Content-Type': 'application/json', ...authorized() }
      const expected = url.startsWith('/webhook/') ? 403 : 413
      expectRefusal(url, await ask(method, pathOf(url), headers, raw), expected)
    }
  })

  test.each([
    ['values', `[${Array<string>(50_001).fill('""').join(',')}]`],
    ['numbers', numbers(20_001)],
    ['properties', members(1_001)],
    ['properties together', `[${Array<string>(30_001).fill('{"a":""}').join(',')}]`],
  ])('of FHIR has a limit on its %s', async (_what, raw) => {
    const headers = { 'Content-Type': 'application/fhir+json' }
    for (const [method, path] of [
      ['POST', 'fhir/R4/Basic'],
      ['PUT', 'fhir/R4/Basic/x'],
      ['PATCH', 'fhir/R4/Basic/x'],
      ['POST', 'fhir/R4/Binary'],
      ['POST', 'fhir/R4'],
    ] as const) {
      const refused = await world.call(path, { method, raw, headers, token: owner.token })
      expect([path, refused.status]).toEqual([path, 413])
      expect(refused.body.issue[0].details.coding[0].code).toBe('json_too_large')
      expect(refused.text).toContain('send less at once')
    }
  })

  test('is kept as the content of a Binary, however much it holds', async () => {
    const raw = numbers(30_000)
    const headers = { 'Content-Type': 'application/json' }
    const made = await world.call('fhir/R4/Binary', { raw, headers, token: owner.token })
    expect(made.status).toBe(201)
  })

  test('of a batch with 500 whole resources is not too much', async () => {
    const resource = {
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure' }] },
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2026-01-01T10:00:00Z',
      component: ['8480-6', '8462-4'].map((code) => ({
        code: { coding: [{ system: 'http://loinc.org', code }] },
        valueQuantity: { value: 107.5, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
      })),
    }
    // Nothing of it is done: what counts is that it is read.
    const entry = Array.from({ length: 500 }, () => ({ request: { method: 'GET', url: '' }, resource }))
    const json = { resourceType: 'Bundle', type: 'batch', entry }
    const done = await world.call('fhir/R4', { token: owner.token, json })
    expect([done.status, done.body.entry?.length]).toEqual([200, 500])
  })
})
