import type { DamsonClient, ProfileResource, WithId } from '@damson/sdk'

/** Where the sign-in of a client stands. */
export type SignInState =
  | { readonly status: 'loading'; readonly profile?: undefined }
  | { readonly status: 'signed_in'; readonly profile: WithId<ProfileResource> }
  | {
      readonly status: 'signed_out'
      readonly profile?: undefined
      /** Why the sign-in failed, such as an `OAuthError` when the person refused. */
      readonly error?: unknown
      /** Nobody was signed in when the page was loaded. Otherwise the person has signed out, or the login has ended. */
      readonly isArrival?: boolean
    }

export const LOADING: SignInState = { status: 'loading' }

/** The sign-in of one client, however many components ask and however often they are mounted. */
export class SignInStore {
  readonly #client: DamsonClient
  readonly #listeners = new Set<() => void>()
  #state = LOADING
  #hasBegun = false

  constructor(client: DamsonClient) {
    this.#client = client
  }

  get state(): SignInState {
    return this.#state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Finds out who is signed in, once for each client. */
  begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    // Also when another tab signs in or out, and when the server ends the login.
    this.#client.addEventListener('change', () => {
      const profile = this.#client.getProfile()
      if (profile !== undefined) this.#become({ status: 'signed_in', profile })
      else if (!this.#client.isLoading() && this.#state.status === 'signed_in') this.#become({ status: 'signed_out' })
    })
    void this.#follow(this.#arrive())
  }

  /** Opens the sign-in page, which comes back to where the person is now. */
  signIn(): void {
    this.#become(LOADING)
    void this.#follow(this.#client.signInWithRedirect({ returnTo: location.href }).then((profile) => profile ?? 'left'))
  }

  async #arrive(): Promise<WithId<ProfileResource> | undefined> {
    const known = await this.#client.getProfileAsync()
    // A native app has no address.
    const query = new URLSearchParams((globalThis.location as Location | undefined)?.search)
    const isBack = query.has('state') && (query.has('code') || query.has('error'))
    return known ?? (isBack ? this.#client.signInWithRedirect() : undefined)
  }

  async #follow(work: Promise<WithId<ProfileResource> | 'left' | undefined>): Promise<void> {
    try {
      const found = await work
      // The browser leaves for the sign-in page: nothing to show any more.
      if (found === 'left') return
      // Who was found may have signed out by now.
      const profile = this.#client.getProfile()
      if (profile !== undefined) this.#become({ status: 'signed_in', profile })
      else if (found === undefined) this.#become({ status: 'signed_out', isArrival: true })
    } catch (error) {
      this.#become({ status: 'signed_out', error })
    }
  }

  #become(state: SignInState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

const stores = new WeakMap<DamsonClient, SignInStore>()

export function signInOf(client: DamsonClient): SignInStore {
  const store = stores.get(client) ?? new SignInStore(client)
  stores.set(client, store)
  return store
}
