// What the sandbox has beside the language: packages/server/src/base/sandbox/guest. A test holds each name against it.

declare function setTimeout<A extends unknown[]>(act: (...words: A) => void, milliseconds?: number, ...words: A): number
declare function clearTimeout(id: number | undefined): void
declare function structuredClone<T>(value: T): T
/** Text of base64, each character a byte. */
declare function atob(base64: string): string
/** Base64 of a text whose characters are up to 255: encode others first. */
declare function btoa(text: string): string
/** Asks another server: one that `Bot.allowedHost` names. */
declare function fetch(input: string | URL, init?: RequestInit): Promise<Response>

/** Each call is an entry of the Bot's log, which may tell of patients. */
declare const console: Console
interface Console {
  debug(...values: unknown[]): void
  trace(...values: unknown[]): void
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  dir(...values: unknown[]): void
  table(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
  assert(isTrue: unknown, ...values: unknown[]): void
}

declare const performance: Performance
interface Performance {
  now(): number
}

declare const crypto: Crypto
interface Crypto {
  getRandomValues<T extends ArrayBufferView>(array: T): T
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`
}

type HeadersInit = Headers | Readonly<Record<string, string>> | Iterable<readonly [string, string]>
type BufferSource = ArrayBufferView | ArrayBuffer
type BlobPart = BufferSource | Blob | string
type BodyInit = Blob | BufferSource | URLSearchParams | string

interface RequestInit {
  method?: string
  headers?: HeadersInit
  body?: BodyInit | null
  signal?: AbortSignal
  /** Nothing is kept between calls: it changes nothing. */
  cache?: 'default' | 'force-cache' | 'no-cache' | 'no-store' | 'only-if-cached' | 'reload'
}

interface ResponseInit {
  status?: number
  statusText?: string
  headers?: HeadersInit
}

declare class Headers {
  constructor(init?: HeadersInit)
  append(name: string, value: string): void
  set(name: string, value: string): void
  get(name: string): string | null
  has(name: string): boolean
  delete(name: string): void
  forEach(each: (value: string, name: string) => void): void
  keys(): IterableIterator<string>
  values(): IterableIterator<string>
  entries(): IterableIterator<[string, string]>
  [Symbol.iterator](): IterableIterator<[string, string]>
}

declare class Response {
  constructor(body?: BodyInit | null, init?: ResponseInit)
  static json(value: unknown, init?: ResponseInit): Response
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly url: string
  readonly type: 'basic'
  readonly redirected: false
  readonly bodyUsed: boolean
  get ok(): boolean
  text(): Promise<string>
  // oxlint-disable-next-line no-explicit-any -- as the web has it
  json(): Promise<any>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  arrayBuffer(): Promise<ArrayBuffer>
  blob(): Promise<Blob>
  clone(): Response
}

declare class Blob {
  constructor(parts?: readonly BlobPart[], options?: { type?: string })
  readonly type: string
  get size(): number
  get [Symbol.toStringTag](): string
  text(): Promise<string>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  arrayBuffer(): Promise<ArrayBuffer>
  slice(start?: number, end?: number, type?: string): Blob
}

declare class URL {
  constructor(url: string | URL, base?: string | URL)
  static canParse(url: string | URL, base?: string | URL): boolean
  static parse(url: string | URL, base?: string | URL): URL | null
  protocol: string
  username: string
  password: string
  hostname: string
  port: string
  pathname: string
  hash: string
  readonly searchParams: URLSearchParams
  get search(): string
  set search(text: string)
  get host(): string
  get origin(): string
  get href(): string
  toString(): string
  toJSON(): string
}

declare class URLSearchParams {
  constructor(init?: string | URLSearchParams | Readonly<Record<string, string>> | Iterable<readonly [string, string]>)
  get size(): number
  get [Symbol.toStringTag](): string
  append(name: string, value: string): void
  delete(name: string): void
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string): boolean
  set(name: string, value: string): void
  sort(): void
  forEach(each: (value: string, name: string, all: URLSearchParams) => void): void
  entries(): IterableIterator<[string, string]>
  keys(): IterableIterator<string>
  values(): IterableIterator<string>
  [Symbol.iterator](): IterableIterator<[string, string]>
  toString(): string
}

declare class TextEncoder {
  readonly encoding: 'utf-8'
  encode(text?: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  readonly encoding: string
  decode(bytes?: BufferSource): string
}

declare class AbortSignal {
  private constructor()
  static abort(reason?: unknown): AbortSignal
  static timeout(milliseconds: number): AbortSignal
  readonly aborted: boolean
  readonly reason: unknown
  onabort: (() => void) | undefined
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
  throwIfAborted(): void
}

declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}

/** The part of Node's Buffer that reads and writes texts, base64 and hex. */
interface Buffer extends Uint8Array<ArrayBuffer> {
  toString(encoding?: BufferEncoding, start?: number, end?: number): string
  equals(other: Uint8Array): boolean
  toJSON(): { readonly type: 'Buffer'; readonly data: number[] }
}
declare const Buffer: {
  readonly prototype: Buffer
  from(text: string, encoding?: BufferEncoding): Buffer
  from(bytes: ArrayBuffer | ArrayLike<number>): Buffer
  alloc(size: number, fill?: number): Buffer
  concat(parts: readonly Uint8Array[]): Buffer
  isBuffer(value: unknown): value is Buffer
  byteLength(value: string | ArrayBufferView, encoding?: BufferEncoding): number
}
type BufferEncoding = 'utf8' | 'utf-8' | 'hex' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'ascii'

// What a file in CommonJS is given.
// oxlint-disable-next-line no-explicit-any -- as TypeScript has it of files without types
declare function require(name: string): any
declare const module: { exports: unknown }
declare const exports: Record<string, unknown>
