import { accessToken, configuration, type Demands } from '#session'
import { NotProven, Refusal, Unreachable } from './refusal.ts'

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** JSON, unless it is text or bytes: then `type` says what they are. */
  readonly body?: unknown
  readonly type?: string
  /** The version that is changed (RFC 9110 §13.1.1); another answers 412. */
  readonly ifMatch?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  /** After which the server is said not to answer; for what takes longer than most requests. */
  readonly timeoutMs?: number
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
  /** The version, to send as `ifMatch`. */
  readonly etag: string | undefined
  readonly location: string | undefined
  /** By which an administrator finds it among the traces. */
  readonly traceId: string | undefined
  /** How long it took, as this browser counts it. */
  readonly ms: number
}

const TIMEOUT_MS = 30_000

/** Asks the person to prove themselves; true when they did. The frame sets it, since it shows the dialog. */
type Prover = (demands: Demands | undefined) => Promise<boolean>
let prove: Prover = () => Promise.resolve(false)
export function proveBy(prover: Prover): void {
  prove = prover
}

/**
 * Makes a request to the API as the person who is signed in. Where the server demands a fresher or stronger proof, or the
 * sign-in has ended, asks the person for it and makes the request again, once.
 *
 * @param path  Relative to the server's base: `admin/projects/…`, `fhir/R4/Patient`.
 * @throws {Refusal} When the server refuses. {@link Unreachable} when it cannot be reached. {@link NotProven} when the
 * person did not sign in again.
 */
export async function request<T>(path: string, ask: Ask = {}): Promise<Answer<T>> {
  const began = performance.now()
  const answer = await send(path, ask)
  if (answer.status !== 401) return read<T>(answer, began)
  if (!(await prove(demandsOf(answer)))) throw new NotProven('Not signed in.')
  const beganAgain = performance.now()
  return read<T>(await send(path, ask), beganAgain)
}

/** An answer as it came, whatever it says. */
export interface Tried {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly text: string
  readonly ms: number
}

/** Makes a request, and hands back what came: for those who try the API. A refusal is an answer like any other. */
export async function attempt(path: string, ask: Ask = {}): Promise<Tried> {
  let began = performance.now()
  let answer = await send(path, ask)
  if (answer.status === 401 && (await prove(demandsOf(answer)))) {
    began = performance.now()
    answer = await send(path, ask)
  }
  const text = await answer.text()
  return { status: answer.status, headers: [...answer.headers], text, ms: Math.round(performance.now() - began) }
}

/** A body that is saved as a file or read as it comes. */
export async function stream(path: string, ask: Ask = {}): Promise<Response> {
  let answer = await send(path, ask, 0)
  if (answer.status === 401 && (await prove(demandsOf(answer)))) answer = await send(path, ask, 0)
  if (!answer.ok) throw new Refusal(answer, await bodyOf(answer))
  return answer
}

async function send(path: string, ask: Ask, timeout = ask.timeoutMs ?? TIMEOUT_MS): Promise<Response> {
  const url = addressOf(path)
  const headers = new Headers({ Accept: 'application/fhir+json, application/json;q=0.9', 'X-Medplum': 'extended' })
  const token = await accessToken()
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  if (ask.ifMatch !== undefined) headers.set('If-Match', ask.ifMatch)
  const json = path.startsWith('fhir/') ? 'application/fhir+json' : 'application/json'
  if (ask.body !== undefined) headers.set('Content-Type', ask.type ?? json)
  for (const [name, value] of Object.entries(ask.headers ?? {})) headers.set(name, value)
  const signals = [ask.signal, timeout === 0 ? undefined : AbortSignal.timeout(timeout)].filter(
    (one) => one !== undefined,
  )
  try {
    return await fetch(url, {
      method: ask.method ?? 'GET',
      headers,
      body: sentAs(ask.body),
      signal: AbortSignal.any(signals),
      // Only the token says who asks.
      credentials: 'omit',
      cache: 'no-store',
    })
  } catch (cause) {
    if (ask.signal?.aborted === true) throw cause
    throw new Unreachable('The server could not be reached.', { cause })
  }
}

/** What is for administrators may be at an address of its own. */
function addressOf(path: string): URL {
  const { baseUrl, adminUrl } = configuration
  const isAdmin = path.startsWith('admin/') || path.startsWith(`${adminUrl}admin/`)
  const base = isAdmin ? adminUrl : baseUrl
  const url = new URL(path, base)
  // A path that somebody put into a name must not carry the token elsewhere.
  if (!url.href.startsWith(base)) throw new TypeError(`Not an address of this server: ${path}`)
  return url
}

function sentAs(body: unknown): string | Blob | null {
  if (body === undefined) return null
  return typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body)
}

async function read<T>(answer: Response, began: number): Promise<Answer<T>> {
  const body = await bodyOf(answer)
  if (!answer.ok) throw new Refusal(answer, body)
  return {
    status: answer.status,
    body: body as T,
    etag: answer.headers.get('etag') ?? undefined,
    location: answer.headers.get('location') ?? undefined,
    traceId: answer.headers.get('trace-id') ?? undefined,
    ms: Math.round(performance.now() - began),
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text()
  if (!/json/.test(answer.headers.get('content-type') ?? '')) return text
  return text === '' ? undefined : JSON.parse(text)
}

/** What a 401 demands; undefined when the sign-in has ended altogether. */
function demandsOf(answer: Response): Demands | undefined {
  const challenge = answer.headers.get('www-authenticate') ?? ''
  if (!challenge.includes('insufficient_user_authentication')) return undefined
  const value = (name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1]
  const maxAge = Number(value('max_age'))
  return { acrValues: value('acr_values'), maxAge: Number.isFinite(maxAge) ? maxAge : undefined }
}
