import { Readable } from 'node:stream'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { DamsonClient } from '../src/index.ts'
import { json, outcome, StubServer } from './stub-server.ts'

interface Sent {
  readonly url: URL
  readonly type: string | null
  readonly bytes: readonly number[]
  readonly duplex: unknown
}

/** A client whose requests are read as a server reads them: byte by byte. */
function reading(options: { readonly answers?: (sent: Sent) => Response } = {}) {
  const sent: Sent[] = []
  const client = new DamsonClient({
    baseUrl: 'https://id.example.org/',
    accessToken: 'token',
    fetch: async (url, init) => {
      const request = new Request(url, init)
      const got = {
        url: new URL(url),
        type: request.headers.get('content-type'),
        bytes: [...new Uint8Array(await request.arrayBuffer())],
        duplex: (init as { duplex?: unknown }).duplex,
      }
      sent.push(got)
      return options.answers?.(got) ?? json(201, { resourceType: 'Binary', id: '1' })
    },
  })
  return { client, sent }
}

const BYTES = [1, 2, 255, 0]
const inAnotherRealm = (code: string): never => runInNewContext(code) as never
const streamOf = (...chunks: readonly unknown[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
const buffer = (): ArrayBuffer => new Uint8Array([9, ...BYTES, 9]).buffer
const shared = (): SharedArrayBuffer => {
  const memory = new SharedArrayBuffer(4)
  new Uint8Array(memory).set(BYTES)
  return memory
}

const CONTENTS: readonly [string, () => never][] = [
  ['a Uint8Array', () => new Uint8Array(BYTES) as never],
  ['a Buffer', () => Buffer.from(BYTES) as never],
  ['a part of a buffer', () => new Uint8Array(buffer(), 1, 4) as never],
  ['an ArrayBuffer', () => new Uint8Array(BYTES).buffer as never],
  ['a DataView', () => new DataView(buffer(), 1, 4) as never],
  ['an Int16Array', () => new Int16Array(new Uint8Array(BYTES).buffer) as never],
  ['shared memory', () => shared() as never],
  ['a view of shared memory', () => new DataView(shared()) as never],
  ['a Blob', () => new Blob([new Uint8Array(BYTES)]) as never],
  ['a File', () => new File([new Uint8Array(BYTES)], 'scan.bin') as never],
  ['a Uint8Array of another realm', () => inAnotherRealm(`new Uint8Array([${BYTES.join()}])`)],
  ['an ArrayBuffer of another realm', () => inAnotherRealm(`new Uint8Array([${BYTES.join()}]).buffer`)],
  ['a DataView of another realm', () => inAnotherRealm(`new DataView(new Uint8Array([${BYTES.join()}]).buffer)`)],
  ['a stream', () => streamOf(new Uint8Array(BYTES.slice(0, 2)), new Uint8Array(BYTES.slice(2))) as never],
  ['a stream of what is no Uint8Array', () => streamOf(new Uint8Array(BYTES).buffer) as never],
  ['a stream of Node', () => Readable.from([Buffer.from(BYTES)]) as never],
  [
    'what yields bytes',
    () =>
      (async function* () {
        yield new Uint8Array(BYTES)
      })() as never,
  ],
]

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('bytes are sent as bytes', () => {
  test.each(CONTENTS)('by createBinary: %s', async (_, content) => {
    const { client, sent } = reading()
    await client.createBinary({ data: content(), contentType: 'application/pdf' })
    await client.createBinary(content(), undefined, 'application/pdf')
    expect(sent.map(({ type, bytes }) => [type, bytes])).toEqual([
      ['application/pdf', BYTES],
      ['application/pdf', BYTES],
    ])
  })

  test.each(CONTENTS)('by post and put: %s', async (_, content) => {
    const { client, sent } = reading()
    await client.post('fhir/R4/Binary', content(), 'application/pdf')
    await client.put('fhir/R4/Binary/1', content())
    expect(sent.map(({ type, bytes }) => [type, bytes])).toEqual([
      ['application/pdf', BYTES],
      ['application/octet-stream', BYTES],
    ])
  })

  test('from a stream as it comes, where the host can', async () => {
    const { client, sent } = reading()
    await client.post('x', streamOf(new Uint8Array(BYTES)))
    await client.post('x', new Uint8Array(BYTES))
    expect(sent.map(({ duplex }) => duplex)).toEqual(['half', undefined])
  })

  test('from a stream as a whole in a browser, which cannot stream to every server', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Safari/605.1.15' })
    const { client, sent } = reading()
    await client.createBinary({ data: streamOf(new Uint8Array(BYTES)), contentType: 'application/pdf' })
    expect(sent).toMatchObject([{ bytes: BYTES, type: 'application/pdf', duplex: undefined }])
  })

  test('with the name of the file', async () => {
    const { client, sent } = reading()
    await client.createBinary({ data: 'a text', contentType: 'text/plain', filename: 'a b&c.txt' })
    await client.createBinary('a text', 'b.txt', 'text/plain')
    await client.createBinary({ data: 'a text', contentType: 'text/plain' })
    expect(sent.map(({ url }) => url.searchParams.get('_filename'))).toEqual(['a b&c.txt', 'b.txt', null])
    expect(sent.map(({ url }) => url.pathname)).toEqual(Array(3).fill('/fhir/R4/Binary'))
  })

  test('a form of another realm as a form', async () => {
    const { client, sent } = reading()
    class URLSearchParams {
      readonly [Symbol.toStringTag] = 'URLSearchParams'
      toString(): string {
        return 'a=1&b=%26'
      }
    }
    await client.post('x', new URLSearchParams())
    expect(Buffer.from(sent[0]?.bytes ?? []).toString()).toBe('a=1&b=%26')
    expect(sent[0]?.type).toBe('application/x-www-form-urlencoded')
  })
})

describe('what cannot be sent is refused before anything is', () => {
  const UNSENDABLE: readonly [string, unknown][] = [
    ['Map', new Map([['a', 1]])],
    ['Set', new Set()],
    ['Promise', Promise.resolve('a')],
    ['Function', () => 'a'],
    ['RegExp', /a/],
    ['Error', new Error('a')],
    ['Symbol', Symbol('a')],
    ['BigInt', 1n],
    ['Request', new Request('https://id.example.org/')],
    ['Response', new Response('a')],
    ['FormData', Object.assign(Object.create({ [Symbol.toStringTag]: 'FormData' }), { a: 1 })],
  ]
  test.each(UNSENDABLE)('by post: a %s', async (name, body) => {
    const { client, sent } = reading()
    await expect(client.post('x', body)).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringMatching(`${name}.*cannot be sent.*bytes`) }),
    )
    expect(sent).toEqual([])
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', { a: 1 }],
    ['a list of numbers', [1, 2]],
    ['a promise of bytes', Promise.resolve(new Uint8Array(BYTES))],
  ])('by createBinary: %s', async (_, data) => {
    const { client, sent } = reading()
    const message = expect.stringMatching(/createBinary.*text.*bytes/) as string
    // Apps in JavaScript pass anything.
    await expect(client.createBinary({ data: data as never, contentType: 'application/pdf' })).rejects.toThrow(
      expect.objectContaining({ name: 'TypeError', message }),
    )
    await expect(client.createBinary(data as never, 'a.pdf', 'application/pdf')).rejects.toThrow(TypeError)
    expect(sent).toEqual([])
  })

  test.each([
    ['the stream of anything else', () => streamOf({ a: 1 }), /stream.*bytes/],
    ['a stream that breaks', () => Readable.from(breaking()), /the disk is gone/],
  ])('%s says so, and not that the server cannot be reached', async (_, data, message) => {
    const { client } = reading()
    const upload = client.createBinary({ data: data() as never, contentType: 'application/pdf' })
    await expect(upload).rejects.toThrow(message)
  })

  test('but not what has a JSON of its own', async () => {
    const { client, sent } = reading()
    class Note {
      readonly text = 'a'
    }
    for (const value of [new Note(), [1], 5, true, null, new Date(0), new URL('https://a.example/')])
      await client.post('x', value)
    expect(sent.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      '{"text":"a"}',
      '[1]',
      '5',
      'true',
      'null',
      '"1970-01-01T00:00:00.000Z"',
      '"https://a.example/"',
    ])
  })
})

describe('a stream can be sent once', () => {
  test('and is not tried again after a fault of the server', async () => {
    const { client, sent } = reading({ answers: () => outcome(503, 'transient', 'Busy.') })
    await expect(client.put('x', streamOf(new Uint8Array(BYTES)))).rejects.toMatchObject({ status: 503 })
    expect(sent).toHaveLength(1)
  })

  test('so that a token that was refused meanwhile is renewed, and the app is told to send it again', async () => {
    const stub = new StubServer()
    const client = await stub.signedIn('ada')
    const undo = stub.intercept(({ path }) => (path === 'x' ? outcome(401, 'login', 'Unauthorized') : undefined))
    await expect(client.post('x', streamOf(new Uint8Array(BYTES)))).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/stream.*again/),
    })
    undo()
    expect(stub.to('x')).toHaveLength(1)
    expect(client.isAuthenticated()).toBe(true)
    await expect(client.post('x', streamOf(new Uint8Array(BYTES)))).resolves.toMatchObject({ resourceType: 'Basic' })
  })
})

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(BYTES)
  throw new Error('the disk is gone')
}
