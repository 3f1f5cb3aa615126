import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MOST = 20
/** Every address of 127.0.0.0/8 is this machine: each is another neighbour. */
const PROXY = '127.0.0.9'

let world: World
beforeAll(async () => {
  world = await startWorld({
    store: storesForWalks()[0] ?? 'pglite',
    env: {
      DAMSON_HTTP_CONNECTIONS_PER_ADDRESS: String(MOST),
      DAMSON_HTTP_MEGABYTES_PER_ADDRESS: '1',
      DAMSON_TRUSTED_PROXIES: PROXY,
    },
  })
})
afterAll(() => world.close())

async function connectFrom(localAddress: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(world.baseUrl).port), host: '127.0.0.1', localAddress })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** All that comes on a connection until it is closed. */
async function heardOn(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

interface Asking {
  readonly from: string
  readonly forwarded?: string
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

function open({ from, forwarded, method = 'GET', path, headers = {} }: Asking): ClientRequest {
  const request = openRequest(new URL(path, `http://127.0.0.1:${new URL(world.baseUrl).port}/`), {
    method,
    agent: false,
    localAddress: from,
    headers: { ...headers, ...(forwarded !== undefined && { 'X-Forwarded-For': forwarded }) },
  })
  request.on('error', () => undefined)
  return request
}

async function ask(asking: Asking): Promise<{ readonly status: number | undefined; readonly text: string }> {
  const request = open(asking)
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode, text }
}

/** A request whose body does not come. It is under way once it is asked for its body. */
async function underWay(asking: Omit<Asking, 'path' | 'method'>): Promise<ClientRequest> {
  const request = open({
    ...asking,
    method: 'POST',
    path: 'auth/login',
    headers: { 'Content-Type': 'application/json', Expect: '100-continue', ...asking.headers },
  })
  request.flushHeaders()
  await once(request, 'continue')
  return request
}

/** Ends requests, and waits until the node has noticed. */
async function endAll(requests: readonly ClientRequest[], of: Pick<Asking, 'from' | 'forwarded'>): Promise<void> {
  for (const request of requests) request.destroy()
  while ((await ask({ ...of, path: 'healthcheck' })).status === 429) await new Promise(setImmediate)
}

describe('an address', () => {
  test(`has at most ${MOST} connections, and its neighbours have theirs`, async () => {
    const from = '127.0.0.2'
    const held = await Promise.all(Array.from({ length: MOST }, () => connectFrom(from)))
    // The last of them has been counted once it is answered.
    held.at(-1)?.write('GET /healthcheck HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(held.at(-1) as Socket, 'data')

    const refused = await heardOn(await connectFrom(from))
    expect(refused).toMatch(/^HTTP\/1\.1 429 [^]*\r\nRetry-After: 1\r\n[^]*limit_connections/)
    expect((await ask({ from: '127.0.0.3', path: 'healthcheck' })).status).toBe(200)

    const closed = once(held[0] as Socket, 'close')
    held[0]?.destroy()
    await closed
    let again = await ask({ from, path: 'healthcheck' }).catch(() => undefined)
    while (again?.status !== 200) again = await ask({ from, path: 'healthcheck' }).catch(() => undefined)
    for (const socket of held) socket.destroy()
  })

  test('behind a trusted proxy has as many requests under way, and its neighbours have theirs', async () => {
    const mine = { from: PROXY, forwarded: '203.0.113.7' }
    const headers = { 'Content-Length': '10' }
    const held = await Promise.all(Array.from({ length: MOST }, () => underWay({ ...mine, headers })))
    const refused = await ask({ ...mine, path: 'fhir/R4/metadata' })
    expect([refused.status, refused.text]).toEqual([429, expect.stringContaining('limit_under_way')])
    // Each address in its own shape, and whatever is asked.
    expect(JSON.parse((await ask({ ...mine, path: 'oauth2/token', method: 'POST' })).text)).toMatchObject({
      resourceType: 'OperationOutcome',
    })
    expect((await ask({ ...mine, path: 'signin' })).text).toMatch(/^<!doctype html>/i)
    expect((await ask({ ...mine, forwarded: '203.0.113.8', path: 'healthcheck' })).status).toBe(200)
    await endAll(held, mine)
  })

  test('has at most so many bytes of bodies under way, whether they say how long they are or not', async () => {
    const mine = { from: PROXY, forwarded: '2001:db8::7' }
    for (const headers of [{ 'Content-Length': '65536' }, { 'Transfer-Encoding': 'chunked' }]) {
      const held = await Promise.all(Array.from({ length: 16 }, () => underWay({ ...mine, headers })))
      const neighbour = { ...mine, forwarded: '2001:db8::ffff' }
      expect((await ask({ ...neighbour, path: 'healthcheck' })).status).toBe(429)
      expect((await ask({ ...mine, forwarded: '2001:db8:1::7', path: 'healthcheck' })).status).toBe(200)
      await endAll(held, mine)
    }
  })
})

describe('a connection', () => {
  const get = (path: string, more = ''): string => `GET /${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`

  test('that sends a few requests at once has them answered in their order', async () => {
    const socket = await connectFrom('127.0.0.4')
    const paths = ['healthcheck', '.well-known/jwks.json', 'nowhere', 'fhir/R4/Patient']
    socket.write(paths.map((path) => get(path)).join('') + get('healthcheck', 'Connection: close\r\n'))
    const statuses = [...(await heardOn(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))
    expect(statuses).toEqual([200, 200, 404, 401, 200])
  })

  test('that sends a thousand at once is closed, and so none of them is made in vain', async () => {
    const socket = await connectFrom('127.0.0.4')
    socket.write(get('fhir/R4/metadata').repeat(1_000))
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      expect(text.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(1)
    }
  })

  test('has 10 s for a head, and 30 s for a request', () => {
    expect(world.app.http.server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 })
  })
})
