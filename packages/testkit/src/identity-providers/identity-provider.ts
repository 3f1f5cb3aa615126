import type { Browser } from './browser.ts'

/** The claims of a person, by name. */
export type Claims = Readonly<Record<string, unknown>>

/** A person who has an account with a provider. */
export interface Person {
  /** The person's name in tests, such as `ada`. */
  readonly key: string
  /** The button on the provider's page. */
  readonly label: string
  /** The provider's `sub`. */
  readonly subject: string
  /** In addition to `sub`; the provider includes those that the scopes ask for. */
  readonly claims: Claims
  /** How the person signs in there; the default is `['pwd']`. */
  readonly amr?: readonly string[]
  readonly acr?: string
}

export type TokenAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'

/** A client of a provider, as a developer configures it in the application. */
export interface RelyingParty {
  readonly clientId: string
  /** '' if the client has none. */
  readonly clientSecret: string
  readonly tokenAuthMethod: TokenAuthMethod
}

/** The provider's addresses; its issuer may differ from them. */
export interface ProviderEndpoints {
  readonly discovery: string
  readonly authorize: string
  readonly token: string
  readonly userinfo: string
  readonly jwks: string
  /** '' if it has none. */
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
  /** The default is `openid profile email phone`. */
  readonly scope?: string
  /** The API that the access token is for. Without one, the provider issues its usual token. */
  readonly audience?: string
  readonly nonce?: string
  /** The client that the tokens are for: the application (default), or another one of the same provider. */
  readonly client?: 'app' | 'other'
}

/** A running identity provider for tests and developers, on a loopback address. */
export interface IdentityProvider extends RelyingParty {
  /** The provider that it plays, such as `Okta`. */
  readonly name: string
  readonly issuer: string
  readonly endpoints: ProviderEndpoints
  readonly people: readonly Person[]
  /** Another application of the same provider; the first one must refuse its tokens. */
  readonly otherClient: RelyingParty
  /** @throws {Error} When no person has this key. */
  person(key: string): Person
  /** Changes a person's claims from now on; `undefined` removes a claim. The `sub` stays. */
  change(key: string, claims: Claims): void
  /** Adds a redirect URI, which is compared exactly. */
  allowRedirectUri(uri: string): void
  /**
   * Signs a person in as their browser would, without scripts. It stops before it calls the application.
   *
   * @param authorizeUrl  The full address to which the application sent the browser.
   * @param person  The key, such as `ada`; `refuse` for a person who refuses.
   * @param browser  Keeps the provider's session; the default is a new browser.
   * @returns The application's callback, with `code`, `state` and `iss`, or `error`.
   * @throws {Error} When the provider shows an error instead; the message holds its text.
   */
  signIn(authorizeUrl: string, person: string, browser?: Browser): Promise<string>
  /** A person's tokens, through the provider's own code flow. */
  tokensFor(person: string, request?: TokenRequest): Promise<ProviderTokens>
  /** Signs with a new key from now on. The old key is no longer published, unless `keepOld` is set. */
  rotateKeys(options?: { readonly keepOld?: boolean }): Promise<void>
  stop(): Promise<void>
}

export interface ProviderOptions {
  /** Where the application receives the answer; compared exactly. */
  readonly redirectUris: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  /** For developers: accepts any http address of this machine, too. */
  readonly anyLoopbackRedirect?: boolean
  /**
   * Used instead of its address. The discovery document then does not match, so the application needs every field
   * configured.
   */
  readonly issuer?: string
  /** Whether it sends `iss` with the code, and announces it (RFC 9207). It does by default; few real providers do. */
  readonly sendsIss?: boolean
  /** The default is a free port. */
  readonly port?: number
  /** The domain of its people's addresses. Each persona has its own default. */
  readonly domain?: string
  /** In addition to the persona's people; a person with the same key replaces one. */
  readonly people?: readonly Person[]
  readonly clientId?: string
  readonly clientSecret?: string
  readonly tokenAuthMethod?: TokenAuthMethod
  /** For `private_key_jwt`: the application's private key as a JWK with `alg`; its public half is registered. */
  readonly clientKey?: Readonly<Record<string, unknown>>
  /** For `private_key_jwt` instead: the address at which the application publishes its keys. */
  readonly clientJwksUri?: string
  readonly idTokenSeconds?: number
  readonly accessTokenSeconds?: number
}
