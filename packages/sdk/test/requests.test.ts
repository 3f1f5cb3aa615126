import { describe, expect, test } from 'vitest'
import {
  asUser,
  DamsonClient,
  isOperationOutcome,
  normalizeErrorString,
  OAuthError,
  OperationOutcomeError,
} from '../src/index.ts'
import { settle } from './manual-clock.ts'
import { BASE_URL, json, outcome, page, StubServer } from './stub-server.ts'

const limited = (headers: Record<string, string> = {}): Response =>
  outcome(429, 'throttled', 'Too Many Requests: try again.', headers)

describe('a request is tried again', () => {
  const cases: [string, (client: DamsonClient) => Promise<unknown>, number, number][] = [
    ['GET on 500', (client) => client.get('x'), 500, 3],
    ['GET on 503', (client) => client.get('x'), 503, 3],
    ['PUT on 500', (client) => client.put('x', {}), 500, 3],
    ['DELETE on 500', (client) => client.delete('x'), 500, 3],
    ['POST on 500', (client) => client.post('x', {}), 500, 1],
    ['PATCH on 500', (client) => client.patch('x', []), 500, 1],
    ['GET on 429', (client) => client.get('x'), 429, 3],
    ['POST on 429', (client) => client.post('x', {}), 429, 3],
    ['PATCH on 429', (client) => client.patch('x', []), 429, 3],
    ['GET on 404', (client) => client.get('x'), 404, 1],
    ['GET on 400', (client) => client.get('x'), 400, 1],
  ]
  test.each(cases)('%s', async (_, call, status, times) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(({ path }) => (path === 'x' ? outcome(status, 'exception', 'No.') : undefined))
    await expect(stub.clock.run(call(client))).rejects.toMatchObject({ code: 'outcome', status })
    expect(stub.to('x')).toHaveLength(times)
  })

  test('and its answer taken when the server is well again', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(() => (stub.to('x').length < 3 ? page(502) : json(200, { ok: true })))
    await expect(stub.clock.run(client.get('x'))).resolves.toEqual({ ok: true })
  })

  test.each([
    ['Retry-After in seconds', { 'Retry-After': '1' }, 1_000],
    ['Retry-After as a date', { 'Retry-After': 'Wed, 25 Nov 2026 08:00:02 GMT' }, 2_000],
    ['RateLimit of which nothing is left', { RateLimit: '"requests";r=5;t=60, "fhirInteractions";r=0;t=2' }, 2_000],
    ['the longer of both', { 'Retry-After': '1', RateLimit: '"a";r=0;t=2' }, 2_000],
    ['nothing', {}, 500],
    ['a malformed RateLimit', { RateLimit: 'r=0;;t=x, "a;r=;t=5' }, 500],
    ['a RateLimit with something left', { RateLimit: '"a";r=1;t=60' }, 500],
  ])('after what the server asks for: %s', async (_, headers, wait) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const at: number[] = []
    stub.intercept(({ path }) => {
      if (path !== 'x') return undefined
      at.push(stub.clock.now())
      return at.length === 1 ? limited(headers) : json(200, {})
    })
    await stub.clock.run(client.get('x'))
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBe(wait)
  })

  test('not at all when it is asked to wait longer than it may: the error says how long', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(() => limited({ 'Retry-After': '30' }))
    await expect(client.get('x')).rejects.toMatchObject({ status: 429, retryAfterSeconds: 30 })
    expect(stub.to('x')).toHaveLength(1)
  })

  test('as often as the call says', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { maxRetries: 5 })
    stub.intercept(() => limited())
    await expect(client.get('x', { maxRetries: 0 })).rejects.toMatchObject({ status: 429 })
    expect(stub.to('x')).toHaveLength(1)
    await expect(stub.clock.run(client.get('y', { maxRetryTime: 600 }))).rejects.toMatchObject({ status: 429 })
    expect(stub.to('y')).toHaveLength(2)
  })

  test('and tells what is left of the limits', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    expect(client.rateLimitStatus()).toEqual([])
    stub.intercept(() => json(200, {}, { RateLimit: '"fhirInteractions";r=59;t=60' }))
    await client.get('x')
    expect(client.rateLimitStatus()).toEqual([
      {
        name: 'fhirInteractions',
        remainingUnits: 59,
        secondsUntilReset: 60,
        resetsAfter: stub.clock.now() / 1000 + 60,
      },
    ])
  })
})

