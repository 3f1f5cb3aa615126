import { RedirectError } from '../errors.ts'
import { membersIn } from '../json.ts'
import type { KeyValueStore } from '../storage/key-value-store.ts'
import { using } from '../storage/using.ts'

/** What the page needs when the browser returns from the sign-in page. */
export interface Pending {
  readonly verifier: string
  readonly clientId?: string
  readonly redirectUri?: string
  readonly state?: string
  readonly returnTo?: string
}

/** The parameters of a redirect (RFC 6749 §4.1.2, RFC 9207). */
export interface Callback {
  readonly state?: string
  readonly iss?: string
  readonly code?: string
  readonly error?: string
  readonly error_description?: string
}

const PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']

/** The answer to an authorization request in a URL; undefined if the URL holds none. */
export function readCallback(url: string): Callback | undefined {
  const callback: Callback = Object.fromEntries(new URL(url).searchParams)
  const { state, code, error } = callback
  return state === undefined || (code === undefined && error === undefined) ? undefined : callback
}

/** The URL without the answer: a code must not stay in a history, a bookmark or a log. */
export function withoutCallback(url: string): string {
  const bare = new URL(url)
  for (const name of PARAMETERS) bare.searchParams.delete(name)
  return bare.href
}

/** Checks that an answer belongs to the pending sign-in: the same `state`, and the issuer that was asked (RFC 9207). */
export function checkCallback(callback: Callback, pending: Pending | undefined, issuer: string): Pending {
  if (pending === undefined)
    throw new RedirectError('No sign-in was started here, or it was not stored: start again with signInWithRedirect().')
  if (pending.state !== callback.state)
    throw new RedirectError(
      'The state of this answer belongs to another sign-in. Its code was not used: start again with signInWithRedirect().',
    )
  if (callback.iss !== issuer)
    throw new RedirectError(
      `This answer is not from ${issuer}. Its code was not used: if the issuer is right, set the option issuer.`,
    )
  return pending
}

/** Keeps a pending sign-in under its own key. */
export class PendingStore {
  readonly #store: KeyValueStore
  readonly #key: string

  constructor(store: KeyValueStore, prefix: string) {
    this.#store = store
    this.#key = `${prefix}redirect`
  }

  async keep(pending: Pending): Promise<void> {
    await using(() => this.#store.setItem(this.#key, JSON.stringify(pending)))
  }

  async read(): Promise<Pending | undefined> {
    const pending = membersIn(await using(() => this.#store.getItem(this.#key)))
    return typeof pending['verifier'] === 'string' ? (pending as object as Pending) : undefined
  }

  async forget(): Promise<void> {
    await using(() => this.#store.removeItem(this.#key))
  }
}
