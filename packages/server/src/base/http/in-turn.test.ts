import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inTurn, MOST_WAITING } from './in-turn.ts'
import { closeUnread } from './unread.ts'

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
/** More than the kernel takes from a server whose client does not read. */
const LARGE = Buffer.alloc(64 * 1_048_576)

interface Begun {
  readonly path: string
  readonly response: ServerResponse
}

let server: Server
let begun: Begun[]
let look: () => void
let heard: ((path: string) => void) | undefined

beforeEach(async () => {
  begun = []
  server = createServer(
    inTurn((request, response) => {
      begun.push({ path: request.url ?? '', response })
      request.resume()
      heard?.(request.url ?? '')
    }),
  )
  look = closeUnread(server, 3)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  heard = undefined
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

async function client(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Waits for a request to begin. */
const beginning = (path: string): Promise<void> =>
  new Promise((resolve) => {
    heard = (begunPath) => {
      if (begunPath === path) resolve()
    }
  })

describe('of a connection', () => {
  test('one request is under way: the next begins when the answer before it has been taken', async () => {
    const socket = await client()
    const first = beginning('/1')
    socket.write(get('/1') + get('/2') + get('/3'))
    await first
    expect(begun.map(({ path }) => path)).toEqual(['/1'])
    for (const [at, path] of ['/2', '/3'].entries()) {
      const next = beginning(path)
      begun[at]?.response.end(`answer to ${begun[at].path}`)
      await next
      expect(begun.map((one) => one.path)).toHaveLength(at + 2)
    }
    begun[2]?.response.end('the last')
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      if (text.includes('the last')) break
    }
    expect(text.match(/answer to \/\d|the last/g)).toEqual(['answer to /1', 'answer to /2', 'the last'])
  })

  test('nothing more is begun while an answer is not taken', async () => {
    const socket = await client()
    socket.pause()
    const first = beginning('/1')
    socket.write(get('/1') + get('/2'))
    await first
    const [{ response } = { response: undefined }] = begun
    response?.end(LARGE)
    expect(response?.writableEnded).toBe(true)
    const second = beginning('/2')
    // Another connection is answered in the meantime.
    const other = await client()
    const third = beginning('/other')
    other.write(get('/other'))
    await third
    expect(begun.map(({ path }) => path)).toEqual(['/1', '/other'])
    heard = undefined
    void second
    const resumed = beginning('/2')
    socket.resume()
    await resumed
  })

  test(`more than ${MOST_WAITING} requests do not wait: it is closed, and none of them begun`, async () => {
    const socket = await client()
    const closed = once(socket, 'close')
    socket.write(Array.from({ length: 1_000 }, (_, i) => get(`/${i}`)).join(''))
    await closed
    expect(begun.map(({ path }) => path)).toEqual(['/0'])
  })

  test(`${MOST_WAITING} requests wait and are answered in their order`, async () => {
    const socket = await client()
    heard = () => begun.at(-1)?.response.end('answered')
    socket.write(Array.from({ length: MOST_WAITING + 1 }, (_, i) => get(`/${i}`)).join(''))
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      if (text.match(/answered/g)?.length === MOST_WAITING + 1) break
    }
    expect(begun.map(({ path }) => path)).toEqual(Array.from({ length: MOST_WAITING + 1 }, (_, i) => `/${i}`))
  })

  test('what waits when it closes is not begun', async () => {
    const socket = await client()
    const first = beginning('/1')
    socket.write(get('/1') + get('/2'))
    await first
    const [{ response } = { response: undefined }] = begun
    const gone = response === undefined ? undefined : once(response, 'close')
    socket.destroy()
    await gone
    expect(begun.map(({ path }) => path)).toEqual(['/1'])
  })
})

describe('an answer', () => {
  async function unread(size: number): Promise<{ readonly socket: Socket; readonly closed: Promise<unknown> }> {
    const socket = await client()
    socket.pause()
    const first = beginning('/1')
    socket.write(get('/1'))
    await first
    const response = begun.at(-1)?.response
    const served = response?.socket
    const closed =
      served === undefined || served === null ? Promise.reject(new Error('no socket')) : once(served, 'close')
    response?.end(LARGE.subarray(0, size))
    return { socket, closed }
  }

  test('that is not taken ends its connection, a large one later', async () => {
    const { closed } = await unread(LARGE.length)
    let isClosed = false
    void closed.then(() => (isClosed = true))
    // A second for each 16 KB that are left.
    for (let second = 0; second < 1_000; second++) look()
    await new Promise(setImmediate)
    expect(isClosed).toBe(false)
    for (let second = 0; second < 4_000; second++) look()
    await closed
  })

  test('that is waited for ends nothing', async () => {
    const socket = await client()
    const first = beginning('/1')
    socket.write(get('/1'))
    await first
    for (let second = 0; second < 10_000; second++) look()
    begun[0]?.response.end('in the end')
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    expect(chunk.toString()).toContain('in the end')
  })
})
