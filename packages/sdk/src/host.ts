import { ConfigurationError } from './errors.ts'

/** The client's clock. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Waits. When the signal aborts, it stops waiting and either resolves or rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The part of WebCrypto that PKCE needs. `globalThis.crypto` has it, and so do the polyfills for native apps. */
export interface WebCrypto {
  getRandomValues(array: Uint8Array<ArrayBuffer>): unknown
  readonly subtle: { digest(algorithm: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> }
}

/**
 * Lets only one of several tabs or processes work at a time, as `navigator.locks` does. With `ifAvailable` it does not
 * wait: if the lock is held, it calls `work` with `null`.
 */
export interface Locks {
  request<T>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>
}

/** The address bar of a page, or its equivalent in a native app. */
export interface Page {
  readonly url: string
  /** Opens another address, in this page or in the system's browser. */
  go(url: string): void
  /** Changes the address that the page shows, without leaving the page. */
  rename(url: string): void
}

/** How requests are made: `fetch`, or a function with the same signature. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done)
      function done(): void {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
    }),
}

/** A browser page has a document. Some servers also have `localStorage`, but a login must not be kept there. */
export function isPage(): boolean {
  return globalThis.document !== undefined
}

export function pageOfBrowser(): Page | undefined {
  if (!isPage()) return undefined
  const { location, history } = globalThis
  return {
    get url() {
      return location.href
    },
    go: (url) => location.assign(url),
    rename: (url) => history.replaceState(history.state, '', url),
  }
}

export function locksOfBrowser(): Locks | undefined {
  // Old browsers, insecure pages and most native hosts have none.
  const found: Locks | undefined = (globalThis.navigator as Navigator | undefined)?.locks
  return found
}

/** WebCrypto for S256. If it is missing, the error says how to get it: PKCE `plain` is never a fallback. */
export function cryptoOf(given: WebCrypto | undefined): WebCrypto {
  const found: WebCrypto | undefined = given ?? globalThis.crypto
  const subtle: WebCrypto['subtle'] | undefined = found?.subtle
  if (found !== undefined && subtle !== undefined) return found
  throw new ConfigurationError(
    'Signing in needs WebCrypto: serve the page over https or from localhost; in a native app, pass the option crypto.',
  )
}
