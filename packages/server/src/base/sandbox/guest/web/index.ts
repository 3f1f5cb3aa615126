/** The globals of the web that Bots use, each loaded when a Bot first names it. */
import type { FetchCall, FetchCallAnswer, GuestHost } from '../contract.ts'
import { type BlobLike, bodyOf, bytesIn, bytesOf, headersOf, isBlob } from '../requests.ts'
import { AbortController, AbortSignal } from './abort.ts'
import { Buffer } from './buffer.ts'
import { structuredClone } from './clone.ts'
import { atob, btoa, TextDecoder, TextEncoder } from './codecs.ts'
import { URL, URLSearchParams } from './url.ts'

class Headers {
  readonly #values = new Map<string, string>()

  constructor(init?: unknown) {
    for (const [name, value] of Object.entries(headersOf(init))) this.append(name, value)
  }

  append(name: string, value: string): void {
    const known = this.get(name)
    this.set(name, known === null ? value : `${known}, ${value}`)
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value)
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase())
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase())
  }

  forEach(each: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) each(value, name)
  }

  keys(): IterableIterator<string> {
    return this.#values.keys()
  }

  values(): IterableIterator<string> {
    return this.#values.values()
  }

  entries(): IterableIterator<[string, string]> {
    return this.#values.entries()
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }
}

/** Bytes that are read as a text, as JSON or as they are. */
class Content {
  protected readonly content: Uint8Array

  constructor(content: Uint8Array) {
    this.content = content
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.content)
  }

  async bytes(): Promise<Uint8Array> {
    return this.content.slice()
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.content.slice().buffer
  }
}

class Blob extends Content implements BlobLike {
  readonly type: string

  constructor(parts: readonly unknown[] = [], options: { readonly type?: string } = {}) {
    super(Buffer.concat(parts.map(partOf)))
    this.type = options.type ?? ''
  }

  get [Symbol.toStringTag](): string {
    return 'Blob'
  }

  get size(): number {
    return this.content.length
  }

  slice(start?: number, end?: number, type?: string): Blob {
    return new Blob([this.content.slice(start, end)], { type: type ?? '' })
  }
}

function partOf(part: unknown): Uint8Array {
  if (part instanceof Blob) return part['content']
  return bytesIn(part) ?? new TextEncoder().encode(String(part))
}

interface Init {
  readonly method?: string
  readonly headers?: unknown
  readonly body?: unknown
  readonly signal?: AbortSignal
  readonly status?: number
  readonly statusText?: string
}

class Response extends Content {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly url: string
  readonly type = 'basic'
  readonly redirected = false
  bodyUsed = false

  constructor(body?: unknown, init: Init = {}, url = '') {
    super(body === undefined || body === null ? new Uint8Array() : partOf(body))
    this.status = init.status ?? 200
    this.statusText = init.statusText ?? ''
    this.headers = new Headers(init.headers)
    this.url = url
  }

  static json(value: unknown, init: Init = {}): Response {
    const headers = { 'content-type': 'application/json', ...headersOf(init.headers) }
    return new Response(JSON.stringify(value), { ...init, headers })
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async blob(): Promise<Blob> {
    return new Blob([this.content], { type: this.headers.get('content-type') ?? '' })
  }

  clone(): Response {
    const { status, statusText, headers } = this
    return new Response(this.content, { status, statusText, headers }, this.url)
  }
}

function typeOf(body: unknown): string | undefined {
  if (typeof body === 'string') return 'text/plain;charset=UTF-8'
  if (body instanceof URLSearchParams) return 'application/x-www-form-urlencoded;charset=UTF-8'
  return isBlob(body) && body.type !== '' ? body.type : undefined
}

/** Asks another server through the broker, which goes only where `Bot.allowedHost` says. */
function fetchOf(host: GuestHost): (input: unknown, init?: Init) => Promise<Response> {
  return async (input, init = {}) => {
    init.signal?.throwIfAborted()
    const { body, method = 'GET' } = init
    const isKnown = body === undefined || body === null || typeof body !== 'object' || bytesIn(body) || typeOf(body)
    if (!isKnown && !isBlob(body))
      throw new TypeError('The body of a request is a text, bytes, a Blob or URLSearchParams.')
    const type = typeOf(body)
    const headers = { ...(type !== undefined && { 'content-type': type }), ...headersOf(init.headers) }
    const url = new URL(input).href
    const call: FetchCall = { url, method: method.toUpperCase(), headers, ...(await bodyOf(body)) }
    const asked = host.call('fetch', JSON.stringify(call))
    const text = await (init.signal === undefined ? asked : Promise.race([asked, init.signal.whenAborted()]))
    const answer = JSON.parse(text) as FetchCallAnswer
    return new Response(bytesOf(answer.body), { status: answer.status, headers: answer.headers }, answer.url)
  }
}

function cryptoOf(host: GuestHost): object {
  const random = (length: number): Uint8Array => new Uint8Array(host.random(length))
  return {
    getRandomValues: <T extends ArrayBufferView>(array: T): T => {
      bytesIn(array)?.set(random(array.byteLength))
      return array
    },
    randomUUID: (): string => {
      const bytes = random(16)
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
      const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
  }
}

/** All of them, by their names. */
export function webOf(host: GuestHost): Readonly<Record<string, unknown>> {
  return {
    AbortController,
    AbortSignal,
    Blob,
    Buffer,
    Headers,
    Response,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    atob,
    btoa,
    crypto: cryptoOf(host),
    fetch: fetchOf(host),
    structuredClone,
  }
}