describe('a request ends', () => {
  const silent = (): Promise<Response> => new Promise(() => undefined)
  /** The head of an answer, and a body that never comes. */
  const halfAnswer = (): Response =>
    new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }), {
      headers: { 'Content-Type': 'application/json' },
    })

  test.each([
    ['is never answered', silent],
    ['is answered by half', halfAnswer],
  ])('when it %s, after its time, with an error that says so', async (_, answer) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(answer)
    const started = stub.clock.now()
    await expect(stub.clock.run(client.get('x?secret=1', { timeout: 5_000 }))).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/^GET https:\/\/id\.example\.org\/x was not answered within 5 s.*timeout/),
    })
    expect(stub.clock.now() - started).toBe(5_000)
    expect(client.isAuthenticated()).toBe(true)
  })

  test('within 30 s unless told otherwise, and leaves no timer behind', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    expect(stub.clock.asleep).toBe(0)
    const stop = stub.intercept(silent)
    const started = stub.clock.now()
    await expect(stub.clock.run(client.get('x'))).rejects.toMatchObject({ code: 'timeout' })
    expect(stub.clock.now() - started).toBe(30_000)
    stop()
    await client.get('x')
    expect(stub.clock.asleep).toBe(0)
  })

  test('when its caller aborts: before, during, while waiting for the next try and while waiting for a renewal', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 60_000 })
    await expect(client.get('x', { signal: AbortSignal.abort('before') })).rejects.toBe('before')
    expect(stub.to('x')).toEqual([])

    const abortedDuring = async (): Promise<unknown> => {
      const controller = new AbortController()
      const call = client.get('x', { signal: controller.signal }).catch((error: unknown) => error)
      await settle()
      controller.abort(new Error('enough'))
      return call
    }
    const stop = stub.intercept(silent)
    expect(await abortedDuring()).toEqual(new Error('enough'))
    expect(stub.to('x')[0]?.signal?.aborted).toBe(true)
    stop()
    const stopLimit = stub.intercept(() => limited({ 'Retry-After': '2' }))
    expect(await abortedDuring()).toEqual(new Error('enough'))
    stopLimit()
    stub.clock.advance(3_700_000)
    const stopToken = stub.intercept(({ path }) => (path === 'oauth2/token' ? silent() : undefined))
    expect(await abortedDuring()).toEqual(new Error('enough'))
    stopToken()
    await stub.clock.run(settle().then(() => stub.clock.advance(30_000)))
    await expect(client.get('x')).resolves.toMatchObject({ id: 'x' })
  })

  test('alone: one that others wait for too goes on', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 60_000 })
    const controller = new AbortController()
    const patient = client.get('x')
    const hasty = client.get('x', { signal: controller.signal }).catch((error: unknown) => error)
    controller.abort('enough')
    expect(await hasty).toBe('enough')
    await expect(patient).resolves.toMatchObject({ id: 'x' })
  })
})

