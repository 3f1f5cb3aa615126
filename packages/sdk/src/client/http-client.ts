import { attachEngine, Engine, engineOf } from '../engine.ts'
import type { DamsonClientEventMap } from '../events.ts'
import type { DamsonClientOptions, RequestOptions } from '../options.ts'
import type { RateLimitInfo } from '../transport/rate-limit.ts'
import type { PatchOperation, Untyped } from '../wire.ts'

/** Requests to any address of the server, as whoever is signed in. */
export abstract class HttpClient {
  /**
   * Makes a client; a login that the storage holds is taken up again.
   *
   * @example
   * ```ts
   * const client = new DamsonClient({ baseUrl: 'https://id.example.org/', clientId, storage: 'memory' })
   * ```
   *
   * @param options  Where the server is, and what else is not as usual.
   * @throws {ConfigurationError} When `baseUrl` cannot be the address of a server.
   */
  constructor(options: DamsonClientOptions) {
    attachEngine(this, new Engine(options))
  }

  /**
   * Gets what is at an address.
   *
   * An answer of a moment ago may be used again, by the same user alone (`cacheTime`); `cache: 'reload'` asks anew.
   *
   * @example
   * ```ts
   * const me = await client.get<{ profile: Patient }>('auth/me')
   * ```
   *
   * @param url  Below the server's base, or absolute. The token goes to addresses of the server alone.
   * @param options  Headers, a signal to end it, a time limit, whom to act for.
   * @returns JSON as its value, any other text as it is.
   * @throws {OperationOutcomeError} When the server refuses; `status` and `outcome` say why.
   * @throws {UnauthenticatedError} When nobody is signed in, or not any more.
   * @throws {NetworkError} When the server cannot be reached; also a {@link TimeoutError}, when it does not answer.
   */
  async get<T = Untyped>(url: string | URL, options?: RequestOptions): Promise<T> {
    return engineOf(this).requests.value({ method: 'GET', url, options })
  }

  /**
   * Posts a body to an address.
   *
   * @example
   * ```ts
   * await client.post('auth/changepassword', { oldPassword, newPassword })
   * ```
   *
   * @param url  Below the server's base, or absolute.
   * @param body  Texts, bytes and forms are sent as they are, anything else as JSON.
   * @param contentType  What the body is, where that is not JSON.
   * @param options  As for `get`.
   * @throws As `get`. A post is not repeated after a fault of the server.
   */
  async post<T = Untyped>(
    url: string | URL,
    body?: unknown,
    contentType?: string,
    options?: RequestOptions,
  ): Promise<T> {
    return engineOf(this).requests.value({ method: 'POST', url, body, contentType, options })
  }

  /**
   * Puts a body to an address.
   *
   * @example
   * ```ts
   * await client.put(client.fhirUrl('Patient', patient.id), patient)
   * ```
   *
   * @param url  Below the server's base, or absolute.
   * @param body  As for `post`.
   * @param contentType  What the body is, where that is not JSON.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async put<T = Untyped>(url: string | URL, body: unknown, contentType?: string, options?: RequestOptions): Promise<T> {
    return engineOf(this).requests.value({ method: 'PUT', url, body, contentType, options })
  }

  /**
   * Sends a JSON Patch to an address.
   *
   * @example
   * ```ts
   * await client.patch(client.fhirUrl('Patient', id), [{ op: 'replace', path: '/active', value: false }])
   * ```
   *
   * @param url  Below the server's base, or absolute.
   * @param operations  What to change, in order; all of it is done, or nothing.
   * @param options  As for `get`.
   * @throws As `get`. A patch is not repeated after a fault of the server.
   */
  async patch<T = Untyped>(
    url: string | URL,
    operations: readonly PatchOperation[],
    options?: RequestOptions,
  ): Promise<T> {
    const contentType = 'application/json-patch+json'
    return engineOf(this).requests.value({ method: 'PATCH', url, body: operations, contentType, options })
  }

  /**
   * Deletes what is at an address.
   *
   * @example
   * ```ts
   * await client.delete(client.fhirUrl('Patient', id))
   * ```
   *
   * @param url  Below the server's base, or absolute.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async delete<T = Untyped>(url: string | URL, options?: RequestOptions): Promise<T> {
    return engineOf(this).requests.value({ method: 'DELETE', url, options })
  }

  /**
   * Gets the content at an address, whatever it is: that of a Binary, for one.
   *
   * @example
   * ```ts
   * const scan = await client.download(client.fhirUrl('Binary', id))
   * ```
   *
   * @param url  Below the server's base, or absolute.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async download(url: string | URL, options?: RequestOptions): Promise<Blob> {
    const answer = await engineOf(this).requests.send({ method: 'GET', url, as: 'blob', accept: '*/*', options })
    return answer.blob ?? new Blob([])
  }

  /**
   * The address of the server, with a slash at its end.
   *
   * @example
   * ```ts
   * console.log(client.getBaseUrl())
   * ```
   */
  getBaseUrl(): string {
    return engineOf(this).settings.baseUrl
  }

  /**
   * What was left of the server's limits when it last answered.
   *
   * @example
   * ```ts
   * const [limit] = client.rateLimitStatus()
   * if (limit?.remainingUnits === 0) console.log(`Wait ${limit.secondsUntilReset} s.`)
   * ```
   */
  rateLimitStatus(): RateLimitInfo[] {
    return [...engineOf(this).transport.rateLimits]
  }

  /**
   * Forgets every remembered answer.
   *
   * @example
   * ```ts
   * client.invalidateAll()
   * ```
   */
  invalidateAll(): void {
    engineOf(this).sessions.current.cache.clear()
  }

  /**
   * Forgets the remembered answers of one address.
   *
   * @example
   * ```ts
   * client.invalidateUrl(client.fhirUrl('Patient', id))
   * ```
   *
   * @param url  As it was given to `get`.
   */
  invalidateUrl(url: string | URL): void {
    const { sessions, requests } = engineOf(this)
    const start = `${requests.hrefOf(url)}\n`
    sessions.current.cache.clear((key) => key.startsWith(start))
  }

  /**
   * Calls back whenever who is signed in, or what is known of them, changed.
   *
   * @example
   * ```ts
   * client.addEventListener('change', () => console.log(client.getProfile()?.id ?? 'nobody'))
   * ```
   *
   * @param type  The event; there is one, `change`.
   * @param listener  What to call.
   */
  addEventListener<K extends keyof DamsonClientEventMap>(
    type: K,
    listener: (event: DamsonClientEventMap[K]) => void,
  ): void {
    if (type === 'change') engineOf(this).events.add(listener)
  }

  /**
   * Ends what `addEventListener` began.
   *
   * @example
   * ```ts
   * const listener = () => console.log('changed')
   * client.addEventListener('change', listener)
   * client.removeEventListener('change', listener)
   * ```
   *
   * @param type  The event.
   * @param listener  The very function that was added.
   */
  removeEventListener<K extends keyof DamsonClientEventMap>(
    type: K,
    listener: (event: DamsonClientEventMap[K]) => void,
  ): void {
    if (type === 'change') engineOf(this).events.remove(listener)
  }

  /**
   * What a client shows of itself when it is serialised: no token, no secret.
   *
   * @example
   * ```ts
   * console.log(JSON.stringify(client))
   * ```
   */
  toJSON(): { readonly baseUrl: string } {
    return { baseUrl: this.getBaseUrl() }
  }
}
