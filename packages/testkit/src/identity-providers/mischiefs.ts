import type { Behavior, Endpoint, Fault, Patch, Signature } from './behavior.ts'
import type { Claims } from './identity-provider.ts'

/** A way to deceive an application, and how the application must react. */
export interface Mischief {
  readonly name: MischiefName
  readonly behavior: Behavior
  /**
   * `protocol`: every relying party must refuse the sign-in. `identity`: all is valid, but the provider claims what it
   * may not; it must not sign in, link or create anybody. `transport`: an endpoint breaks; the application must show
   * one sentence and do nothing else. `slow`: the same, but only after the application's time-out.
   */
  readonly kind: 'protocol' | 'identity' | 'transport' | 'slow'
}

/** The targets of the deception. */
export interface Victims {
  readonly clientId: string
  /** An honest provider in addition to the hostile one. */
  readonly otherIssuer: string
  /** The e-mail address of a person who has no account with this provider. */
  readonly email: string
  /** The `sub` that the other provider, or another project, uses for a person. */
  readonly subject: string
}

/** The name of each way, so that a table of expected reactions cannot omit one. */
export type MischiefName =
  | keyof ReturnType<typeof inTheIdToken>
  | keyof ReturnType<typeof onTheWay>
  | keyof ReturnType<typeof ofIdentity>
  | `signature: ${Signature}`
  | `${AskedEndpoint}: ${Fault}`
  | 'authorize: error'

/** The endpoints that an application calls; a browser goes to the other one. */
type AskedEndpoint = Exclude<Endpoint, 'authorize'>

const DAY = 86_400
const later = (honest: Claims, name: string, by: number): number => Number(honest[name]) + by

/** Sets claims in both the id token and userinfo. */
const says = (claims: Claims): Behavior => ({ idToken: claims, userinfo: claims })

/** Each way, for use with `misbehave`. */
export function mischiefs(victims: Victims): readonly Mischief[] {
  const idTokens = Object.entries(inTheIdToken(victims)).map(([name, idToken]) => [name, { idToken }])
  return [
    ...named('protocol', Object.fromEntries(idTokens) as Record<keyof ReturnType<typeof inTheIdToken>, Behavior>),
    ...inSignatures(),
    ...named('protocol', onTheWay(victims)),
    ...named('identity', ofIdentity(victims)),
    ...ofTransport(),
  ]
}

function named<Name extends MischiefName>(
  kind: Mischief['kind'],
  behaviors: Readonly<Record<Name, Behavior>>,
): readonly Mischief[] {
  return (Object.keys(behaviors) as Name[]).map((name) => ({ name, kind, behavior: behaviors[name] }))
}

function inTheIdToken({ clientId, otherIssuer }: Victims) {
  return {
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
  } satisfies Readonly<Record<string, Patch>>
}

function inSignatures(): readonly Mischief[] {
  const signatures: readonly Signature[] = [
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
  return signatures.map(
    (idTokenSignature): Mischief => ({
      name: `signature: ${idTokenSignature}`,
      kind: 'protocol',
      behavior: { idTokenSignature },
    }),
  )
}

function onTheWay({ otherIssuer }: Victims) {
  return {
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
  } satisfies Readonly<Record<string, Behavior>>
}

function ofIdentity({ email, subject }: Victims) {
  return {
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
  } satisfies Readonly<Record<string, Behavior>>
}

function ofTransport(): readonly Mischief[] {
  const endpoints: readonly AskedEndpoint[] = ['discovery', 'jwks', 'token', 'userinfo']
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