describe('an answer of a moment ago', () => {
  test('is used again within its time, and only by the same user for the same person', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 1_000 })
    const onBehalfOf = 'ProjectMembership/grace'
    const texts = await Promise.all([
      client.readResource('Basic', '1'),
      client.readResource('Basic', '1'),
      client.readResource('Basic', '1', { onBehalfOf }),
      client.readResource('Basic', '1', { onBehalfOf }),
      client.readResource('Basic', '1', { headers: { 'x-medplum-on-behalf-of': 'ProjectMembership/alan' } }),
      client.readResource('Basic', '1'),
    ])
    expect(texts.map(({ code }) => code.text)).toEqual([
      'nobody',
      'nobody',
      onBehalfOf,
      onBehalfOf,
      'ProjectMembership/alan',
      'nobody',
    ])
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(3)
    stub.clock.advance(1_001)
    await client.readResource('Basic', '1')
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(4)
  })

  test('of a client that acts for somebody by its default headers is theirs', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', {
      cacheTime: 1_000,
      defaultHeaders: { 'X-Medplum-On-Behalf-Of': 'ProjectMembership/grace' },
    })
    expect((await client.readResource('Basic', '1')).code.text).toBe('ProjectMembership/grace')
    expect((await client.readResource('Basic', '1', { onBehalfOf: 'ProjectMembership/alan' })).code.text).toBe(
      'ProjectMembership/alan',
    )
    expect((await client.readResource('Basic', '1')).code.text).toBe('ProjectMembership/grace')
  })

  test('is each reader’s own to change', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 1_000 })
    const first = await client.readResource('Basic', '1')
    first.code.text = 'scribbled on'
    expect((await client.readResource('Basic', '1')).code.text).toBe('nobody')
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(1)
  })

  test.each([
    ['a write', (client: DamsonClient) => client.createResource({ resourceType: 'Patient' })],
    ['a batch', (client: DamsonClient) => client.executeBatch({ resourceType: 'Bundle', type: 'batch' })],
    ['a bot', (client: DamsonClient) => client.executeBot('1', {})],
    ['a write that fails', (client: DamsonClient) => client.put('fails', {}).catch(() => undefined)],
    ['invalidateAll', (client: DamsonClient) => client.invalidateAll()],
    ['invalidateUrl', (client: DamsonClient) => client.invalidateUrl('fhir/R4/Patient?name=x')],
    ['invalidateSearches', (client: DamsonClient) => client.invalidateSearches('Patient')],
  ] as [string, (client: DamsonClient) => unknown][])('is forgotten after %s', async (_, act) => {
    const stub = new StubServer()
    stub.intercept(({ path }) => (path === 'fails' ? outcome(400, 'invalid', 'No.') : undefined))
    const client = await stub.signedIn('ada', { cacheTime: 1_000 })
    await client.search('Patient', 'name=x')
    await act(client)
    await client.search('Patient', 'name=x')
    expect(stub.calls.filter(({ url }) => url.search === '?name=x')).toHaveLength(2)
  })

  test('is not what was read while it was being written', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 1_000 })
    const writing = client.put('fhir/R4/Basic/1', {})
    await client.readResource('Basic', '1')
    await writing
    await client.readResource('Basic', '1')
    expect(stub.to('fhir/R4/Basic/1').filter(({ method }) => method === 'GET')).toHaveLength(2)
  })

  test('is asked anew on demand, and a failure is never remembered', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 1_000 })
    await client.get('x')
    for (const cache of ['reload', 'no-cache', 'no-store'] as const) await client.get('x', { cache })
    expect(stub.to('x')).toHaveLength(4)
    const stop = stub.intercept(() => outcome(404, 'not-found', 'Not found'))
    await expect(client.get('y')).rejects.toMatchObject({ status: 404 })
    stop()
    await expect(client.get('y')).resolves.toMatchObject({ id: 'y' })
  })

  test('makes room for newer ones', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 60_000, resourceCacheSize: 2 })
    for (const id of ['1', '2', '3', '3', '2', '1']) await client.readResource('Basic', id)
    expect(stub.calls.filter(({ path }) => path.startsWith('fhir/')).map(({ path }) => path.at(-1))).toEqual([
      '1',
      '2',
      '3',
      '1',
    ])
  })

  test('does not exist where there is no page, unless it is asked for', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    await client.get('x')
    await client.get('x')
    expect(stub.to('x')).toHaveLength(2)
  })
})

