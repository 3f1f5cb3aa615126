/** One request of a Bot's client: its address, its body, and what its answer means. */
import type { FhirCall, FhirCallAnswer, GuestHost } from './contract.ts'
import { normalizeOperationOutcome, notFound, OperationOutcomeError } from './core/outcomes.ts'

export interface RequestOptions {
  readonly headers?: unknown
}

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `fhir/R4`. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string | undefined
  readonly options?: RequestOptions | undefined
}

export const FHIR_JSON = 'application/fhir+json'

/** Sends a request and gives the bare answer. */
export async function send(host: GuestHost, sent: Sent): Promise<FhirCallAnswer> {
  const { method, path, body, contentType = defaultType(body), options } = sent
  const headers = {
    accept: `${FHIR_JSON}, */*; q=0.1`,
    'x-medplum': 'extended',
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...headersOf(options?.headers),
  }
  const call: FhirCall = { method, path, headers, ...(await bodyOf(body)) }
  return JSON.parse(await host.call('fhir', JSON.stringify(call))) as FhirCallAnswer
}

/** The value of an answer. @throws {OperationOutcomeError} When it is a refusal. */
export function valueOf({ status, headers, body, base64 }: FhirCallAnswer): unknown {
  if (status === 204 || status === 304) return undefined
  const isJson = headers['content-type']?.includes('json') === true
  if (status === 404 && !isJson) throw new OperationOutcomeError(notFound)
  const text = base64 === true ? new TextDecoder().decode(bytesOf(body)) : body
  const value: unknown = isJson && text !== '' ? JSON.parse(text) : text
  if (status >= 400) throw new OperationOutcomeError(normalizeOperationOutcome(value))
  return value
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

/** Bytes and Blobs as base64, texts as they are, all else as JSON. */
export async function bodyOf(body: unknown): Promise<Pick<FhirCall, 'body' | 'base64'>> {
  if (body === undefined || body === null) return {}
  if (typeof body === 'string') return { body }
  const bytes = isBlob(body) ? await body.bytes() : bytesIn(body)
  if (bytes !== undefined) return { body: base64Of(bytes), base64: true }
  return { body: isParameters(body) ? body.toString() : JSON.stringify(body) }
}

function isParameters(value: unknown): value is URLSearchParams {
  return Object.prototype.toString.call(value) === '[object URLSearchParams]'
}

/** Only what is not bytes and not yet text has a type by itself. */
export function defaultType(body: unknown): string | undefined {
  if (body === undefined || body === null || typeof body === 'string') return undefined
  if (isBlob(body)) return body.type
  return bytesIn(body) === undefined ? FHIR_JSON : undefined
}

export interface BlobLike {
  readonly type: string
  bytes(): Promise<Uint8Array>
}

/** Known by what it is called: the class is loaded only by a Bot that makes one. */
export function isBlob(value: unknown): value is BlobLike {
  return Object.prototype.toString.call(value) === '[object Blob]'
}

export function bytesIn(value: unknown): Uint8Array | undefined {
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined
}

export function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

/** An object, a list of pairs or Headers, with names in small letters. */
export function headersOf(headers: unknown): Record<string, string> {
  if (headers === undefined || headers === null) return {}
  const isListed = typeof (headers as Iterable<unknown>)[Symbol.iterator] === 'function'
  const pairs = isListed ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers)
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

/** A query as an object, pairs, URLSearchParams or a text with or without its `?`. */
export function queryOf(query: unknown): string {
  if (query === undefined || query === null || query === '') return ''
  if (typeof query === 'string') return query.replace(/^\?/, '')
  if (isParameters(query)) return query.toString()
  const pairs = Array.isArray(query) ? query : Object.entries(query)
  return (pairs as [string, unknown][])
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${formed(name)}=${formed(value)}`)
    .join('&')
}

function formed(value: unknown): string {
  const text = encodeURIComponent(String(value)).replaceAll('%20', '+')
  return text.replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
