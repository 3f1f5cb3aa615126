import { NetworkError, UnauthenticatedError } from './errors.ts'
import { defined } from './json.ts'
import { headersOf, type RequestOptions, type Settings } from './options.ts'
import { isRenewable, type Session, tokensIn } from './session.ts'
import type { Sessions } from './sessions.ts'
import { isDue, isExpired } from './tokens/login.ts'
import type { Renewal } from './tokens/renewal.ts'
import { type Answer, errorOf, isSuccess, valueOf } from './transport/answer.ts'
import { bodyOf, collected, mustCollect } from './transport/body.ts'
import { bounded } from './transport/bounded.ts'
import type { Method, Outgoing, Transport } from './transport/transport.ts'

/** A request as a client method makes it. */
export interface ClientCall {
  readonly method: Method
  readonly url: string | URL
  readonly body?: unknown
  readonly contentType?: string | undefined
  readonly accept?: string
  readonly as?: 'text' | 'blob'
  /** A step of a sign-in: sent without credentials, even when a user is signed in. */
  readonly anonymous?: boolean
  readonly options?: RequestOptions | undefined
}

export interface RequestsDeps {
  readonly settings: Settings
  readonly transport: Transport
  readonly sessions: Sessions
  readonly renewal: Renewal
  readonly onUnauthenticated: () => void
}

const FHIR_JSON = 'application/fhir+json'
const ON_BEHALF_OF = 'X-Medplum-On-Behalf-Of'
/** After an early renewal failed, requests use the current token, which is still valid, for this long. */
const RENEWAL_PAUSE_MS = 10_000

/** Makes requests as the signed-in user, and gives their answers to that user only. */
export class Requests {
  readonly #deps: RequestsDeps

  constructor(deps: RequestsDeps) {
    this.#deps = deps
  }

  /** The value of the answer. Throws what the server refuses. */
  async value<T>(call: ClientCall): Promise<T> {
    return valueOf(await this.send(call)) as T
  }

  /** A successful answer. */
  async send(call: ClientCall): Promise<Answer> {
    const { settings, sessions } = this.#deps
    const session = sessions.current
    const href = this.hrefOf(call.url)
    const isOwn = href.startsWith(settings.baseUrl)
    const request = await this.#collected(this.#outgoing(call, href, session, isOwn))
    if (!isOwn || call.anonymous === true) return succeeded(await this.#deps.transport.send(request), settings)
    await bounded(settings.clock, request, () => sessions.ready())
    if (call.method === 'GET') return this.#read(session, request, call)
    // An answer that was read during the write may be stale.
    session.cache.clear()
    try {
      return await this.#authorized(session, request)
    } finally {
      session.cache.clear()
    }
  }

  hrefOf(url: string | URL): string {
    const text = String(url)
    return /^[a-z][a-z0-9+.-]*:/i.test(text)
      ? new URL(text).href
      : new URL(text.replace(/^\/+/, ''), this.#deps.settings.baseUrl).href
  }

  async #read(session: Session, request: Outgoing, call: ClientCall): Promise<Answer> {
    const { settings } = this.#deps
    const { cache = 'default', signal, headers } = call.options ?? {}
    const isCached = settings.cacheTime > 0 && cache === 'default' && headers === undefined && call.as !== 'blob'
    // A caller with a signal may abort, so other callers must not share its request.
    if (!isCached || signal !== undefined) return this.#authorized(session, request)
    const answer = await session.cache.get(cacheKey(request), () => this.#authorized(session, request), isSuccess)
    session.throwIfEnded()
    return answer
  }

  /** Sends with the current token and, if the server rejects it, once more with a new one. */
  async #authorized(session: Session, request: Outgoing): Promise<Answer> {
    const { transport, settings, renewal } = this.#deps
    await this.#renewEarly(session, request)
    const used = authorize(request, session)
    let answer = await transport.send(request)
    if (answer.status === 401 && used !== undefined && isRenewable(session.credential)) {
      await bounded(settings.clock, request, () => renewal.renew(session, used))
      if (request.body?.stream !== undefined) throw sentOnce()
      authorize(request, session)
      answer = await transport.send(request)
    }
    session.throwIfEnded()
    if (isSuccess(answer)) return answer
    const error = errorOf(answer, settings.clock.now())
    if (error instanceof UnauthenticatedError) await this.#refused(session, error)
    throw error
  }

  /** An expired token must be renewed. A valid one should be renewed early, but is used if that fails. */
  async #renewEarly(session: Session, request: Outgoing): Promise<void> {
    const { settings, renewal } = this.#deps
    const { clock, gracePeriod } = settings
    const tokens = tokensIn(session.credential)
    if (tokens === undefined || !isRenewable(session.credential) || !isDue(tokens, clock.now(), gracePeriod)) return
    if (!isExpired(tokens, clock.now()) && clock.now() < session.renewAfter) return
    try {
      await bounded(clock, request, () => renewal.renew(session, tokens.accessToken))
    } catch (error) {
      const isOver = request.signals.some((signal) => signal.aborted) || error instanceof UnauthenticatedError
      if (isOver || isExpired(tokens, clock.now())) throw error
      session.renewAfter = clock.now() + RENEWAL_PAUSE_MS
    }
  }

