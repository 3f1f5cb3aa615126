import { type DamsonError, LoginChangedError } from './errors.ts'
import type { RequestCache } from './request-cache.ts'
import { loginOf, ownerOf, type Tokens } from './tokens/login.ts'
import type { OAuthClient } from './tokens/token-endpoint.ts'
import type { Answer } from './transport/answer.ts'
import type { LoginState, Principal, SessionDetails } from './wire.ts'

/** The credential that a client uses. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly clientId: string; readonly header: string }
  /** A machine keeps its secret, or its signing function, to get another token when one expires. */
  | (OAuthClient & { readonly kind: 'machine'; readonly tokens: Tokens & Principal })
  /** A person's tokens, or tokens that the host passed in. `isKept`: the storage holds them too. */
  | { readonly kind: 'tokens'; readonly tokens: Tokens & Partial<Principal>; readonly isKept: boolean }

/**
 * A client's time as one principal. The next principal gets a new session. The old session keeps everything that it
 * cached, loaded or had under way, so that no answer can reach the wrong user.
 */
export class Session {
  readonly cache: RequestCache<Answer>
  readonly #end = new AbortController()
  #why: DamsonError | undefined
  credential: Credential
  details: SessionDetails | undefined
  /** The details being loaded. */
  loading: Promise<SessionDetails> | undefined
  /** The renewal under way; there is at most one. */
  renewing: Promise<void> | undefined
  /** When an early renewal that failed may be tried again. */
  renewAfter = 0

  constructor(credential: Credential, cache: RequestCache<Answer>) {
    this.credential = credential
    this.cache = cache
  }

  get ended(): AbortSignal {
    return this.#end.signal
  }
  /** Not by the signal: older hosts have neither `throwIfAborted` nor `reason`. */
  throwIfEnded(): void {
    if (this.#why !== undefined) throw this.#why
  }
  /** Requests under way reject with `why`. */
  end(why: DamsonError = new LoginChangedError()): void {
    this.cache.clear()
    this.#why ??= why
    this.#end.abort(why)
  }
  /** Takes new tokens of the same principal. If no new refresh token came, the old one stays (RFC 6749 §6). */
  take(fresh: Tokens & Partial<Principal>): void {
    const { credential } = this
    if (credential.kind === 'tokens') this.credential = { ...credential, tokens: succeeding(credential.tokens, fresh) }
    if (credential.kind === 'machine') this.credential = { ...credential, tokens: succeeding(credential.tokens, fresh) }
  }
}

function succeeding<T extends Tokens>(last: T, fresh: Tokens & Partial<Principal>): T {
  const { expiresAt: _expiresAt, lifetime: _lifetime, ...rest } = last
  return { ...(rest as T), ...fresh }
}

export function tokensIn(credential: Credential): Tokens | undefined {
  return credential.kind === 'tokens' || credential.kind === 'machine' ? credential.tokens : undefined
}

/** The login of a credential, if its owner is known. */
export function loginIn(credential: Credential): LoginState | undefined {
  return credential.kind === 'tokens' || credential.kind === 'machine' ? loginOf(credential.tokens) : undefined
}

/** Whether the client can get another token when this one expires. */
export function isRenewable(credential: Credential): boolean {
  return credential.kind === 'machine' || (credential.kind === 'tokens' && credential.tokens.refreshToken !== undefined)
}

/** The owner of a credential: the profile's reference, if it is known. Undefined when nobody is signed in. */
export function ownerIn(credential: Credential): string | undefined {
  switch (credential.kind) {
    case 'none':
      return undefined
    case 'basic':
      return `ClientApplication/${credential.clientId}`
    case 'machine':
    case 'tokens':
      return credential.tokens.profile?.reference ?? ownerOf(credential.tokens.accessToken)
  }
}
