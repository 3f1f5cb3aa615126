import {
  type Clock,
  type Fetch,
  isPage,
  type Locks,
  locksOfBrowser,
  type Page,
  pageOfBrowser,
  systemClock,
  type WebCrypto,
} from './host.ts'
import { defined } from './json.ts'
import type { KeyValueStore, StorageOption } from './storage/key-value-store.ts'
import type { TokenCache } from './tokens/token-cache.ts'
import type { RetryLimits } from './transport/retry.ts'
import { readBaseUrl } from './urls.ts'

/** The options of a client. Only `baseUrl` is required. */
export interface DamsonClientOptions {
  /** The address of the server, such as `https://id.example.org/`. */
  readonly baseUrl: string
  /** The app's client id, if it has one. */
  readonly clientId?: string | undefined
  /** The app's secret: only on a server, never in a browser or native app. */
  readonly clientSecret?: string | undefined
  /** Where token requests carry the client secret: in the body (the default) or in the `Authorization` header. */
  readonly authCredentialsMethod?: 'body' | 'header' | undefined
  /** A token that the app obtained elsewhere. With it, the client neither reads nor writes the storage. */
  readonly accessToken?: string | undefined
  /** The scope to ask for when a sign-in names none. Without one the server decides. */
  readonly scope?: string | undefined
  /** The server's issuer, if it is not `baseUrl`. */
  readonly issuer?: string | undefined
  /** Headers to send with every request to the server. */
  readonly defaultHeaders?: Readonly<Record<string, string | undefined>> | undefined
  /** Called when a request finds that nobody is signed in, or that the login has ended: show a sign-in page. */
  readonly onUnauthenticated?: (() => void) | undefined

  /**
   * Where logins are kept. By default a page uses `localStorage`, anything else `memory`. On a shared workstation, use
   * `memory`.
   */
  readonly storage?: StorageOption | undefined
  /** The first part of every storage key; the default is `damson`. */
  readonly storagePrefix?: string | undefined
  /** Where a sign-in by redirect is kept until the browser returns; the default is `sessionStorage`. */
  readonly redirectStorage?: KeyValueStore | undefined
  /** A store that the workers of one server share, so that one machine token serves them all. */
  readonly tokenCache?: TokenCache | undefined

  /** How many milliseconds the answer to a GET may be reused. The default is 10,000 in a page, elsewhere 0 (never). */
  readonly cacheTime?: number | undefined
  /** How many answers are kept; the default is 1,000. */
  readonly resourceCacheSize?: number | undefined
  /** How often a request is retried if a retry can help; the default is 2. */
  readonly maxRetries?: number | undefined
  /**
   * The longest wait before a retry, in milliseconds; the default is 2,000. If the server asks for a longer wait, the
   * request fails.
   */
  readonly maxRetryTime?: number | undefined
  /** How long one try may take, in milliseconds; the default is 30,000. */
  readonly timeout?: number | undefined
  /** How long before its expiry an access token is renewed, in milliseconds; the default is 300,000. */
  readonly refreshGracePeriod?: number | undefined

  /** Replacements for what the host lacks, or for tests. */
  readonly fetch?: Fetch | undefined
  readonly crypto?: WebCrypto | undefined
  readonly clock?: Clock | undefined
  readonly locks?: Locks | undefined
  readonly page?: Page | undefined
}

/** Headers to send; undefined values are left out. */
export type HeadersOption =
  | Headers
  | Readonly<Record<string, string | undefined>>
  | readonly (readonly [string, string])[]

/** The options of one request. */
export interface RequestOptions {
  readonly headers?: HeadersOption | undefined
  /** Aborts the request, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** How long one try may take, in milliseconds. */
  readonly timeout?: number | undefined
  readonly maxRetries?: number | undefined
  readonly maxRetryTime?: number | undefined
  /** `no-store`, `no-cache` and `reload` ask the server even if an answer is cached. */
  readonly cache?: 'default' | 'no-store' | 'no-cache' | 'reload' | undefined
  /** A membership or profile to act on behalf of, such as `ProjectMembership/123`. */
  readonly onBehalfOf?: string | undefined
}

/** The options with every default filled in. */
export interface Settings {
  readonly options: DamsonClientOptions
  readonly baseUrl: string
  readonly fhirBase: string
  readonly issuer: string
  readonly keyPrefix: string
  readonly limits: RetryLimits & { readonly timeout: number }
  readonly cacheTime: number
  readonly resourceCacheSize: number
  readonly gracePeriod: number
  readonly fetch: Fetch
  readonly clock: Clock
  readonly locks: Locks | undefined
  readonly page: Page | undefined
}

export function readOptions(options: DamsonClientOptions): Settings {
  const baseUrl = readBaseUrl(options.baseUrl)
  return {
    options,
    baseUrl,
    fhirBase: `${baseUrl}fhir/R4/`,
    issuer: options.issuer ?? baseUrl,
    // Apps or servers that share an origin keep their logins apart.
    keyPrefix: `${options.storagePrefix ?? 'damson'}|${baseUrl}|${options.clientId ?? ''}|`,
    limits: {
      maxRetries: options.maxRetries ?? 2,
      maxRetryTime: options.maxRetryTime ?? 2_000,
      timeout: options.timeout ?? 30_000,
    },
    cacheTime: options.cacheTime ?? (isPage() ? 10_000 : 0),
    resourceCacheSize: options.resourceCacheSize ?? 1_000,
    gracePeriod: options.refreshGracePeriod ?? 300_000,
    // Looked up at each call, because tests and tracing tools replace it.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: options.clock ?? systemClock,
    locks: options.locks ?? locksOfBrowser(),
    page: options.page ?? pageOfBrowser(),
  }
}

/** The headers that a caller passed. */
export function headersOf(given: HeadersOption | undefined): Headers {
  const isPlain = given !== undefined && !(Symbol.iterator in given)
  return new Headers((isPlain ? defined(given) : given) as Headers | undefined)
}

/** The options with one more header. */
export function withHeader(options: RequestOptions, name: string, value: string): RequestOptions {
  const headers = headersOf(options.headers)
  headers.set(name, value)
  return { ...options, headers }
}
