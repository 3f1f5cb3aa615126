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
import type { KeyValueStore, StorageOption } from './storage/key-value-store.ts'
import type { TokenCache } from './tokens/token-cache.ts'
import type { RetryLimits } from './transport/retry.ts'
import { readBaseUrl } from './urls.ts'

/** How a client is set up. Only `baseUrl` is needed. */
export interface DamsonClientOptions {
  /** The address of the server, such as `https://id.example.org/`. */
  readonly baseUrl: string
  /** The app's own client id, where it has one. */
  readonly clientId?: string
  /** The app's secret; on a server, never in a browser or native app. */
  readonly clientSecret?: string
  /** Where a client secret goes in token requests: into the body (the default) or the `Authorization` header. */
  readonly authCredentialsMethod?: 'body' | 'header'
  /** A token that somebody else obtained, to act with. Nothing is read from the storage then, nor written to it. */
  readonly accessToken?: string
  /** The scope to ask for where a sign-in names none. Without one the server decides. */
  readonly scope?: string
  /** What the server calls itself, where that is not `baseUrl`. */
  readonly issuer?: string
  /** Sent with every request to the server. */
  readonly defaultHeaders?: Readonly<Record<string, string>>
  /** Called when a request finds that nobody is signed in, or not any more: the place to show a sign-in page. */
  readonly onUnauthenticated?: () => void

  /**
   * Where logins are kept. A page keeps them in `localStorage` unless told otherwise, anything else in `memory`. On a
   * workstation that people share: `memory`.
   */
  readonly storage?: StorageOption
  /** The first part of every key in the storage, by default `damson`. */
  readonly storagePrefix?: string
  /** Where the start of a sign-in by redirect waits for the page to come back; by default `sessionStorage`. */
  readonly redirectStorage?: KeyValueStore
  /** What the workers of one server share, so that they ask for one machine token between them. */
  readonly tokenCache?: TokenCache

  /** For how many milliseconds an answer to a GET may be used again: 10,000 in a page, otherwise 0, which is never. */
  readonly cacheTime?: number
  /** How many answers are kept, 1,000 by default. */
  readonly resourceCacheSize?: number
  /** How often a request is tried again when that helps, 2 by default. */
  readonly maxRetries?: number
  /** The longest wait before another try, in milliseconds, 2,000 by default; who is asked to wait longer gives up. */
  readonly maxRetryTime?: number
  /** How long one try may take, in milliseconds, 30,000 by default. */
  readonly timeout?: number
  /** How long before it expires an access token is renewed, in milliseconds, 300,000 by default. */
  readonly refreshGracePeriod?: number

  /** What the host does not have, or a test replaces. */
  readonly fetch?: Fetch
  readonly crypto?: WebCrypto
  readonly clock?: Clock
  readonly locks?: Locks
  readonly page?: Page
}

/** The options of one request. */
export interface RequestOptions {
  readonly headers?: Headers | Readonly<Record<string, string>> | readonly (readonly [string, string])[]
  /** Ends the request; it rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** How long one try may take, in milliseconds. */
  readonly timeout?: number
  readonly maxRetries?: number
  readonly maxRetryTime?: number
  /** `no-store`, `no-cache` and `reload` ask the server whatever is remembered. */
  readonly cache?: 'default' | 'no-store' | 'no-cache' | 'reload'
  /** A membership or profile to act for, such as `ProjectMembership/123`. */
  readonly onBehalfOf?: string
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