describe('a request carries', () => {
  test('the token to addresses of the server alone', async () => {
    const stub = new StubServer()
    stub.intercept(({ url }) => (url.origin === 'https://id.example.org' ? undefined : json(200, {})))
    const client = await stub.signedIn('ada', { baseUrl: `${BASE_URL}projects/1/`, defaultHeaders: { 'X-Mine': '1' } })
    stub.calls.length = 0
    for (const url of [
      'https://evil.example/fhir/R4/Patient',
      'https://id.example.org.evil.example/projects/1/x',
      'https://id.example.org/projects/2/x',
      'https://id.example.org/projects/1/../../x',
      'https://user@evil.example/https://id.example.org/projects/1/',
      'HTTPS://EVIL.example/x',
    ])
      await client.get(url).catch(() => undefined)
    expect(stub.calls.map(({ headers }) => headers.get('authorization'))).toEqual(Array.from({ length: 6 }, () => null))
    expect(stub.calls.map(({ headers }) => headers.get('x-mine'))).toEqual(Array.from({ length: 6 }, () => null))
    for (const url of [
      'auth/me',
      '/auth/me',
      '//auth/me',
      'https://id.example.org/projects/1/auth/me',
      new URL('https://id.example.org/projects/1/auth/me'),
    ]) {
      await client.get(url).catch(() => undefined)
      expect(stub.calls.at(-1)?.url.href).toBe('https://id.example.org/projects/1/auth/me')
      expect(stub.calls.at(-1)?.headers.get('authorization')).toMatch(/^Bearer access-ada/)
    }
  })

  test('no cookie', async () => {
    const stub = new StubServer()
    const inits: RequestInit[] = []
    const client = await stub.signedIn('ada', { fetch: (url, init) => (inits.push(init), stub.fetch(url, init)) })
    await client.get('x')
    expect(new Set(inits.map(({ credentials }) => credentials))).toEqual(new Set(['omit']))
  })

  test('Basic where that was set, also with letters beyond ASCII', async () => {
    const stub = new StubServer()
    stub.intercept(() => json(200, {}))
    const client = stub.client()
    client.setBasicAuth('client-1', 'schlüssel:ß')
    await client.get('x')
    expect(stub.calls[0]?.headers.get('authorization')).toBe(
      `Basic ${Buffer.from('client-1:schlüssel:ß').toString('base64')}`,
    )
  })

  test('bodies as what they are', async () => {
    const stub = new StubServer()
    const inits: [string, string | null, unknown][] = []
    const client = stub.client({
      fetch: async (url, { headers, body }) => {
        inits.push([new URL(url).pathname, new Headers(headers).get('content-type'), body])
        return json(200, {})
      },
    })
    const [bytes, blob] = [new Uint8Array([1]), new Blob(['x'], { type: 'image/png' })]
    await client.post('auth/x', { a: 1 })
    await client.post(client.fhirUrl('Patient'), { resourceType: 'Patient' })
    await client.post('x', '{"a":1}')
    await client.post('x', 'MSH|', 'x-application/hl7-v2+er7')
    await client.post('x', bytes, 'application/pdf')
    await client.post('x', blob)
    await client.post('x', new URLSearchParams({ a: '1' }))
    await client.post('x')
    await client.patch('x', [{ op: 'remove', path: '/a' }])
    await client.createBinary({
      data: bytes,
      contentType: 'application/pdf',
      securityContext: { reference: 'Patient/1' },
    })
    await client.createBinary('a text', 'a.txt', 'text/plain')
    expect(inits).toEqual([
      ['/auth/x', 'application/json', '{"a":1}'],
      ['/fhir/R4/Patient', 'application/fhir+json', '{"resourceType":"Patient"}'],
      ['/x', 'application/json', '{"a":1}'],
      ['/x', 'x-application/hl7-v2+er7', 'MSH|'],
      ['/x', 'application/pdf', bytes],
      ['/x', null, blob],
      ['/x', 'application/x-www-form-urlencoded', 'a=1'],
      ['/x', null, undefined],
      ['/x', 'application/json-patch+json', '[{"op":"remove","path":"/a"}]'],
      ['/fhir/R4/Binary', 'application/pdf', bytes],
      ['/fhir/R4/Binary', 'text/plain', 'a text'],
    ])
  })
})

