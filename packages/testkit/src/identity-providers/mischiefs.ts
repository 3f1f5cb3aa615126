import type { Behavior, Endpoint } from './behavior.ts'
import type { Claims } from './identity-provider.ts'

/** A way to deceive an application, with what an application owes it. */
export interface Mischief {
  readonly name: string
  readonly behavior: Behavior
  /**
   * `protocol`: every relying party must refuse the sign-in. `identity`: all is valid, and says what this provider may
   * not say; nobody may be signed in, linked or made by it. `transport`: an endpoint breaks; a sentence, and nothing
   * else. `slow`: the same, after as long as the application has patience.
   */
  readonly kind: 'protocol' | 'identity' | 'transport' | 'slow'
}

/** Who is to be deceived. */
export interface Victims {
  readonly clientId: string
  /** An honest provider, beside the hostile one. */
  readonly otherIssuer: string
  /** An address of somebody whom this provider has no business with. */
  readonly email: string
  /** The `sub` by which the other provider, or another project, knows somebody. */
  readonly subject: string
}

const DAY = 86_400
const later = (honest: Claims, name: string, by: number): number => Number(honest[name]) + by

/** In the id token and by userinfo alike. */
const says = (claims: Claims): Behavior => ({ idToken: claims, userinfo: claims })

/** Each way, to be given to `misbehave`. */
export function mischiefs(victims: Victims): readonly Mischief[] {
  return [...inTheIdToken(victims), ...inSignatures(), ...onTheWay(victims), ...ofIdentity(victims), ...ofTransport()]
}

function inTheIdToken({ clientId, otherIssuer }: Victims): readonly Mischief[] {
  const claims: Readonly<Record<string, Behavior['idToken'] & {}>> = {
    'the issuer is another provider': { iss: otherIssuer },
    'there is no issuer': { iss: undefined },
    'the issuer differs by a slash': ({ iss }) => ({ iss: `${String(iss)}/` }),
    'the audience is another application': { aud: 'another-application' },
    'there is no audience': { aud: undefined },
    'a second audience, and no authorized party': { aud: [clientId, 'another-application'] },
    'a second audience, which is the authorized party': {
      aud: [clientId, 'another-application'],
      azp: 'another-application',
    },
    'the authorized party is another application': { azp: 'another-application' },
    'another nonce': { nonce: 'of-another-sign-in' },
    'no nonce': { nonce: undefined },
    expired: (honest) => ({ iat: later(honest, 'iat', -DAY), exp: later(honest, 'exp', -DAY) }),
    'no expiry': { exp: undefined },
    'an expiry that is no number': { exp: 'tomorrow' },
    'issued in the future': (honest) => ({ iat: later(honest, 'iat', DAY), exp: later(honest, 'exp', DAY) }),
    'not valid yet': (honest) => ({ nbf: later(honest, 'iat', DAY) }),
    'the hash of another access token': { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' },
  }
  return Object.entries(claims).map(([name, idToken]) => ({ name, kind: 'protocol', behavior: { idToken } }))
}

function inSignatures(): readonly Mischief[] {
  const signatures: readonly (Behavior['idTokenSignature'] & {})[] = [
    'none',
    'hmac with the public key',
    'hmac with the client secret',
    'unknown kid',
    'foreign key',
    'key in the header',
    'address in the header',
    'unknown critical header',
    'changed after signing',
  ]
  return signatures.map((idTokenSignature) => ({
    name: `signature: ${idTokenSignature}`,
    kind: 'protocol',
    behavior: { idTokenSignature },
  }))
}

function onTheWay({ otherIssuer }: Victims): readonly Mischief[] {
  const behaviors: Readonly<Record<string, Behavior>> = {
    'the callback names another provider (mix-up)': { callback: { iss: otherIssuer } },
    'the callback names no provider, though it promised to': { callback: { iss: undefined } },
    'the callback has another state': { callback: { state: 'of-another-browser' } },
    'the callback has no state': { callback: { state: undefined } },
    'the callback has no code': { callback: { code: undefined } },
    'the callback has an unknown code': { callback: { code: 'unknown' } },
    'discovery names another issuer': { discovery: { issuer: otherIssuer } },
    'there is no id token': { tokenAnswer: { id_token: undefined } },
    'the id token is no token': { tokenAnswer: { id_token: 'a.b.c' } },
    'userinfo is of somebody else': { userinfo: { sub: 'somebody-else' } },
    'userinfo is of nobody': { userinfo: { sub: undefined } },
    'there is no subject': says({ sub: undefined }),
    'the subject is empty': says({ sub: '' }),
    'the subject is no string': says({ sub: { toString: 'ada' } }),
    'the subject has a null byte': says({ sub: 'ada\u0000' }),
    'the subject is too long': says({ sub: 'a'.repeat(256) }),
  }
  return Object.entries(behaviors).map(([name, behavior]) => ({ name, kind: 'protocol', behavior }))
}

function ofIdentity({ email, subject }: Victims): readonly Mischief[] {
  const behaviors: Readonly<Record<string, Behavior>> = {
    'somebody else’s address, verified': says({ email, email_verified: true }),
    'somebody else’s address in capitals, verified': says({ email: email.toUpperCase(), email_verified: true }),
    'somebody else’s address, verified as a string': says({ email, email_verified: 'true' }),
    'somebody else’s address, verified as a number': says({ email, email_verified: 1 }),
    'somebody else’s address, unverified': says({ email, email_verified: false }),
    'somebody else’s address, and nothing about it': says({ email, email_verified: undefined }),
    'several addresses, verified': says({ email: [email, 'mallory@evil.example'], email_verified: true }),
    'the subject of another provider’s or project’s user': says({ sub: subject }),
    'the subject of another’s user, with their address': says({ sub: subject, email, email_verified: true }),
    'an address that only userinfo calls verified': {
      idToken: { email: undefined, email_verified: undefined },
      userinfo: { email, email_verified: true },
    },
  }
  return Object.entries(behaviors).map(([name, behavior]) => ({ name, kind: 'identity', behavior }))
}

function ofTransport(): readonly Mischief[] {
  const endpoints: readonly Endpoint[] = ['discovery', 'jwks', 'token', 'userinfo']
  const quick = (['huge', 'redirect', 'error', 'no json', 'cut'] as const).flatMap((fault) =>
    endpoints.map(
      (endpoint): Mischief => ({
        name: `${endpoint}: ${fault}`,
        kind: 'transport',
        behavior: { faults: { [endpoint]: fault } },
      }),
    ),
  )
  const slow = (['hang', 'drip'] as const).flatMap((fault) =>
    endpoints.map(
      (endpoint): Mischief => ({
        name: `${endpoint}: ${fault}`,
        kind: 'slow',
        behavior: { faults: { [endpoint]: fault } },
      }),
    ),
  )
  return [
    ...quick,
    { name: 'authorize: error', kind: 'transport', behavior: { faults: { authorize: 'error' } } },
    ...slow,
  ]
}
