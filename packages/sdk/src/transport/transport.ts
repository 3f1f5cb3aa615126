import { NetworkError, TimeoutError } from '../errors.ts'
import type { Clock, Fetch } from '../host.ts'
import { shownUrl } from '../urls.ts'
import type { Answer } from './answer.ts'
import type { Body } from './body.ts'
import { bounded } from './bounded.ts'
import { type RateLimitInfo, readRateLimits } from './rate-limit.ts'
import { type RetryLimits, waitBeforeRetry } from './retry.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A complete request. */
export interface Outgoing {
  readonly method: Method
  readonly url: string
  readonly headers: Headers
  readonly body?: Body | undefined
  readonly as?: 'text' | 'blob' | undefined
  readonly signals: readonly AbortSignal[]
  readonly limits?: Partial<RetryLimits & { readonly timeout: number }>
}

export interface TransportDeps {
  readonly clock: Clock
  readonly fetch: Fetch
  readonly limits: RetryLimits & { readonly timeout: number }
}

/** Sends requests. Each try has a time limit, and is retried if that can help. */
export class Transport {
  readonly #deps: TransportDeps
  #rateLimits: readonly RateLimitInfo[] = []

  constructor(deps: TransportDeps) {
    this.#deps = deps
  }

  get rateLimits(): readonly RateLimitInfo[] {
    return this.#rateLimits
  }

  async send(request: Outgoing): Promise<Answer> {
    const { clock } = this.#deps
    const limits = { ...this.#deps.limits, ...request.limits }
    let lost: NetworkError | undefined
    for (let tries = 1; ; tries += 1) {
      const got = await this.#try(request, limits.timeout).catch((error: unknown) => {
        if (!(error instanceof NetworkError)) throw error
        lost = error
        return error
      })
      const answer = got instanceof NetworkError ? undefined : got
      const now = clock.now()
      const header = answer?.headers.get('ratelimit') ?? null
      if (header !== null) this.#rateLimits = readRateLimits(header, now)
      const isOnce = request.body?.stream !== undefined
      const wait = isOnce ? undefined : waitBeforeRetry(request, answer, { tries, limits, now })
      if (wait === undefined) return answerOr(lost, got)
      await bounded(clock, { signals: request.signals }, (signal) => clock.sleep(wait, signal))
    }
  }

  async #try(request: Outgoing, timeoutMs: number): Promise<Answer> {
    const { method, signals } = request
    const url = shownUrl(request.url)
    const late = (): Error =>
      new TimeoutError(
        `${method} ${url.replace(/\?.*/, '')} was not answered within ${timeoutMs / 1000} s: try again, or raise timeout.`,
        { method, url },
      )
    return bounded(this.#deps.clock, { signals, timeoutMs, late }, async (signal) => {
      try {
        return await this.#exchange(request, url, signal)
      } catch (cause) {
        if (request.body?.stream?.problem !== undefined) throw request.body.stream.problem
        // `fetch` describes the failure differently on each host, and never says what to do.
        throw new NetworkError(
          `${new URL(url).origin} could not be reached: check the network, the server, baseUrl and, in a browser, that this origin is registered.`,
          { cause, method, url },
        )
      }
    })
  }

  /** Reads the body too: a server that stops in the middle of a body has not answered. */
  async #exchange(request: Outgoing, url: string, signal: AbortSignal): Promise<Answer> {
    const { fetch } = this.#deps
    const { method, headers, body, as } = request
    // Damson's APIs use no cookies, so none are sent.
    const response = await fetch(request.url, {
      method,
      headers,
      signal,
      credentials: 'omit',
      ...(body !== undefined && { body: body.content }),
      ...(body?.stream !== undefined && { duplex: 'half' }),
    })
    const got = { method, url, status: response.status, headers: response.headers }
    return as === 'blob' && response.ok
      ? { ...got, text: '', blob: await response.blob() }
      : { ...got, text: await response.text() }
  }
}

/** If an answer was lost, that lost request itself may have changed the version. */
function answerOr(lost: NetworkError | undefined, got: Answer | NetworkError): Answer {
  if (got instanceof NetworkError) throw got
  if (lost !== undefined && got.status === 412) throw lost
  return got
}
