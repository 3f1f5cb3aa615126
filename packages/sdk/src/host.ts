import { ConfigurationError } from './errors.ts'

/** Time, as the client sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Waits; when the signal aborts, it stops waiting and may resolve or reject. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The two things of WebCrypto that PKCE needs. `globalThis.crypto` has them, and so have its stand-ins for native apps. */
export interface WebCrypto {
  getRandomValues(array: Uint8Array<ArrayBuffer>): unknown
  readonly subtle: { digest(algorithm: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> }
}

/**
 * Lets one of several tabs or processes at a time do a work. `navigator.locks` is one. With `ifAvailable` it does not
 * wait: where the lock is held it calls `work` with `null`.
 */
export interface Locks {
  request<T>(
    name: string,
    options: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean },
    work: (lock: unknown) => Promise<T>,
  ): Promise<T>
}

/** The address bar of a page, or what stands for it in a native app. */
export interface Page {
  readonly url: string
  /** Leaves for another address, or opens it in the system's browser. */
  go(url: string): void
  /** Shows another address for the same page, without leaving it. */
  rename(url: string): void
}

/** How requests are made: `fetch`, or something that is called like it. */
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

/** A browser page has a document; what else knows `localStorage` (some servers do) is not meant to keep a login there. */
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

/** WebCrypto with S256, or an error that says how to come by it: PKCE `plain` is never a way out. */
export function cryptoOf(given: WebCrypto | undefined): WebCrypto {
  const found: WebCrypto | undefined = given ?? globalThis.crypto
  const subtle: WebCrypto['subtle'] | undefined = found?.subtle
  if (found !== undefined && subtle !== undefined) return found
  throw new ConfigurationError(
    'Signing in needs WebCrypto. In a browser serve the page by https or from localhost; in a native app pass the option crypto.',
  )
}
