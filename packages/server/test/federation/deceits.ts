import type { MischiefName } from '@damson/testkit/identity-providers'
import type english from '../../src/base/language/messages/en.ts'
import { must } from '../identity/steps.ts'
import type { Federated } from './external.ts'

/** What is owed to whoever a provider's mischief comes to. */
export interface Owed {
  /** The page: `external.<topic>.heading` and `.text`. */
  readonly topic: Topic
  /** The reason in the audit of the project. */
  readonly code: string
  /** What the trace says was wrong. */
  readonly finding: RegExp
}

type Topic = keyof (typeof english)['messages'] extends infer Key
  ? Key extends `external.${infer Name}.text`
    ? Name
    : never
  : never

/** Nobody knows whose it was: the person has their sentence, and no project is told. */
export const OF_NOBODY = { topic: 'lost' } as const

const untrusted = (code: string, finding: RegExp): Owed => ({ topic: 'untrusted', code, finding })
const unavailable = (code: string, finding: RegExp): Owed => ({ topic: 'unavailable', code, finding })
const unverified = (code: string, finding: RegExp): Owed => ({ topic: 'unverified', code, finding })

const NOT_ASYMMETRIC = untrusted('wrong_algorithm', /unexpected JWT "alg" header parameter\.$/)
const FOREIGN_KEY = untrusted(
  'wrong_signature',
  /^The signature of the token does not verify with the provider’s key\.$/,
)
const NO_PERSON = untrusted(
  'no_subject',
  /^The provider does not identify the person: sub must be a text of 1 to 255 characters/,
)
const NOT_VERIFIED = unverified('unverified_email', /^The claim email_verified is not the boolean true/)
const otherAccount = (code: string, finding: RegExp): Owed => ({ topic: 'other_account', code, finding })
const NOT_ITS_DOMAIN = otherAccount('foreign_domain', /^The provider may not vouch for addresses of that domain/)
const SLOW = unavailable('provider_slow', /^The provider did not answer within 5 seconds\.$/)

const discovery = (why: string): Owed =>
  unavailable('discovery_failed', new RegExp(`^The provider’s metadata is not available: ${why}\\.$`))
const keys = (why: string): Owed =>
  unavailable('keys_unavailable', new RegExp(`^The provider’s keys are not available: ${why}\\.$`))
const token = (why: string): Owed =>
  unavailable('token_failed', new RegExp(`^The provider’s token endpoint is not available: ${why}\\.$`))
const userinfo = (why: string): Owed =>
  unavailable('userinfo_failed', new RegExp(`^The provider’s userinfo endpoint is not available: ${why}\\.$`))

