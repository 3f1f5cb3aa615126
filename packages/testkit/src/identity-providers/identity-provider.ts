import type { Browser } from './browser.ts'

/** What a provider says of somebody, by the names of its claims. */
export type Claims = Readonly<Record<string, unknown>>

/** Somebody who has an account with a provider. */
export interface Person {
  /** What tests call them, such as `ada`. */
  readonly key: string
  /** The button on the provider's page. */
  readonly label: string
  /** The provider's `sub`. */
  readonly subject: string
  /** Beside `sub`; the provider gives those that the scopes ask for. */
  readonly claims: Claims
  /** How they sign in there. `['pwd']` if not given. */
  readonly amr?: readonly string[]
  readonly acr?: string
}

export type TokenAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'

/** A client of a provider, as one pastes it into the application that signs its users in there. */
export interface RelyingParty {
  readonly clientId: string
  /** '' where the client has none. */
  readonly clientSecret: string
  readonly tokenAuthMethod: TokenAuthMethod
}

/** Where a provider is reached; its issuer may say something else. */
export interface ProviderEndpoints {
  readonly discovery: string
  readonly authorize: string
  readonly token: string
  readonly userinfo: string
  readonly jwks: string
  /** '' where it has none. */
  readonly endSession: string
}

/** The answer of the token endpoint. */
export interface ProviderTokens {
  readonly access_token: string
  readonly id_token: string
  readonly refresh_token?: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope?: string
}

export interface TokenRequest {
  /** `openid profile email phone` if not given. */
  readonly scope?: string
  /** For which API the access token is; what a provider gives without one is its own. */
  readonly audience?: string
  readonly nonce?: string
  /** For whom the tokens are: the application (as usual), or another one of the same provider. */
  readonly client?: 'app' | 'other'
}

/** A running identity provider for tests and developers, on a loopback address. */
export interface IdentityProvider extends RelyingParty {
  /** Whom it plays, such as `Okta`. */
  readonly name: string
  readonly issuer: string
  readonly endpoints: ProviderEndpoints
  readonly people: readonly Person[]
  /** Another application of the same provider, whose tokens the first one must not take. */
  readonly otherClient: RelyingParty
  /** @throws {Error} When nobody is called so. */
  person(key: string): Person
  /** Changes what the provider says of somebody from now on; `undefined` takes a claim away. The `sub` stays. */
  change(key: string, claims: Claims): void
  /** Lets it send browsers there too; compared exactly. */
  allowRedirectUri(uri: string): void
  /**
   * Signs a person in as their browser would, without scripts, and stops before the application is called.
   *
   * @param authorizeUrl  The whole address to which the application sent the browser.
   * @param person  The key, such as `ada`; `refuse` for somebody who thinks better of it.
   * @param browser  Keeps the provider's session; a new one if not given.
   * @returns The application's callback, with `code`, `state` and `iss`, or `error`.
   * @throws {Error} When the provider shows an error instead, with its text.
   */
  signIn(authorizeUrl: string, person: string, browser?: Browser): Promise<string>
  /** Tokens of a person, through the provider's own code flow. */
  tokensFor(person: string, request?: TokenRequest): Promise<ProviderTokens>
  /** Signs with a new key from now on; the old one is no longer published unless it is kept. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>
  stop(): Promise<void>
}

export interface ProviderOptions {
  /** Where the application takes the answer; compared exactly. */
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** For developers: any http address of this machine will do too. */
  readonly anyLoopbackRedirect?: boolean
  /** Said instead of its address; then its discovery document does not fit it, and an application is told all by field. */
  readonly issuer?: string
  /** Whether it sends `iss` with the code, and says so (RFC 9207). It does if not given; few of the real ones do. */
  readonly sendsIss?: boolean
  /** A free one if not given. */
  readonly port?: number
  /** The domain of its people's addresses. Each persona has its own. */
  readonly domain?: string
  /** Beside those of the persona; one with the same key takes its place. */
  readonly people?: readonly Person[]
  readonly clientId?: string
  readonly clientSecret?: string
  readonly tokenAuthMethod?: TokenAuthMethod
  /** For `private_key_jwt`: the application's private key as a JWK with `alg`; its public half is registered. */
  readonly clientKey?: Readonly<Record<string, unknown>>
  /** For `private_key_jwt` instead: where the application publishes its keys. */
  readonly clientJwksUri?: string
  readonly idTokenSeconds?: number
  readonly accessTokenSeconds?: number
}
