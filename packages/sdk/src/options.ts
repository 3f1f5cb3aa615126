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

/** How a client is set up. Only `baseUrl` is needed. */
export interface DamsonClientOptions {
  /** The address of the server, such as `https://id.example.org/`. */
  readonly baseUrl: string
  /** The app's own client id, where it has one. */
  readonly clientId?: string | undefined
  /** The app's secret; on a server, never in a browser or native app. */
  readonly clientSecret?: string | undefined
  /** Where a client secret goes in token requests: into the body (the default) or the `Authorization` header. */
  readonly authCredentialsMethod?: 'body' | 'header' | undefined
  /** A token that somebody else obtained, to act with. Nothing is read from the storage then, nor written to it. */
  readonly accessToken?: string | undefined
  /** The scope to ask for where a sign-in names none. Without one the server decides. */
  readonly scope?: string | undefined
  /** What the server calls itself, where that is not `baseUrl`. */
  readonly issuer?: string | undefined
  /** Sent with every request to the server. */
  readonly defaultHeaders?: Readonly<Record<string, string | undefined>> | undefined
  /** Called when a request finds that nobody is signed in, or not any more: the place to show a sign-in page. */
  readonly onUnauthenticated?: (() => void) | undefined

  /**
   * Where logins are kept. A page keeps them in `localStorage` unless told otherwise, anything else in `memory`. On a
   * workstation that people share: `memory`.
   */
  readonly storage?: StorageOption | undefined
  /** The first part of every key in the storage, by default `damson`. */
  readonly storagePrefix?: string | undefined
  /** Where the start of a sign-in by redirect waits for the page to come back; by default `sessionStorage`. */
  readonly redirectStorage?: KeyValueStore | undefined
  /** What the workers of one server share, so that they ask for one machine token between them. */
  readonly tokenCache?: TokenCache | undefined

  /** For how many milliseconds an answer to a GET may be used again: 10,000 in a page, otherwise 0, which is never. */
  readonly cacheTime?: number | undefined
  /** How many answers are kept, 1,000 by default. */
  readonly resourceCacheSize?: number | undefined
  /** How often a request is tried again when that helps, 2 by default. */
  readonly maxRetries?: number | undefined
  /** The longest wait before another try, in milliseconds, 2,000 by default; who is asked to wait longer gives up. */
  readonly maxRetryTime?: number | undefined
  /** How long one try may take, in milliseconds, 30,000 by default. */
  readonly timeout?: number | undefined
  /** How long before it expires an access token is renewed, in milliseconds, 300,000 by default. */
  readonly refreshGracePeriod?: number | undefined

  /** What the host does not have, or a test replaces. */
  readonly fetch?: Fetch | undefined
  readonly crypto?: WebCrypto | undefined
  readonly clock?: Clock | undefined
  readonly locks?: Locks | undefined
  readonly page?: Page | undefined
}

/** Headers to send; undefined ones are left out. */
export type HeadersOption =
  | Headers
  | Readonly<Record<string, string | undefined>>
  | readonly (readonly [string, string])[]

/** The options of one request. */
export interface RequestOptions {
  readonly headers?: HeadersOption | undefined
  /** Ends the request; it rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** How long one try may take, in milliseconds. */
  readonly timeout?: number | undefined
  readonly maxRetries?: number | undefined
  readonly maxRetryTime?: number | undefined
  /** `no-store`, `no-cache` and `reload` ask the server whatever is remembered. */
  readonly cache?: 'default' | 'no-store' | 'no-cache' | 'reload' | undefined
  /** A membership or profile to act for, such as `ProjectMembership/123`. */
  readonly onBehalfOf?: string | undefined
}

/** The options, with everything decided. */
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
    // Two apps, or two servers, at one origin keep their logins apart.
    keyPrefix: `${options.storagePrefix ?? 'damson'}|${baseUrl}|${options.clientId ?? ''}|`,
    limits: {
      maxRetries: options.maxRetries ?? 2,
      maxRetryTime: options.maxRetryTime ?? 2_000,
      timeout: options.timeout ?? 30_000,
    },
    cacheTime: options.cacheTime ?? (isPage() ? 10_000 : 0),
    resourceCacheSize: options.resourceCacheSize ?? 1_000,
    gracePeriod: options.refreshGracePeriod ?? 300_000,
    // Looked up at each call: tests and tracing tools replace it.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: options.clock ?? systemClock,
    locks: options.locks ?? locksOfBrowser(),
    page: options.page ?? pageOfBrowser(),
  }
}

/** Headers of a caller. */
export function headersOf(given: HeadersOption | undefined): Headers {
  const isPlain = given !== undefined && !(Symbol.iterator in given)
  return new Headers((isPlain ? defined(given) : given) as Headers | undefined)
}
