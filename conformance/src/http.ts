import { AsyncLocalStorage } from 'node:async_hooks'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** An answer whose body has been read. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body if it is a JSON object, otherwise empty. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly form?: Readonly<Record<string, string>> | string
  readonly json?: unknown
  readonly bearer?: string | undefined
}

const source = new AsyncLocalStorage<string>()

/** Whether every address of the loopback network belongs to this machine. */
export const hasLoopbackNetwork = process.platform === 'linux'

/** Makes all requests of the work from its own loopback address, because limits count by address. */
export function fromAddress<T>(address: string, work: () => T): T {
  return hasLoopbackNetwork ? source.run(address, work) : work()
}

/** Sends one request. Redirects are returned as answers, and nothing is added to the request. */
export async function call(url: string, options: CallOptions = {}): Promise<Answer> {
  const { form, json, bearer } = options
  const body = form !== undefined ? formText(form) : json !== undefined ? JSON.stringify(json) : undefined
  const headers = {
    ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
    ...(json !== undefined && { 'Content-Type': 'application/json' }),
    ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...options.headers,
  }
  const method = options.method ?? (body === undefined ? 'GET' : 'POST')
  const response = await send(new URL(url), { method, headers, ...placeOf(url) }, body)
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return { status: response.statusCode ?? 0, headers: headersOf(response), text, json: objectIn(text) }
}

function placeOf(url: string): RequestOptions {
  const { hostname } = new URL(url)
  const localAddress = source.getStore()
  const isLoopback = hostname === 'localhost' || hostname.startsWith('127.')
  return isLoopback && localAddress !== undefined ? { localAddress, family: 4 } : {}
}

function send(url: URL, options: RequestOptions, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve)
    request.on('error', reject)
    request.end(body)
  })
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let n = 0; n < rawHeaders.length; n += 2) headers.append(rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '')
  return headers
}

export function formText(form: Readonly<Record<string, string>> | string): string {
  return typeof form === 'string' ? form : new URLSearchParams(form).toString()
}

export function basic(id: string, secret: string): { readonly Authorization: string } {
  const pair = [id, secret].map(encodeURIComponent).join(':')
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    // Pages and empty bodies are not JSON.
    return {}
  }
}
