import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Buffer as BotBuffer } from '../../../src/base/sandbox/guest/web/buffer.ts'
import { structuredClone as botClone } from '../../../src/base/sandbox/guest/web/clone.ts'
import * as codecs from '../../../src/base/sandbox/guest/web/codecs.ts'
import { URLSearchParams as BotParams, URL as BotURL } from '../../../src/base/sandbox/guest/web/url.ts'
import { refusedInVm, runInVm } from './in-vm.ts'

const PARTS = [
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
  'origin',
  'href',
] as const

function partsOf(make: () => Pick<URL, (typeof PARTS)[number]>): unknown {
  try {
    const url = make()
    return PARTS.map((part) => url[part])
  } catch {
    return 'invalid'
  }
}

describe('addresses, as the web has them', () => {
  test.each<[string, string?]>([
    ['https://example.org'],
    ['HTTPS://Example.ORG:443/a/../b/./c?x=y#z'],
    ['http://user:p%40ss@example.org:8080/'],
    ['http://example.org:80/a b?c d#e f'],
    ['http://[::1]:3000/x'],
    ['https://example.org/ü/ñ?q=ü'],
    ["https://example.org/a?b='c'&d=<e>"],
    ['/a/b', 'https://example.org/c/d?e'],
    ['b?x', 'https://example.org/c/d?e'],
    ['../b', 'https://example.org/c/d/e'],
    ['?q', 'https://example.org/c/d?e#f'],
    ['#h', 'https://example.org/c/d?e#f'],
    ['', 'https://example.org/c/d?e#f'],
    ['//other.example/x', 'https://example.org/c'],
    ['https://other.example/x', 'https://example.org/c'],
    ['https://example.org/a/%2e%2e/b'],
    ['https://example.org/a/..'],
    ['https://example.org/\\a\\b'],
    ['nothing'],
    ['/a'],
    ['https://'],
    ['https://exa mple.org/'],
    ['https://example.org:99999/'],
    ['https://example.org:x/'],
  ])('%s (from %s)', (text, base) => {
    expect(partsOf(() => new BotURL(text, base))).toEqual(partsOf(() => new URL(text, base)))
  })

  test('have parameters', () => {
    const [a, b] = [BotURL, URL].map((Made) => {
      const url = new Made('https://example.org/x?b=2&a=1&b=3&c=%zz+y')
      url.searchParams.append('d', 'e f&g=h~é')
      url.searchParams.set('b', '4')
      url.searchParams.delete('a')
      const before = [
        url.href,
        [...url.searchParams],
        url.searchParams.get('c'),
        url.searchParams.getAll('b'),
        url.searchParams.has('q'),
      ]
      url.searchParams.sort()
      const sorted = url.href
      url.search = 'n=1&m=2'
      return [before, sorted, url.href, url.searchParams.get('m')]
    })
    expect(a).toEqual(b)
    expect(String(new BotParams({ a: 'b c', d: 'é' }))).toBe(String(new URLSearchParams({ a: 'b c', d: 'é' })))
  })

  test('parameters are read and written as the web does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))), (pairs) => {
        const text = String(new BotParams(pairs))
        expect(text).toBe(String(new URLSearchParams(pairs)))
        expect([...new BotParams(text)]).toEqual([...new URLSearchParams(text)])
      }),
    )
  })
})

describe('encodings, as the web has them', () => {
  test('texts become bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect([...new codecs.TextEncoder().encode(text)]).toEqual([...new TextEncoder().encode(text)])
      }),
    )
  })

  test('bytes become texts, and what is no UTF-8 is replaced or refused', () => {
    const decoded = (
      Decoder: new (label?: string, o?: TextDecoderOptions) => { decode(b: Uint8Array): string },
      b: Uint8Array,
      fatal: boolean,
    ): string => {
      try {
        return new Decoder('utf-8', { fatal }).decode(b)
      } catch {
        return 'refused'
      }
    }
    // Mostly bytes that begin or go on a character.
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0x9f, 0xa0, 0xbf, 0xc2),
    )
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), fc.boolean(), (values, fatal) => {
        const given = Uint8Array.from(values)
        expect(decoded(codecs.TextDecoder, given, fatal)).toBe(decoded(TextDecoder, given, fatal))
      }),
    )
    expect(new codecs.TextDecoder('utf-16le').decode(Uint8Array.of(0x41, 0, 0xe9, 0))).toBe('Aé')
    expect(() => new codecs.TextDecoder('koi8-r')).toThrow('TextDecoder reads UTF-8 and UTF-16LE in a Bot, not koi8-r.')
  })

  test('base64 goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (given) => {
        const text = String.fromCharCode(...given)
        expect(codecs.btoa(text)).toBe(btoa(text))
        expect(codecs.atob(codecs.btoa(text))).toBe(text)
        for (const encoding of ['utf8', 'hex', 'base64', 'base64url', 'latin1'] as const) {
          const written = Buffer.from(given).toString(encoding)
          expect(BotBuffer.from(given).toString(encoding)).toBe(written)
          expect([...BotBuffer.from(written, encoding)]).toEqual([...Buffer.from(written, encoding)])
        }
      }),
    )
    expect(() => codecs.atob('a')).toThrow('atob: the text is no base64.')
  })

  test('a copy is deep, and knows what is twice', () => {
    const shared = { at: new Date(0), bytes: new Uint8Array([1]), map: new Map([['a', { b: 1 }]]), set: new Set([1]) }
    const value = { one: shared, two: shared, list: [1, undefined, null] }
    const copy = botClone(value)
    expect(copy).toEqual(structuredClone(value))
    expect(copy.one).toBe(copy.two)
    expect(copy.one).not.toBe(shared)
  })
})

