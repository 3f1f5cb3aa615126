import { attachEngine, Engine, engineOf } from '../engine.ts'
import type { DamsonClientEventMap } from '../events.ts'
import type { DamsonClientOptions, RequestOptions } from '../options.ts'
import type { RateLimitInfo } from '../transport/rate-limit.ts'
import type { PatchOperation, Untyped } from '../wire.ts'

/** Requests to any address of the server, as the signed-in user. */
export abstract class HttpClient {
  /**
   * Makes a client. If the storage holds a login, the client continues it.
   *
   * @example
   * ```ts
   * const client = new DamsonClient({ baseUrl: 'https://id.example.org/', clientId, storage: 'memory' })
   * ```
   *
   * @param options  The address of the server, and any settings that differ from the defaults.
   * @throws {ConfigurationError} When `baseUrl` cannot be the address of a server.
   */
  constructor(options: DamsonClientOptions) {
    attachEngine(this, new Engine(options))
  }

  /**
   * Gets the content of an address.
   *
   * A recent answer to the same user may be used again (`cacheTime`); `cache: 'reload'` asks the server.
   *
   * @example
   * ```ts
   * const me = await client.get<{ profile: Patient }>('auth/me')
   * ```
   *
   * @param url  Absolute, or relative to the server's base. The token is sent only to addresses of the server.
   * @param options  Headers, an abort signal, a time limit, the user to act for.
   * @returns JSON as a value, any other text as a string.
   * @throws {OperationOutcomeError} When the server refuses; `status` and `outcome` say why.
   * @throws {UnauthenticatedError} When nobody is signed in, or the login no longer works.
   * @throws {NetworkError} When the server cannot be reached; a {@link TimeoutError} when it does not answer in time.
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
   * @param url  Absolute, or relative to the server's base.
   * @param body  Text, bytes and forms are sent as they are, anything else as JSON.
   * @param contentType  The content type of the body, unless it is JSON.
   * @param options  As for `get`.
   * @throws As `get`. A POST is not repeated after a server error.
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
   * @param url  Absolute, or relative to the server's base.
   * @param body  As for `post`.
   * @param contentType  The content type of the body, unless it is JSON.
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
   * @param url  Absolute, or relative to the server's base.
   * @param operations  The changes, in order. The server makes all of them or none.
   * @param options  As for `get`.
   * @throws As `get`. A PATCH is not repeated after a server error.
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
   * Deletes the resource at an address.
   *
   * @example
   * ```ts
   * await client.delete(client.fhirUrl('Patient', id))
   * ```
   *
   * @param url  Absolute, or relative to the server's base.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async delete<T = Untyped>(url: string | URL, options?: RequestOptions): Promise<T> {
    return engineOf(this).requests.value({ method: 'DELETE', url, options })
  }

  /**
   * Downloads content of any type, such as that of a Binary.
   *
   * @example
   * ```ts
   * const scan = await client.download(client.fhirUrl('Binary', id))
   * ```
   *
   * @param url  Absolute, or relative to the server's base.
   * @param options  As for `get`.
   * @throws As `get`.
   */
  async download(url: string | URL, options?: RequestOptions): Promise<Blob> {
    const answer = await engineOf(this).requests.send({ method: 'GET', url, as: 'blob', accept: '*/*', options })
    return answer.blob ?? new Blob([])
  }

  /**
   * The address of the server, with a trailing slash.
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
   * What was left of the server's rate limits at its last answer.
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
   * Clears the cache.
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
   * Removes the cached answers of one address.
   *
   * @example
   * ```ts
   * client.invalidateUrl(client.fhirUrl('Patient', id))
   * ```
   *
   * @param url  The address, as you passed it to `get`.
   */
  invalidateUrl(url: string | URL): void {
    const { sessions, requests } = engineOf(this)
    const start = `${requests.hrefOf(url)}\n`
    sessions.current.cache.clear((key) => key.startsWith(start))
  }

  /**
   * Adds a listener that is called when the signed-in user, or what is known about them, changes.
   *
   * @example
   * ```ts
   * client.addEventListener('change', () => console.log(client.getProfile()?.id ?? 'nobody'))
   * ```
   *
   * @param type  The event; `change` is the only one.
   * @param listener  The function to call.
   */
  addEventListener<K extends keyof DamsonClientEventMap>(
    type: K,
    listener: (event: DamsonClientEventMap[K]) => void,
  ): void {
    if (type === 'change') engineOf(this).events.add(listener)
  }

  /**
   * Removes a listener.
   *
   * @example
   * ```ts
   * const listener = () => console.log('changed')
   * client.addEventListener('change', listener)
   * client.removeEventListener('change', listener)
   * ```
   *
   * @param type  The event.
   * @param listener  The same function that you added.
   */
  removeEventListener<K extends keyof DamsonClientEventMap>(
    type: K,
    listener: (event: DamsonClientEventMap[K]) => void,
  ): void {
    if (type === 'change') engineOf(this).events.remove(listener)
  }

  /**
   * The JSON form of a client: it holds no token and no secret.
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
