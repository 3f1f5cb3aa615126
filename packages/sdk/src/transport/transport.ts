import { NetworkError, TimeoutError } from '../errors.ts'
import type { Clock, Fetch } from '../host.ts'
import type { Answer } from './answer.ts'
import type { Body } from './body.ts'
import { bounded } from './bounded.ts'
import { type RateLimitInfo, readRateLimits } from './rate-limit.ts'
import { type RetryLimits, waitBeforeRetry } from './retry.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A request with everything on it. */
export interface Outgoing {
  readonly method: Method
  readonly url: string
  readonly headers: Headers
  readonly body?: Body | undefined
  readonly as?: 'text' | 'blob' | undefined
  readonly signals: readonly AbortSignal[]
  readonly limits?: Partial<RetryLimits & { readonly timeout: number }>
}

export interface TransportParts {
  readonly clock: Clock
  readonly fetch: Fetch
  readonly limits: RetryLimits & { readonly timeout: number }
}

/** Sends requests: each try within its time, tried again where that helps, and never without an end. */
export class Transport {
  readonly #parts: TransportParts
  #rateLimits: readonly RateLimitInfo[] = []

  constructor(parts: TransportParts) {
    this.#parts = parts
  }

  get rateLimits(): readonly RateLimitInfo[] {
    return this.#rateLimits
  }

  async send(request: Outgoing): Promise<Answer> {
    const { clock } = this.#parts
    const limits = { ...this.#parts.limits, ...request.limits }
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#try(request, limits.timeout)
      const now = clock.now()
      const header = answer.headers.get('ratelimit')
      if (header !== null) this.#rateLimits = readRateLimits(header, now)
      if (request.body?.stream !== undefined) return answer
      const wait = waitBeforeRetry({ method: request.method, tries, limits }, answer, now)
      if (wait === undefined) return answer
      await bounded(clock, { signals: request.signals }, (signal) => clock.sleep(wait, signal))
    }
  }

  async #try(request: Outgoing, timeoutMs: number): Promise<Answer> {
    const { method, url, signals } = request
    const place = withoutQuery(url)
    const late = (): Error =>
      new TimeoutError(`${method} ${place} was not answered within ${timeoutMs / 1000} s: try again, or raise timeout.`)
    return bounded(this.#parts.clock, { signals, timeoutMs, late }, async (signal) => {
      try {
        return await this.#exchange(request, place, signal)
      } catch (cause) {
        if (request.body?.stream?.problem !== undefined) throw request.body.stream.problem
        // What `fetch` says of it differs from host to host, and tells nobody what to do.
        throw new NetworkError(
          `${new URL(url).origin} could not be reached: check the network, the server, baseUrl and, in a browser, that this origin is registered there.`,
          { cause },
        )
      }
    })
  }

  /** The body is read here too: a server that stops in the middle of one has not answered. */
  async #exchange({ method, url, headers, body, as }: Outgoing, place: string, signal: AbortSignal): Promise<Answer> {
    const { fetch } = this.#parts
    // Nothing that Damson's APIs take is in a cookie, so none is sent.
    const response = await fetch(url, {
      method,
      headers,
      signal,
      credentials: 'omit',
      ...(body !== undefined && { body: body.content }),
      ...(body?.stream !== undefined && { duplex: 'half' }),
    })
    const got = { method, place, status: response.status, headers: response.headers }
    return as === 'blob' && response.ok
      ? { ...got, text: '', blob: await response.blob() }
      : { ...got, text: await response.text() }
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '')
}
