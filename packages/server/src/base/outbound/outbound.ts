import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { accepted, type Result, refused } from '@damson/fhir'
import { isLoopbackAddress } from '#base/http'
import { mayReach, type Reach } from './addresses.ts'
import { type Resolve, resolveByDns } from './resolve.ts'

export interface OutboundAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Why a call failed; never the fault of the caller being served. */
export interface OutboundRefusal {
  readonly why:
    | 'malformed_url'
    | 'credentials_in_url'
    | 'not_https'
    | 'unresolvable'
    | 'forbidden_address'
    | 'redirected'
    | 'too_large'
    | 'encoded'
    | 'timed_out'
    | 'unreachable'
}

export interface Outbound {
  /** Fetches a document, with neither cookies nor credentials. Redirects are refused. */
  get(url: string, limits?: AnswerLimits): Promise<Result<OutboundAnswer, OutboundRefusal>>
  /** Sends a form in the same way. */
  post(url: string, form: URLSearchParams): Promise<Result<OutboundAnswer, OutboundRefusal>>
  /** Sends the given request, including credentials in its headers. */
  send(url: string, request: OutboundRequest): Promise<Result<OutboundAnswer, OutboundRefusal>>
}

/** The limits on an answer. */
export interface AnswerLimits {
  /** A larger answer is refused; never more than a MiB. */
  readonly mostBytes?: number
}

export interface OutboundRequest extends AnswerLimits {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Added to the headers that every request has; one of those names, in lower case, replaces it. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | undefined
  /** Ends the call before its time. */
  readonly signal?: AbortSignal
}

export interface OutboundOptions extends Reach {
  readonly resolve?: Resolve
  /** For the whole call: DNS, connection and body. */
  readonly timeoutMs?: number
  /** Trusted in addition to the system's certificate authorities. */
  readonly ca?: string
}

const TIMEOUT_MS = 5_000
const LARGEST_BYTES = 1_048_576
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

export function createOutbound(options: OutboundOptions): Outbound {
  return {
    get: (url, limits) => call(url, { ...limits, method: 'GET' }, options),
    post: (url, form) => call(url, { method: 'POST', headers: FORM, body: form.toString() }, options),
    send: (url, request) => call(url, request, options),
  }
}

async function call(
  text: string,
  request: OutboundRequest,
  options: OutboundOptions,
): Promise<Result<OutboundAnswer, OutboundRefusal>> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) return refused({ why: 'malformed_url' })
  if (url.username !== '' || url.password !== '') return refused({ why: 'credentials_in_url' })
  if (url.protocol === 'http:' && !options.loopback) return refused({ why: 'not_https' })
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), options.timeoutMs ?? TIMEOUT_MS)
  const signal = request.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, request.signal])
  try {
    const checked = await checkedAddresses(url, options, signal)
    return checked.ok ? await fetchFrom(url, request, checked.value, options, signal) : checked
  } finally {
    clearTimeout(timer)
  }
}

/** All addresses of the host. Every one must be allowed: a name with one forbidden address is not trusted at all. */
async function checkedAddresses(
  url: URL,
  options: OutboundOptions,
  signal: AbortSignal,
): Promise<Result<readonly string[], OutboundRefusal>> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let addresses: readonly string[]
  try {
    // The URL parser has normalised decimal, octal and hexadecimal spellings of addresses.
    addresses = isIP(host) > 0 ? [host] : await unlessAborted((options.resolve ?? resolveByDns)(host, signal), signal)
  } catch {
    return refused({ why: signal.aborted ? 'timed_out' : 'unresolvable' })
  }
  if (addresses.length === 0) return refused({ why: 'unresolvable' })
  if (!addresses.every((address) => mayReach(address, options))) return refused({ why: 'forbidden_address' })
  if (url.protocol === 'http:' && !addresses.every(isLoopbackAddress)) return refused({ why: 'not_https' })
  return accepted(addresses)
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('out of time'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject)
  })
}

/** Connects to exactly the checked addresses: the name is not resolved again. */
function fetchFrom(
  url: URL,
  { method, headers, body, mostBytes = LARGEST_BYTES }: OutboundRequest,
  addresses: readonly string[],
  { ca }: OutboundOptions,
  signal: AbortSignal,
): Promise<Result<OutboundAnswer, OutboundRefusal>> {
  return new Promise((resolve) => {
    const fail = (): void => resolve(refused({ why: signal.aborted ? 'timed_out' : 'unreachable' }))
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method,
      // A separate connection: an agent could be redirected to a proxy by environment variables.
      agent: false,
      lookup: lookupOf(addresses),
      headers: {
        accept: 'application/json',
        ...headers,
        'accept-encoding': 'identity',
        'user-agent': 'damson',
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      signal,
      ...(ca !== undefined && { ca }),
    })
    request.on('error', fail)
    request.on('response', (response) => {
      readAnswer(response, Math.min(mostBytes, LARGEST_BYTES)).then(resolve, fail)
    })
    request.end(body)
  })
}

function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  const [first = { address: '', family: 0 }] = found
  return (_name, { all }, answer) => {
    if (all === true) answer(null, found)
    else answer(null, first.address, first.family)
  }
}

async function readAnswer(
  response: IncomingMessage,
  mostBytes: number,
): Promise<Result<OutboundAnswer, OutboundRefusal>> {
  const { statusCode: status = 0, headers } = response
  const refuse = (why: OutboundRefusal['why']): Result<never, OutboundRefusal> => {
    response.destroy()
    return refused({ why })
  }
  if (status >= 300 && status < 400) return refuse('redirected')
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return refuse('encoded')
  if (Number(headers['content-length'] ?? 0) > mostBytes) return refuse('too_large')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) return refuse('too_large')
    chunks.push(chunk)
  }
  return accepted({ status, headers, body: Buffer.concat(chunks) })
}
