import { describe, expect, test } from 'vitest'
import type { DamsonClient, DamsonError } from '../src/index.ts'
import { BASE_URL, json, outcome, page, refusal, StubServer } from './stub-server.ts'

const failed = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'))

describe('after a network failure is tried again', () => {
  const conditional = { headers: { 'If-Match': 'W/"1"' } }
  const cases: readonly [string, (client: DamsonClient) => Promise<unknown>, number][] = [
    ['GET', (client) => client.get('x'), 3],
    ['GET as often as it says', (client) => client.get('x', { maxRetries: 1 }), 2],
    ['GET, not at all where it says so', (client) => client.get('x', { maxRetries: 0 }), 1],
    ['download', (client) => client.download('x'), 3],
    ['PUT', (client) => client.put('x', {}), 3],
    ['PUT with If-Match', (client) => client.put('x', {}, undefined, conditional), 3],
    ['DELETE', (client) => client.delete('x'), 3],
    [
      'POST with If-None-Exist',
      (client) => client.post('x', {}, undefined, { headers: { 'If-None-Exist': 'a=b' } }),
      3,
    ],
    ['no POST', (client) => client.post('x', {}), 1],
    ['no PATCH', (client) => client.patch('x', []), 1],
    ['no stream', (client) => client.put('x', new Blob(['a']).stream()), 1],
  ]
  test.each(cases)('%s', async (_, call, times) => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(({ path }) => (path === 'x' ? failed() : undefined))
    await expect(stub.clock.run(call(client))).rejects.toMatchObject({ code: 'network' })
    expect(stub.to('x')).toHaveLength(times)
  })

  test('a request whose answer broke off, after a while, and its answer taken', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const at: number[] = []
    const broken = (): Response =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error('reset')) }))
    stub.intercept(({ path }) => {
      if (path !== 'x') return undefined
      at.push(stub.clock.now())
      return at.length < 3 ? broken() : json(200, { ok: true })
    })
    await expect(stub.clock.run(client.get('x'))).resolves.toEqual({ ok: true })
    expect(at.map((time) => time - (at[0] ?? 0))).toEqual([0, 500, 1250])
  })

  test('until its signal aborts', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const controller = new AbortController()
    stub.intercept(({ path }) => {
      if (path !== 'x') return undefined
      setImmediate(() => controller.abort(new Error('enough')))
      return failed()
    })
    await expect(client.get('x', { signal: controller.signal })).rejects.toThrow('enough')
    expect(stub.to('x')).toHaveLength(1)
  })

  test('but a version that changed meanwhile may be our own doing: it stays a network failure', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.intercept(({ path }) => {
      if (path !== 'x') return undefined
      return stub.to('x').length === 1 ? failed() : outcome(412, 'conflict', 'Precondition Failed')
    })
    const update = client.put('x', {}, undefined, { headers: { 'If-Match': 'W/"1"' } })
    await expect(stub.clock.run(update)).rejects.toMatchObject({ code: 'network', method: 'PUT' })
    expect(stub.to('x')).toHaveLength(2)
  })

  test('and no sign-in is: a code and a refresh token are good for once', async () => {
    const stub = new StubServer()
    const client = stub.client()
    await client.startLogin({ email: 'ada@example.org', password: 'a password' })
    stub.intercept(({ path }) => (path === 'oauth2/token' ? failed() : undefined))
    await expect(client.processCode('code-ada')).rejects.toMatchObject({ code: 'network' })
    expect(stub.to('oauth2/token')).toHaveLength(1)
  })
})

describe('an error says what failed', () => {
  const trace = { 'Trace-Id': '0190-trace' }
  const cases: readonly [string, () => Response | Promise<Response>, string | undefined][] = [
    ['an OperationOutcome', () => outcome(403, 'forbidden', 'Not for you.', trace), '0190-trace'],
    ['a 401', () => outcome(401, 'login', 'Unauthorized', trace), '0190-trace'],
    ['HTML', () => page(404), undefined],
    ['no answer', failed, undefined],
    ['silence', () => new Promise<Response>(() => undefined), undefined],
  ]
  test.each(cases)('%s: method, URL and trace id', async (_, answer, traceId) => {
    const stub = new StubServer()
    const client = stub.client({ accessToken: 'a-secret-token' })
    stub.intercept(answer)
    const call = client.get('fhir/R4/Patient/1/_history?_count=1', { maxRetries: 0 })
    const error = await stub.clock.run(call).then(
      () => undefined,
      (thrown: DamsonError) => thrown,
    )
    expect(error).toMatchObject({ method: 'GET', url: `${BASE_URL}fhir/R4/Patient/1/_history?_count=…` })
    expect(error?.traceId).toBe(traceId)
  })

  test('an OAuth error', async () => {
    const stub = new StubServer()
    stub.intercept(() => {
      const answer = refusal('invalid_client')
      answer.headers.set('Trace-Id', '0190-trace')
      return answer
    })
    await expect(stub.client().startClientLogin('client-1', 'wrong')).rejects.toMatchObject({
      method: 'POST',
      url: `${BASE_URL}oauth2/token`,
      traceId: '0190-trace',
    })
  })

  test('a renewal that is refused', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    stub.revoke('ada')
    await expect(client.get('x')).rejects.toMatchObject({
      code: 'unauthenticated',
      method: 'POST',
      url: `${BASE_URL}oauth2/token`,
    })
  })

  test('without what concerns nobody else: no value of a query, no fragment, no user', async () => {
    const stub = new StubServer()
    const client = stub.client({ accessToken: 'a-secret-token' })
    stub.intercept(() => outcome(400, 'invalid', 'No.'))
    const url = 'https://user:pass@id.example.org/x?code=abc&name=simpson&access_token=eyJ&flag#id_token=1'
    const error = (await client.get(url).catch((thrown: unknown) => thrown)) as DamsonError
    expect(error.url).toBe(`${BASE_URL}x?code=…&name=…&access_token=…&flag=…`)
    expect(`${JSON.stringify(error)} ${error.stack ?? ''} ${error.message}`).not.toMatch(/simpson|abc|eyJ|pass|secret/)
  })
})