describe('an error', () => {
  test('carries the OperationOutcome', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(() =>
      json(403, {
        resourceType: 'OperationOutcome',
        id: 'forbidden',
        issue: [
          {
            severity: 'error',
            code: 'forbidden',
            details: { text: 'Not for you.' },
            expression: ['Patient.name', 'Patient.id'],
          },
          { severity: 'error', code: 'forbidden', diagnostics: 'Nor this.' },
        ],
      }),
    )
    const error = await client.get('x').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OperationOutcomeError)
    expect(error).toMatchObject({
      status: 403,
      outcome: { id: 'forbidden' },
      message: 'Not for you. (Patient.name, Patient.id); Nor this.',
    })
    expect(normalizeErrorString(error)).toBe('Not for you. (Patient.name, Patient.id); Nor this.')
  })

  test('carries the OAuth error', async () => {
    const client = new StubServer().client()
    const error = await client.startClientLogin('client-1', 'wrong').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OAuthError)
    expect(error).toMatchObject({
      code: 'oauth',
      error: 'invalid_client',
      status: 400,
      description: expect.any(String),
    })
  })

  test('is a text for whatever was thrown', () => {
    expect(
      ['', 'text', new Error('an error'), null, { resourceType: 'OperationOutcome' }].map((thrown) =>
        normalizeErrorString(thrown),
      ),
    ).toEqual(['Unknown error', 'text', 'an error', 'Unknown error', 'Unknown error'])
    expect([isOperationOutcome({ resourceType: 'OperationOutcome' }), isOperationOutcome(undefined)]).toEqual([
      true,
      false,
    ])
  })

  test.each([
    ['HTML', () => page(200), 200],
    ['HTML at a 404', () => page(404), 404],
    ['HTML of a proxy', () => page(502), 502],
    ['JSON that is none', () => new Response('{"a":', { headers: { 'Content-Type': 'application/json' } }), 200],
    ['a refusal without a type', () => new Response('no', { status: 400 }), 400],
    ['a refusal in JSON of another kind', () => json(404, { message: 'Not Found' }), 404],
    ['an empty refusal', () => new Response(null, { status: 500 }), 500],
  ])('for %s where JSON was expected says what to look at', async (_, answer, status) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(answer)
    await expect(client.get('x', { maxRetries: 0 })).rejects.toMatchObject({
      code: 'unexpected_answer',
      status,
      message: expect.stringMatching(
        /not with the JSON of Damson\. (Check that baseUrl|The server or a proxy has a problem)/,
      ),
    })
    expect(client.isAuthenticated()).toBe(true)
  })

  test.each([
    ['a token', async (client: DamsonClient) => client.startClientLogin('client-1', 'secret-client-1')],
    ['a code', async (client: DamsonClient) => client.processCode('code-ada')],
  ])('for %s that is no token response is typed too', async (_, call) => {
    for (const answer of [
      () => page(200),
      () => json(200, {}),
      () => json(200, { access_token: 5 }),
      () => json(200, null),
      () => json(200, { access_token: 'x' }),
    ]) {
      const stub = new StubServer()
      stub.intercept(answer)
      await expect(call(stub.client())).rejects.toMatchObject({ code: 'unexpected_answer' })
      expect(stub.calls).toHaveLength(1)
    }
  })

  test('for a server that cannot be reached says what to check', async () => {
    const stub = new StubServer()
    const client = stub.client({ fetch: () => Promise.reject(new TypeError('Failed to fetch')) })
    await expect(client.startClientLogin('client-1', 'x')).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(
        /^https:\/\/id\.example\.org could not be reached.*network.*server.*baseUrl.*origin/,
      ),
    })
  })

  test.each([
    undefined,
    '',
    'id.example.org',
    '/fhir',
    'ftp://id.example.org/',
    'https://id.example.org/?a=1',
    'https://id.example.org/#a',
    'https://a:b@id.example.org/',
    5,
  ])('for the base URL %s is thrown at once', (baseUrl) => {
    // Apps in JavaScript pass anything.
    const options = { baseUrl } as { baseUrl: string }
    expect(() => new DamsonClient(options)).toThrow(
      expect.objectContaining({
        code: 'configuration',
        message: expect.stringMatching(/baseUrl must be.*https:\/\/id\.example\.org\//),
      }),
    )
  })

  test('for a method that lost its client says how to call it', async () => {
    const { getProfile } = new StubServer().client()
    expect(() => Reflect.apply(getProfile, undefined, [])).toThrow(TypeError)
  })
})

describe('addresses', () => {
  const client = new DamsonClient({ baseUrl: 'https://id.example.org/projects/1' })

  test('are below the base', () => {
    expect(client.getBaseUrl()).toBe('https://id.example.org/projects/1/')
    expect(client.fhirUrl('Patient', '1', '$everything').href).toBe(
      'https://id.example.org/projects/1/fhir/R4/Patient/1/$everything',
    )
    expect(client.fhirUrl('ValueSet/$expand').href).toBe('https://id.example.org/projects/1/fhir/R4/ValueSet/$expand')
    expect(client.fhirUrl('Patient', 'a b?c#d').href).toBe(
      'https://id.example.org/projects/1/fhir/R4/Patient/a%20b%3Fc%23d',
    )
    expect(() => client.fhirUrl('Patient', '..', '..', 'admin')).toThrow(TypeError)
    expect(() => client.fhirUrl('Patient/../../../admin')).toThrow(TypeError)
  })

  test.each([
    ['a text', 'name=x&_count=1'],
    ['a text with a question mark', '?name=x&_count=1'],
    ['parameters', new URLSearchParams('name=x&_count=1')],
    [
      'pairs',
      [
        ['name', 'x'],
        ['_count', '1'],
      ],
    ],
    ['an object', { name: 'x', _count: 1, absent: undefined }],
  ])('of a search take %s', (_, query) => {
    expect(client.fhirSearchUrl('Patient', query).search).toBe('?name=x&_count=1')
  })

  test.each(['', '..', 'a/b', 'a?b', 'x'.repeat(65)])('are not made of the id "%s"', async (id) => {
    await expect(client.readResource('Patient', id)).rejects.toBeInstanceOf(TypeError)
    await expect(client.updateResource({ resourceType: 'Patient', id })).rejects.toBeInstanceOf(TypeError)
    await expect(client.deleteResource('Patient', id)).rejects.toBeInstanceOf(TypeError)
  })

  test.each(['', 'Patient', '#contained', 'https://elsewhere.example/Patient/1', 'Patient?name=x', 'urn:uuid:1'])(
    'are not made of the reference "%s"',
    async (reference) => {
      await expect(client.readReference({ reference })).rejects.toBeInstanceOf(TypeError)
      await expect(client.readReference({})).rejects.toBeInstanceOf(TypeError)
    },
  )
})

