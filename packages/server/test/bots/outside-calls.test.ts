/** What the code of a Bot may send to other servers: nothing unless its Bot names the host, and nothing unrecorded. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOutbound, type Outbound } from '#base/outbound'
import { botFetch } from '#domain/bots'

type Run = Parameters<typeof botFetch>[1]
type Audit = Parameters<typeof botFetch>[0]['audit']
type Outcome = Awaited<ReturnType<typeof botFetch>>

const PROJECT = crypto.randomUUID()
const SECRET = 'a key of the laboratory'

describe('a call of a Bot to another server', () => {
  const happened: unknown[] = []
  const arrived: { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders; body: string }[] =
    []
  let server: Server
  let host = ''

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url, headers } = request
        happened.push('arrived')
        arrived.push({ method, url, headers, body: Buffer.concat(chunks).toString('hex') })
        if (url === '/away') return void response.writeHead(302, { Location: '/' }).end()
        if (url === '/hang') return
        response.writeHead(url === '/no' ? 404 : 200, { 'X-Two': ['a', 'b'], 'Content-Type': 'text/plain' })
        response.end(Buffer.of(0, 255))
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    host = `localhost:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  beforeEach(() => {
    happened.length = 0
    arrived.length = 0
    left = Infinity
  })

  const audit = {
    committed: async (...events: readonly unknown[]) => {
      // A turn later, so that a call that did not wait would arrive first.
      await new Promise((done) => setTimeout(done, 50))
      happened.push(...events)
    },
  } as unknown as Audit
  /** Of the Bot's limit; the server's own test is in `watched-runs.test.ts`. */
  let left = Infinity
  const counting = {
    fhir: {
      count: async () => {
        left -= 1
        return { refused: left < 0 ? { resetSeconds: 7 } : undefined }
      },
    },
  } as unknown as Parameters<typeof botFetch>[0]['throttle']
  const run = (allowedHost: readonly string[] = [host]): Run => ({
    bot: { id: '1', allowedHost: [...allowedHost] },
    grantee: { project: PROJECT, profile: 'Bot/1' } as Run['grantee'],
    origin: { address: '203.0.113.1', userAgent: 'lab', traceId: 'trace' },
    scrub: (text) => text.replaceAll(encodeURIComponent(SECRET), '[secret LAB]'),
  })
  const local = createOutbound({ allowedNetworks: [], loopback: true, timeoutMs: 20_000 })
  const call = (argument: object, of = run(), outbound: Outbound = local): Promise<Outcome> =>
    botFetch(
      { audit, outbound, throttle: counting },
      of,
      { method: 'GET', headers: {}, ...argument },
      AbortSignal.timeout(20_000),
    )
  const at = (path: string): { url: string } => ({ url: `http://${host}/${path}` })
  const refusalOf = (outcome: Outcome): string => (outcome.ok ? 'called' : outcome.refusal)

  test('goes to a host that the Bot names, once the audit has it; the secret of its address is not kept', async () => {
    const answer = await call({ ...at(`a?key=${encodeURIComponent(SECRET)}`), headers: { authorization: 'Bearer x' } })
    expect(answer).toMatchObject({ ok: true, value: { status: 200, body: Buffer.of(0, 255).toString('base64') } })
    expect(answer.ok && answer.value.headers).toMatchObject({ 'x-two': 'a, b', 'content-type': 'text/plain' })
    expect(happened).toEqual([
      {
        kind: 'bot.called_out',
        project: PROJECT,
        outcome: 0,
        agent: expect.objectContaining({ reference: 'Bot/1' }),
        personal: { address: '203.0.113.1', userAgent: 'lab', query: `GET http://${host}/a?key=[secret LAB]` },
        entity: 'Bot/1',
        traceId: 'trace',
      },
      'arrived',
    ])
    expect(arrived[0]?.headers).toMatchObject({ authorization: 'Bearer x', 'user-agent': 'damson' })
  })

  test('sends text and bytes, by any method, and tells of an error as of an answer', async () => {
    await call({ ...at('p'), method: 'PUT', body: 'ö' })
    await call({ ...at('p'), method: 'POST', body: Buffer.of(0, 255).toString('base64'), base64: true })
    expect(arrived.map(({ method, body }) => [method, body])).toEqual([
      ['PUT', 'c3b6'],
      ['POST', '00ff'],
    ])
    expect(await call(at('no'))).toMatchObject({ ok: true, value: { status: 404 } })
  })

  test('goes nowhere else, and the attempt is audited', async () => {
    for (const hosts of [[], ['localhost'], ['api.example.com'], [host.replace(/\d$/, '')]]) {
      happened.length = 0
      expect(refusalOf(await call(at(''), run(hosts)))).toBe(
        `This Bot may not call ${host}: ask an administrator to add it to Bot.allowedHost.`,
      )
      expect(happened).toMatchObject([{ kind: 'bot.called_out', outcome: 4, reason: 'unlisted_host' }])
    }
  })

  test('counts as a request of the Bot, so that a loop leaves no more events than its limit', async () => {
    left = 2
    await call(at('a'))
    await call(at('b'), run([]))
    happened.length = 0
    for (const one of [run(), run([])])
      expect(refusalOf(await call(at('c'), one))).toBe('Too many requests: this Bot may call again in 7 seconds.')
    expect([happened, arrived.map(({ url }) => url)]).toEqual([[], ['/a']])
  })

  test('does not leave without its record', async () => {
    const failing = { committed: () => Promise.reject(new Error('no room')) } as unknown as Audit
    const called = botFetch(
      { audit: failing, outbound: local, throttle: counting },
      run(),
      { ...at(''), method: 'GET', headers: {} },
      AbortSignal.timeout(20_000),
    )
    await expect(called).rejects.toThrow('no room')
    expect(arrived).toEqual([])
  })

  test('reaches nothing inside, whatever its name resolves to, and learns nothing of what is there', async () => {
    const outbound = (...addresses: readonly string[]): Outbound =>
      createOutbound({
        allowedNetworks: [],
        loopback: false,
        resolve: () => Promise.resolve(addresses),
        timeoutMs: 2_000,
      })
    const inside = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00:ec2::254', '::ffff:10.0.0.1']
    const answers = [
      ...(await Promise.all(
        inside.map((one) => call({ url: 'https://api.example.com/' }, run(['api.example.com']), outbound(one))),
      )),
      await call({ url: 'https://api.example.com/' }, run(['api.example.com']), outbound('8.8.8.8', '10.0.0.1')),
      await call({ url: 'https://api.example.com/' }, run(['api.example.com']), outbound()),
      await call({ url: 'https://10.0.0.1/' }, run(['10.0.0.1']), outbound()),
    ]
    expect(new Set(answers.map(refusalOf))).toEqual(
      new Set(['api.example.com cannot be reached from here.', '10.0.0.1 cannot be reached from here.']),
    )
    expect(refusalOf(await call(at(''), run(), outbound('127.0.0.1')))).toContain('only https: is')
    expect(arrived).toEqual([])
  })

  test('a name that turns to an address inside after it was checked leads to the checked one', async () => {
    let times = 0
    const resolve = (): Promise<readonly string[]> => Promise.resolve(times++ === 0 ? ['127.0.0.1'] : ['10.0.0.1'])
    const rebinding = createOutbound({ allowedNetworks: [], loopback: true, resolve })
    const url = `http://api.example.com:${host.split(':')[1]}/`
    expect(await call({ url }, run([new URL(url).host]), rebinding)).toMatchObject({ ok: true })
    expect(times).toBe(1)
  })

  test('follows no redirect, and ends with the Bot', async () => {
    expect(refusalOf(await call(at('away')))).toContain('redirect')
    expect(arrived).toHaveLength(1)
    const ended = new AbortController()
    const under = botFetch(
      { audit, outbound: local, throttle: counting },
      run(),
      { ...at('hang'), method: 'GET', headers: {} },
      ended.signal,
    )
    await expect.poll(() => arrived.length, { timeout: 10_000 }).toBe(2)
    ended.abort()
    expect(refusalOf(await under)).toContain('in time')
  })

  test.each([
    [{ url: '/relative' }, 'whole URL'],
    [{ url: 'https://' }, 'whole URL'],
    [{ url: 1 }, 'takes a URL'],
    [{ method: 'CONNECT' }, 'takes a URL'],
    [{ method: 'get' }, 'takes a URL'],
    [{ headers: { 'x-a': 'a\r\nHost: evil' } }, 'takes a URL'],
    [{ headers: { 'x a': 'a' } }, 'takes a URL'],
    [{ headers: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`x-${n}`, ''])) }, 'takes a URL'],
    [{ headers: { host: 'evil.example' } }, 'host itself'],
    [{ headers: { 'transfer-encoding': 'chunked' } }, 'transfer-encoding itself'],
    [{ headers: { 'proxy-authorization': 'x' } }, 'proxy-authorization itself'],
    [{ body: 'x' }, 'no body by GET'],
    [{ more: 1 }, 'takes a URL'],
  ])('is refused where %j cannot be meant', async (fields, text) => {
    expect(refusalOf(await call({ ...at(''), ...fields }))).toContain(text)
    expect([happened, arrived]).toEqual([[], []])
  })

  test('a URL with a password, or of another kind, goes nowhere', async () => {
    const [, port = ''] = host.split(':')
    expect(refusalOf(await call({ url: `http://user:pass@localhost:${port}/` }))).toContain('Authorization header')
    for (const url of [`ftp://localhost:${port}/`, 'file:///etc/passwd', 'data:text/plain,x'])
      expect(refusalOf(await call({ url }, run(['localhost', host, ''])))).not.toBe('called')
    expect(arrived).toEqual([])
  })
})