/** One entry for each: a mischief that is new does not compile until it is said here what it comes to. */
export const OWED: Readonly<Record<MischiefName, Owed | typeof OF_NOBODY>> = {
  'the issuer is another provider': untrusted('wrong_issuer', /unexpected JWT "iss" \(issuer\) claim value\.$/),
  'there is no issuer': untrusted('wrong_issuer', /JWT "iss" \(issuer\) claim missing\.$/),
  'the issuer differs by a slash': untrusted('wrong_issuer', /unexpected JWT "iss" \(issuer\) claim value\.$/),
  'the audience is another application': untrusted(
    'wrong_audience',
    /unexpected JWT "aud" \(audience\) claim value\.$/,
  ),
  'there is no audience': untrusted('wrong_audience', /JWT "aud" \(audience\) claim missing\.$/),
  'a second audience, and no authorized party': untrusted(
    'wrong_audience',
    /"aud".* additional untrusted audiences\.$/,
  ),
  'a second audience, which is the authorized party': untrusted('wrong_party', /unexpected ID Token "azp"/),
  'the authorized party is another application': untrusted('wrong_party', /^The token was issued to another client/),
  'another nonce': untrusted('wrong_nonce', /unexpected ID Token "nonce" claim value\.$/),
  'no nonce': untrusted('wrong_nonce', /JWT "nonce" \(nonce\) claim missing\.$/),
  expired: untrusted('expired_token', /"exp".*expiration is past current timestamp\.$/),
  'no expiry': untrusted('wrong_times', /JWT "exp" \(expiration time\) claim missing\.$/),
  'an expiry that is no number': untrusted('wrong_times', /unexpected JWT "exp" \(expiration time\) claim type\.$/),
  'issued in the future': untrusted('future_token', /^The token is not valid yet: its iat or nbf/),
  'not valid yet': untrusted('future_token', /unexpected JWT "nbf" \(not before\) claim value\.$/),
  'the hash of another access token': untrusted('wrong_at_hash', /at_hash differs\.$/),

  'signature: none': NOT_ASYMMETRIC,
  'signature: hmac with the public key': NOT_ASYMMETRIC,
  'signature: hmac with the client secret': NOT_ASYMMETRIC,
  'signature: unknown kid': untrusted('unknown_key', /^The provider has no key with the kid of the token\.$/),
  'signature: foreign key': FOREIGN_KEY,
  'signature: key in the header': untrusted('wrong_header', /^The header does not fit a token .*: it has jwk\.$/),
  'signature: address in the header': untrusted('wrong_header', /^The header does not fit a token .*: it has jku\.$/),
  'signature: unknown critical header': untrusted('wrong_header', /no JWT "crit" header parameter extensions/),
  'signature: changed after signing': FOREIGN_KEY,

  'the callback names another provider (mix-up)': untrusted(
    'wrong_answerer',
    /unexpected "iss" \(issuer\) response parameter value\.$/,
  ),
  'the callback names no provider, though it promised to': untrusted(
    'wrong_answerer',
    /response parameter "iss" \(issuer\) missing\.$/,
  ),
  'the callback has another state': OF_NOBODY,
  'the callback has no state': OF_NOBODY,
  'the callback has no code': untrusted('no_code', /no authorization code in "callbackParameters"\.$/),
  'the callback has an unknown code': untrusted('code_refused', /^The provider refuses the code: invalid_grant/),
  'discovery names another issuer': discovery('its metadata names another issuer'),
  'there is no id token': untrusted('no_id_token', /"id_token" property must be a string\.$/),
  'the id token is no token': untrusted('malformed_token', /failed to parse JWT Header body/),
  'userinfo is of somebody else': untrusted('other_subject', /^Userinfo is about another person than the token/),
  'userinfo is of nobody': untrusted(
    'no_subject',
    /^The provider does not say who the token belongs to: sub is missing/,
  ),
  'there is no subject': untrusted('no_subject', /JWT "sub" \(subject\) claim missing\.$/),
  'the subject is empty': untrusted(
    'no_subject',
    /^The provider does not say who the token belongs to: .* or empty\.$/,
  ),
  'the subject is no string': untrusted('no_subject', /unexpected JWT "sub" \(subject\) claim type\.$/),
  'the subject has a null byte': NO_PERSON,
  'the subject is too long': NO_PERSON,

  'somebody else’s address, verified': NOT_ITS_DOMAIN,
  'somebody else’s address in capitals, verified': NOT_ITS_DOMAIN,
  'somebody else’s address, verified as a string': NOT_VERIFIED,
  'somebody else’s address, verified as a number': NOT_VERIFIED,
  'somebody else’s address, unverified': NOT_VERIFIED,
  'somebody else’s address, and nothing about it': NOT_VERIFIED,
  'several addresses, verified': unverified('no_email', /^The claim email is not accepted as an address/),
  'the subject of another provider’s or project’s user': {
    topic: 'unknown',
    code: 'not_invited',
    finding: /^The provider’s claims match no one in this project/,
  },
  'the subject of another’s user, with their address': NOT_ITS_DOMAIN,
  'an address that only userinfo calls verified': NOT_ITS_DOMAIN,

  'discovery: huge': discovery('too_large'),
  'discovery: redirect': discovery('redirected'),
  'discovery: error': discovery('status 500'),
  'discovery: no json': discovery('no JSON'),
  'discovery: cut': discovery('unreachable'),
  'jwks: huge': keys('too_large'),
  'jwks: redirect': keys('redirected'),
  'jwks: error': keys('status 500'),
  'jwks: no json': keys('no JSON'),
  'jwks: cut': keys('unreachable'),
  'token: huge': token('too_large'),
  'token: redirect': token('redirected'),
  'token: error': untrusted('code_refused', /^The provider refuses the code: server_error\. It says: "/),
  'token: no json': unavailable(
    'token_failed',
    /something other than a token response: unexpected response content-type\.$/,
  ),
  'token: cut': token('unreachable'),
  'userinfo: huge': userinfo('too_large'),
  'userinfo: redirect': userinfo('redirected'),
  'userinfo: error': userinfo('status 500'),
  'userinfo: no json': userinfo('no JSON'),
  'userinfo: cut': userinfo('unreachable'),
  'authorize: error': {
    topic: 'declined',
    code: 'provider_declined',
    finding: /^The provider sent the person back with the error server_error\. It says: "/,
  },

  'discovery: hang': SLOW,
  'discovery: drip': SLOW,
  'jwks: hang': SLOW,
  'jwks: drip': SLOW,
  'token: hang': SLOW,
  'token: drip': SLOW,
  'userinfo: hang': SLOW,
  'userinfo: drip': SLOW,
}

/** What the traces of the project since they were deleted say was wrong. */
export async function findings({ world, owner }: Federated): Promise<readonly string[]> {
  const { rows } = await world.store.db.query({
    sql: 'select step from traces where project = $1',
    params: [owner.project],
  })
  const steps = rows.map(({ step }) => JSON.parse(String(step)) as { findings?: { what: string }[] })
  return steps.flatMap((step) => (step.findings ?? []).map(({ what }) => what))
}

/** The reasons of what failed in the project, by the ids of their events: those of one moment have no order. */
export async function failures({ world, owner }: Federated): Promise<ReadonlyMap<string, string>> {
  const path = 'fhir/R4/AuditEvent?outcome=4&_sort=-date&_count=200'
  const { body } = must(await world.call(path, { token: owner.token }))
  const events: readonly { resource: { id: string; outcomeDesc: string } }[] = body.entry ?? []
  return new Map(events.map(({ resource }) => [resource.id, resource.outcomeDesc]))
}

/** The reasons of what failed since then. */
export async function failuresSince(
  federated: Federated,
  before: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  return [...(await failures(federated))].filter(([id]) => !before.has(id)).map(([, reason]) => reason)
}