describe('a client that acts for a person', () => {
  test('has the credential of its client, and a cache of its own', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 1_000, defaultHeaders: { 'x-medplum-on-behalf-of': 'x' } })
    const [grace, alan] = [asUser(client, 'ProjectMembership/grace'), asUser(client, 'ProjectMembership/alan')]
    const read = async (by: DamsonClient): Promise<string | undefined> =>
      (await by.readResource('Basic', '1')).code.text
    const texts = [await read(grace), await read(alan), await read(client), await read(grace), await read(alan)]
    expect(texts).toEqual(['ProjectMembership/grace', 'ProjectMembership/alan', 'x', texts[0], texts[1]])
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(3)
    client.invalidateAll()
    await read(grace)
    expect(stub.to('fhir/R4/Basic/1')).toHaveLength(3)
    expect(grace.getActiveLogin()).toBeUndefined()
  })

  test('renews the token of its client, once for all, and signs nobody out', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const grace = asUser(client, 'ProjectMembership/grace')
    stub.clock.advance(3_600_000)
    const before = stub.tokenRequests.all
    const [one, other] = await Promise.all([grace.readResource('Basic', '1'), grace.readResource('Basic', '2')])
    expect([one.code.text, other.code.text]).toEqual(['ProjectMembership/grace', 'ProjectMembership/grace'])
    expect(stub.tokenRequests.all).toBe(before + 1)
    stub.revoke('ada')
    await expect(grace.readResource('Basic', '1')).rejects.toThrow()
  })

  test('ends with the sign-in of its client: nothing read before is shown, and no other credential is used', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada', { cacheTime: 60_000 })
    const grace = asUser(client, 'ProjectMembership/grace')
    const path = 'fhir/R4/Basic/1'
    await grace.readResource('Basic', '1')
    const underWay = grace.readResource('Basic', '2').catch((error: unknown) => error)
    await client.signOut()
    expect(await underWay).toMatchObject({ code: 'unauthenticated' })
    await expect(grace.readResource('Basic', '1')).rejects.toThrow('was signed out')
    expect(stub.to(path)).toHaveLength(1)
    client.setBasicAuth('another', 'secret')
    await expect(grace.readResource('Basic', '1')).rejects.toThrow('was signed out')
    expect(stub.to(path)).toHaveLength(1)
  })

  test('puts its client’s credential in the place of no other, and signs its client out nowhere', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const own = client.getAccessToken()
    const grace = asUser(client, 'ProjectMembership/grace')
    const authorization = () => stub.calls.at(-1)?.headers.get('authorization')
    await grace
      .withUser('of-a-caller')
      .readResource('Basic', '1')
      .catch(() => undefined)
    expect(authorization()).toBe('Bearer of-a-caller')
    grace.setAccessToken('another')
    await grace.readResource('Basic', '2').catch(() => undefined)
    expect(authorization()).toBe('Bearer another')
    await grace.signOut()
    for (const { path, headers } of stub.calls)
      if (path.includes('logout')) expect(headers.get('authorization')).not.toBe(`Bearer ${own}`)
    expect(client.getAccessToken()).toBe(own)
  })

  test('sends Basic where its client does, and no credential to another server', async () => {
    const stub = new StubServer()
    const client = stub.client()
    client.setBasicAuth('id', 'secret')
    const grace = asUser(client, 'Practitioner/grace')
    await grace.readResource('Basic', '1').catch(() => undefined)
    expect(stub.calls.at(-1)?.headers.get('authorization')).toBe(`Basic ${btoa('id:secret')}`)
    await grace.get('https://other.example/x').catch(() => undefined)
    expect(stub.calls.at(-1)?.headers.get('authorization')).toBeNull()
    expect(stub.calls.at(-1)?.headers.get('x-medplum-on-behalf-of')).toBeNull()
    const headers = { 'X-Medplum-On-Behalf-Of': 'Practitioner/grace' }
    await grace.get('https://other.example/x', { headers }).catch(() => undefined)
    expect(stub.calls.at(-1)?.headers.get('authorization')).toBeNull()
  })
})
