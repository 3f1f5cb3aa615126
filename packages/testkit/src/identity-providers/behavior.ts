import type { Claims } from './identity-provider.ts'

export type Endpoint = 'discovery' | 'jwks' | 'authorize' | 'token' | 'userinfo'

/** How an endpoint answers instead of as it should. */
export type Fault =
  /** Never. */
  | 'hang'
  /** A byte now and then, without end. */
  | 'drip'
  /** What it should, with 2 MB around it. */
  | 'huge'
  /** By sending the caller to a trap, which counts those who come. */
  | 'redirect'
  /** With the error of its kind, whose text holds markup. */
  | 'error'
  /** With a page, and status 200. */
  | 'no json'
  /** By closing the connection in the middle. */
  | 'cut'

/** How a token is signed instead of with RS256 and the published key. */
export type Signature =
  | 'none'
  /** HS256, the published key's PEM as secret. */
  | 'hmac with the public key'
  | 'hmac with the client secret'
  /** A key that nobody publishes, under a name that nobody publishes. */
  | 'unknown kid'
  /** A key that nobody publishes, under the published one's name. */
  | 'foreign key'
  /** A key that nobody publishes, which the header brings along. */
  | 'key in the header'
  /** A key that nobody publishes, at an address that the header names. */
  | 'address in the header'
  /** A header that must be understood, and cannot be. */
  | 'unknown critical header'
  | 'changed after signing'

/** A part of an honest answer that is said otherwise; `undefined` takes it away. */
export type Patch = Claims | ((honest: Claims) => Claims)

/** What a hostile provider does otherwise. All that is not named is done as it should. */
export interface Behavior {
  readonly discovery?: Patch
  /** Of the redirect to the application. */
  readonly callback?: Patch
  readonly tokenAnswer?: Patch
  readonly idToken?: Patch
  readonly idTokenSignature?: Signature
  readonly accessToken?: Patch
  readonly accessTokenSignature?: Signature
  readonly userinfo?: Patch
  readonly faults?: Readonly<Partial<Record<Endpoint, Fault>>>
}

export function patched(honest: Claims, patch: Patch = {}): Claims {
  const changed = { ...honest, ...(typeof patch === 'function' ? patch(honest) : patch) }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
}