  async #refused(session: Session, why: UnauthenticatedError): Promise<void> {
    // Basic credentials are a setting of the app, not a login to end.
    if (tokensIn(session.credential) === undefined) this.#deps.onUnauthenticated()
    else await this.#deps.sessions.drop(session, why)
  }

  #outgoing(
    { method, body, contentType, accept, as, anonymous, options = {} }: ClientCall,
    url: string,
    session: Session,
    isOwn: boolean,
  ): Outgoing {
    const { settings } = this.#deps
    const { timeout, maxRetries, maxRetryTime } = options
    const headers = new Headers({ Accept: accept ?? `${FHIR_JSON}, */*; q=0.1` })
    if (isOwn) {
      headers.set('X-Medplum', 'extended')
      for (const [name, value] of headersOf(settings.options.defaultHeaders)) headers.set(name, value)
    }
    if (options.onBehalfOf !== undefined) headers.set(ON_BEHALF_OF, options.onBehalfOf)
    for (const [name, value] of headersOf(options.headers)) headers.set(name, value)
    const sent = body === undefined ? undefined : bodyOf(body, this.#jsonTypeOf(url))
    const type = contentType ?? sent?.type
    if (sent !== undefined && type !== undefined && !headers.has('content-type')) headers.set('Content-Type', type)
    const signals = [
      ...(anonymous === true || !isOwn ? [] : [session.ended]),
      ...(options.signal === undefined ? [] : [options.signal]),
    ]
    return { method, url, headers, body: sent, signals, limits: defined({ timeout, maxRetries, maxRetryTime }), as }
  }

  async #collected(request: Outgoing): Promise<Outgoing> {
    const { body } = request
    if (body?.stream === undefined || !mustCollect()) return request
    return { ...request, body: await bounded(this.#deps.settings.clock, request, () => collected(body)) }
  }

  #jsonTypeOf(url: string): string {
    return url.startsWith(this.#deps.settings.fhirBase.slice(0, -1)) ? FHIR_JSON : 'application/json'
  }
}

/** Adds the current credential to a request. Returns the token, if there is one. */
function authorize({ headers }: Outgoing, { credential }: Session): string | undefined {
  if (credential.kind === 'basic') headers.set('Authorization', credential.header)
  const token = tokensIn(credential)?.accessToken
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
  return token
}

/** What an answer depends on within a session: the address, the format, and the user it is on behalf of. */
function cacheKey({ url, headers }: Outgoing): string {
  return `${url}\n${headers.get('accept')}\n${headers.get(ON_BEHALF_OF)}`
}

export function succeeded(answer: Answer, { clock }: Settings): Answer {
  if (isSuccess(answer)) return answer
  throw errorOf(answer, clock.now())
}

/** The token expired while a stream was being sent with it. */
function sentOnce(): NetworkError {
  return new NetworkError('The access token expired while the stream was sent: send it again.')
}
