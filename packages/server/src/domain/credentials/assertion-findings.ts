import type { JWTPayload, ProtectedHeaderParameters } from 'jose'
import { asPeopleSay, compareUris, error, type Finding } from '#base/findings'
import { ASSERTION_ALGORITHMS, type Client } from '#domain/clients'

export const LONGEST_LIFE_SECONDS = 300
export const SKEW_SECONDS = 60

/** An assertion's claims, and what they should be. */
interface AssertionFacts {
  readonly header: ProtectedHeaderParameters
  readonly claims: JWTPayload
  /** The token endpoint, then the issuer. */
  readonly audiences: readonly string[]
  readonly now: Date
}

export const INCOMPLETE_ASSERTION = error(
  'Only one of client_assertion and client_assertion_type was sent.',
  'Send both.',
)
export const WRONG_ASSERTION_TYPE = error(
  'client_assertion_type has a value that this server does not know.',
  'Send urn:ietf:params:oauth:client-assertion-type:jwt-bearer.',
)
export const OVERSIZED_ASSERTION = error(
  'The client_assertion is larger than 8 KB.',
  'Remove the claims that are not needed.',
)
export const MALFORMED_ASSERTION = error(
  'The client_assertion is not a signed JWT.',
  'Send the compact form: three parts separated by dots.',
)
export const OTHER_CLIENT_ID = error('client_id is not the iss of the assertion.', 'Leave client_id out.')
export const REUSED_ASSERTION = error(
  'The assertion was used before.',
  'Make a new assertion, with a new jti, for each request.',
)
export const WRONG_SIGNATURE = error(
  'The signature of the assertion was not made with the registered key.',
  'Sign with the private key that belongs to the registered public key, and with the alg that the header names.',
)

/** What was wrong with a signed assertion (RFC 7523), by its own claims. */
export const ASSERTION_FINDINGS = {
  wrong_assertion_algorithm: ({ header }: AssertionFacts) => algorithmFinding(header.alg),
  wrong_assertion_header: () =>
    error(
      'The header of the assertion has members that this server does not accept: ' +
        'jwk, x5c, x5u, crit, b64, or a typ other than JWT.',
      `Send alg (${ASSERTION_ALGORITHMS.join(', ')}), kid and typ only.`,
    ),
  wrong_assertion_issuer: () =>
    error('iss and sub of the assertion must both be the client id.', 'Set both to the client id.'),
  wrong_assertion_audience: ({ claims, audiences }: AssertionFacts) => audienceFinding(claims.aud, audiences),
  wrong_assertion_times: () =>
    error('exp of the assertion is missing, or one of its times is not a number.', 'Send times as seconds since 1970.'),
  expired_assertion: ({ claims, now }: AssertionFacts) =>
    timeFinding('exp', claims.exp, now, 'The assertion expired', 'ago'),
  future_assertion: ({ claims: { iat, nbf }, now }: AssertionFacts) =>
    timeFinding('iat', later(iat, nbf), now, 'The assertion was made', 'ahead'),
  long_lived_assertion: () =>
    error(
      `The assertion is valid for more than ${LONGEST_LIFE_SECONDS / 60} minutes.`,
      `Set exp to at most iat + ${LONGEST_LIFE_SECONDS}.`,
    ),
  missing_assertion_id: () => error('The assertion has no jti.', 'Set jti to a new random string in each assertion.'),
} as const

function algorithmFinding(algorithm: unknown): Finding {
  const remedy = `Sign with one of ${ASSERTION_ALGORITHMS.join(', ')}.`
  if (algorithm === 'none') return error('The assertion is not signed: its alg is none.', remedy)
  if (typeof algorithm === 'string' && /^HS(256|384|512)$/.test(algorithm))
    return error(`The assertion is signed with a shared secret (${algorithm}), not with a key.`, remedy)
  const known = ['RS256', 'RS512', 'PS384', 'PS512', 'ES512', 'ES256K', 'EdDSA'].find((name) => name === algorithm)
  return error(`The alg of the assertion${known === undefined ? '' : `, ${known},`} is not accepted.`, remedy)
}

function audienceFinding(audience: unknown, ours: readonly string[]): Finding {
  const remedy = `Set aud to ${ours[0]}, as a string.`
  if (Array.isArray(audience)) return error('The aud of the assertion is a list.', remedy)
  if (typeof audience !== 'string') return error('The assertion has no aud.', remedy)
  const difference = compareUris(ours, audience)
  const words = difference?.registered === undefined ? 'altogether' : difference.words
  return error(`The aud of the assertion differs from ${difference?.registered ?? ours[0]} ${words}.`, remedy)
}

function timeFinding(name: string, value: unknown, now: Date, what: string, when: 'ago' | 'ahead'): Finding {
  const off = typeof value === 'number' ? value - now.getTime() / 1000 : 0
  const words = when === 'ago' ? `${asPeopleSay(off)} ago` : `${asPeopleSay(off)} ahead of this server’s clock`
  // A time in milliseconds looks like a date in the distant future.
  if (when === 'ahead' && off > 1e9)
    return error(`${name} of the assertion is in milliseconds.`, 'Send times as seconds since 1970.')
  return error(
    `${what} ${words} (${name}).`,
    when === 'ago'
      ? 'Make an assertion for each request, and set the clock of the client by NTP.'
      : `Set the clock of the client by NTP; this server tolerates a difference of ${asPeopleSay(SKEW_SECONDS)}.`,
  )
}

function later(iat: unknown, nbf: unknown): unknown {
  return typeof nbf === 'number' && (typeof iat !== 'number' || nbf > iat) ? nbf : iat
}

export function unknownAssertionKey(kid: string | undefined, client: Client): Finding {
  const keySet = client.resource.jwksUri === undefined ? 'jwks of the client' : 'key set at jwksUri of the client'
  return kid !== undefined
    ? error(
        `No key in the ${keySet} has the kid of the assertion.`,
        `Register the key under its kid, or send the kid of a registered one.`,
      )
    : error(
        `The assertion has no kid, and the ${keySet} has several keys that could match.`,
        'Send the kid of the key in the header.',
      )
}

/** Causes that the fetch reports with codes of ours. */
export function keysUnavailable(cause: string | undefined): Finding {
  const why = cause !== undefined && /^(status \d{3}|no JSON|[a-z_ ]{3,40})$/.test(cause) ? ` (${cause})` : ''
  return error(
    `The keys of the client cannot be fetched from its jwksUri${why}.`,
    'jwksUri must answer 200 with a JSON Web Key Set, over https, from a public address, without redirects, ' +
      'within 5 seconds.',
  )
}
