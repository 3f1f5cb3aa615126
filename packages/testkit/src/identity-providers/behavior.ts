import type { Claims } from './identity-provider.ts'

export type Endpoint = 'discovery' | 'jwks' | 'authorize' | 'token' | 'userinfo'

/** The ways in which an endpoint can fail. */
export type Fault =
  /** Never answers. */
  | 'hang'
  /** Sends a byte now and then, without end. */
  | 'drip'
  /** Sends the right answer, with 2 MB around it. */
  | 'huge'
  /** Redirects the caller to a trap, which counts its visitors. */
  | 'redirect'
  /** Answers with the error of its kind, whose text contains markup. */
  | 'error'
  /** Answers with a page and status 200. */
  | 'no json'
  /** Closes the connection in the middle. */
  | 'cut'

/** The ways in which a token can be signed instead of with RS256 and the published key. */
export type Signature =
  | 'none'
  /** HS256, with the published key's PEM as the secret. */
  | 'hmac with the public key'
  | 'hmac with the client secret'
  /** An unpublished key under an unpublished name. */
  | 'unknown kid'
  /** An unpublished key under the published key's name. */
  | 'foreign key'
  /** An unpublished key, in the header itself. */
  | 'key in the header'
  /** An unpublished key, at an address in the header. */
  | 'address in the header'
  /** A critical header that no application knows. */
  | 'unknown critical header'
  | 'changed after signing'

/** A change to an honest answer; `undefined` removes a member. */
export type Patch = Claims | ((honest: Claims) => Claims)

/** How a hostile provider misbehaves. It does everything that is not named here correctly. */
export interface Behavior {
  readonly discovery?: Patch
  /** Changes the redirect to the application. */
  readonly callback?: Patch
  readonly tokenAnswer?: Patch
  readonly idToken?: Patch
  readonly idTokenSignature?: Signature
  readonly accessToken?: Patch
  readonly accessTokenSignature?: Signature
  readonly userinfo?: Patch
  /** Userinfo is a JWT (OpenID Connect Core §5.3.2). */
  readonly userinfoSignature?: 'right' | Signature
  readonly faults?: Readonly<Partial<Record<Endpoint, Fault>>>
}

export function patched(honest: Claims, patch: Patch = {}): Claims {
  const changed = { ...honest, ...(typeof patch === 'function' ? patch(honest) : patch) }
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined))
}
