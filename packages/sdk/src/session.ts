import { type DamsonError, LoginChangedError } from './errors.ts'
import type { RequestCache } from './request-cache.ts'
import { loginOf, ownerOf, type Tokens } from './tokens/login.ts'
import type { OAuthClient } from './tokens/token-endpoint.ts'
import type { Answer } from './transport/answer.ts'
import type { LoginState, Principal, SessionDetails } from './wire.ts'

/** With what a client acts. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly clientId: string; readonly header: string }
  /** A machine keeps its secret, or what signs for it, to get another token when one ends. */
  | (OAuthClient & { readonly kind: 'machine'; readonly tokens: Tokens & Principal })
  /** A person, or whoever's token a host brought. `isKept`: in the storage, too. */
  | { readonly kind: 'tokens'; readonly tokens: Tokens & Partial<Principal>; readonly isKept: boolean }

/**
 * A client's time as one principal. Whoever comes next gets a session of their own: what this one remembered, loaded or
 * had under way stays behind with it, so that no answer can reach the wrong one.
 */
export class Session {
  readonly cache: RequestCache<Answer>
  readonly #end = new AbortController()
  #why: DamsonError | undefined
  credential: Credential
  details: SessionDetails | undefined
  /** Details under way. */
  loading: Promise<SessionDetails> | undefined
  /** A renewal under way: there is at most one. */
  renewing: Promise<void> | undefined
  /** When an early renewal that failed is tried again. */
  renewAfter = 0

  constructor(credential: Credential, cache: RequestCache<Answer>) {
    this.credential = credential
    this.cache = cache
  }

  get ended(): AbortSignal {
    return this.#end.signal
  }
  /** Not by the signal: old hosts have neither its `throwIfAborted` nor its reason. */
  throwIfEnded(): void {
    if (this.#why !== undefined) throw this.#why
  }
  /** `why` is what requests under way reject with. */
  end(why: DamsonError = new LoginChangedError()): void {
    this.cache.clear()
    this.#why ??= why
    this.#end.abort(why)
  }
  /** Takes fresh tokens of the same principal; a refresh token that has no successor stays (RFC 6749 §6). */
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

/** The login that a credential stands for, where it is known whose it is. */
export function loginIn(credential: Credential): LoginState | undefined {
  return credential.kind === 'tokens' || credential.kind === 'machine' ? loginOf(credential.tokens) : undefined
}

/** Whether there is a way to get another token when this one ends. */
export function isRenewable(credential: Credential): boolean {
  return credential.kind === 'machine' || (credential.kind === 'tokens' && credential.tokens.refreshToken !== undefined)
}

/** Who a client is with a credential: the reference of a profile, where that is known. Undefined: nobody. */
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