describe('fetch of a Bot', () => {
  const answer = (): unknown => ({
    status: 201,
    url: 'https://api.example/x',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"a":"é"}').toString('base64'),
  })

  test('goes through the broker', async () => {
    const bot = `export async function handler(client, event) {
      const response = await fetch('https://api.example/x', {
        method: 'post', headers: { Authorization: 'Bearer ' + event.secrets.KEY.valueString }, body: new URLSearchParams({ a: 'b c' }) })
      return [response.ok, response.status, response.headers.get('Content-Type'), await response.json()]
    }`
    const secrets = { KEY: { name: 'KEY', valueString: 'k' } }
    const { output, calls } = await runInVm(bot, { secrets }, (_, name) => (name === 'fetch' ? answer() : undefined))
    expect(output).toEqual({ json: [true, 201, 'application/json', { a: 'é' }] })
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', authorization: 'Bearer k' }
    expect(calls).toEqual([{ url: 'https://api.example/x', method: 'POST', headers, body: 'a=b+c' }])
  })

  test('sends bytes as bytes, and refuses what it cannot send', async () => {
    const bot = `export const handler = async () =>
      (await fetch(new URL('https://api.example/x'), { method: 'PUT', body: Buffer.from('é') })).text()`
    const { output, calls } = await runInVm(bot, {}, answer)
    expect(output).toEqual({ text: '{"a":"é"}' })
    expect(calls).toMatchObject([{ body: 'w6k=', base64: true, headers: {} }])
    const bad = `export const handler = async () => fetch('https://api.example/x', { method: 'POST', body: {} })`
    const message = 'The body of a request is a text, bytes, a Blob or URLSearchParams.'
    expect(await refusedInVm(bad)).toMatchObject({ message })
  })

  test('ends when its signal says so, and rejects with what the broker says', async () => {
    const bot = (signal: string): string =>
      `export const handler = async () => fetch('https://api.example/x', { signal: ${signal} })`
    const never = (): Promise<unknown> => new Promise(() => undefined)
    expect(await refusedInVm(bot('AbortSignal.timeout(1)'), {}, never)).toMatchObject({ name: 'TimeoutError' })
    expect(await refusedInVm(bot('AbortSignal.abort()'))).toMatchObject({ name: 'AbortError' })
    const refused = (): never => {
      throw new Error('api.example is not in Bot.allowedHost.')
    }
    expect(await refusedInVm(bot('undefined'), {}, refused)).toMatchObject({
      message: 'api.example is not in Bot.allowedHost.',
    })
  })
})

describe('what a Bot gives back', () => {
  test.each<[string, unknown]>([
    ['undefined', {}],
    ['null', { json: null }],
    ['5', { json: 5 }],
    ['"text"', { text: 'text' }],
    ['[1, { a: undefined }]', { json: [1, {}] }],
    ['Uint8Array.of(0, 255)', { base64: 'AP8=', contentType: 'application/octet-stream' }],
    ['Buffer.from("a").buffer', { base64: expect.any(String), contentType: 'application/octet-stream' }],
    ['new Blob(["é"], { type: "text/csv" })', { base64: 'w6k=', contentType: 'text/csv' }],
  ])('%s', async (result, output) => {
    expect((await runInVm(`export const handler = async () => ${result}`)).output).toEqual(output)
  })

  test.each([
    ['(() => { const a: any = {}; a.b = { c: [a] }; return a })()', 'result.b.c[0] refers back to what it is part of'],
    ['({ a: [1n] })', 'result.a[0] is a bigint'],
    ['(() => 1)', 'it is a function'],
    ['Symbol()', 'it is a symbol'],
  ])('refuses %s with its place', async (result, place) => {
    const expected = { why: 'unserialisable', message: `The result cannot be sent: ${place}.` }
    expect(await refusedInVm(`export const handler = async () => ${result}`)).toMatchObject(expected)
  })

  test('is always an Error where it failed, whatever was thrown', async () => {
    for (const [thrown, message] of [
      ['"text"', 'text'],
      ['{ code: "E1" }', 'E1'],
      ['undefined', 'Unknown error'],
      ['new TypeError("wrong")', 'wrong'],
    ])
      expect(await refusedInVm(`export const handler = async () => { throw ${thrown} }`)).toMatchObject({ message })
    const message = 'The Bot exports no function named handler: export async function handler(client, event).'
    for (const bot of ['', 'export const handler = 1', 'export default async () => 1'])
      expect(await refusedInVm(bot)).toMatchObject({ why: 'no_handler', message })
  })

  test('is not its log', async () => {
    const bot = `export async function handler() {
      const a: any = { b: [1, 'x'] }
      a.self = a
      console.log('got', a, 5n, undefined, new Map([['k', 1]]))
      console.warn(new Error('odd'))
      console.assert(true, 'never')
      console.assert(false, 'wrong')
    }`
    const { output, log } = await runInVm(bot)
    expect(output).toEqual({})
    expect(log).toEqual([
      'info: got {"b":[1,"x"],"self":"[Circular]"} 5 undefined [["k",1]]',
      expect.stringContaining('warn: Error: odd\n'),
      'error: Assertion failed wrong',
    ])
  })
})
