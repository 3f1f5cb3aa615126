import { decodeJwt, decodeProtectedHeader } from 'jose'
import { asPeopleSay, compareUris, error, type Finding } from '#base/findings'
import { ASSERTION_ALGORITHMS, type Client } from '#domain/clients'

/** A client assertion that was refused. */
export interface AssertionFacts {
  readonly text: string
  readonly reason: string
  /** Why the keys could not be had. */
  readonly cause: string | undefined
  readonly client: Client | undefined
  /** The token endpoint, then the issuer. */
  readonly audiences: readonly string[]
  readonly now: Date
}

/** What was wrong with a signed assertion (RFC 7523), by its own words; undefined for another reason. */
export function assertionFinding(facts: AssertionFacts): Finding | undefined {
  const { header, claims } = read(facts.text)
  switch (facts.reason) {
    case 'wrong_assertion_algorithm':
      return algorithmFinding(header['alg'])
    case 'wrong_assertion_audience':
      return audienceFinding(claims['aud'], facts.audiences)
    case 'expired_assertion':
      return timeFinding('exp', claims['exp'], facts.now, 'The assertion expired', 'ago')
    case 'future_assertion':
      return timeFinding('iat', later(claims['iat'], claims['nbf']), facts.now, 'The assertion was made', 'ahead')
    case 'long_lived_assertion':
      return error('The assertion lives for longer than 5 minutes.', 'Set exp to iat + 300 at the most.')
    case 'unknown_key':
      return keyFinding(header['kid'], facts.client)
    case 'keys_unavailable':
      return keysFinding(facts.cause)
    case 'wrong_signature':
      return error(
        'The signature of the assertion is not of the registered key.',
        'Sign with the private half of the key that is registered, and with the alg of the header.',
      )
    default:
      return undefined
  }
}

type Members = Readonly<Record<string, unknown>>

function read(text: string): { readonly header: Members; readonly claims: Members } {
  try {
    return { header: { ...decodeProtectedHeader(text) }, claims: decodeJwt(text) }
  } catch {
    return { header: {}, claims: {} }
  }
}

/** Who the assertion says that it is of; nothing is proven by it. */
export function issuerOfAssertion(text: string): string | undefined {
  const { iss } = read(text).claims
  return typeof iss === 'string' ? iss : undefined
}

function algorithmFinding(algorithm: unknown): Finding {
  const remedy = `Sign with one of ${ASSERTION_ALGORITHMS.join(', ')}.`
  if (algorithm === 'none') return error('The assertion is not signed: its alg is none.', remedy)
  if (typeof algorithm === 'string' && /^HS(256|384|512)$/.test(algorithm))
    return error(`The assertion is signed with a shared secret (${algorithm}), not with a key.`, remedy)
  const known = ['RS256', 'RS512', 'PS384', 'PS512', 'ES512', 'ES256K', 'EdDSA'].find((name) => name === algorithm)
  return error(`The alg of the assertion is ${known ?? 'one'} that is not taken.`, remedy)
}

function audienceFinding(audience: unknown, ours: readonly string[]): Finding {
  const remedy = `Set aud to ${ours[0]}, as one text.`
  if (Array.isArray(audience)) return error('The aud of the assertion is a list.', remedy)
  if (typeof audience !== 'string') return error('The assertion has no aud.', remedy)
  const difference = compareUris(ours, audience)
  const words = difference?.registered === undefined ? 'altogether' : difference.words
  return error(`The aud of the assertion differs from ${difference?.registered ?? ours[0]} ${words}.`, remedy)
}

function timeFinding(name: string, value: unknown, now: Date, what: string, when: 'ago' | 'ahead'): Finding {
  const off = typeof value === 'number' ? value - now.getTime() / 1000 : 0
  const words = when === 'ago' ? `${asPeopleSay(off)} ago` : `${asPeopleSay(off)} ahead of this server’s clock`
  // Milliseconds look like a date in the distant future.
  if (when === 'ahead' && off > 1e9)
    return error(`${name} of the assertion is in milliseconds.`, 'Write times as seconds since 1970.')
  return error(
    `${what} ${words} (${name}).`,
    when === 'ago'
      ? 'Make an assertion for each request, and set the clock of the client by NTP.'
      : 'Set the clock of the client by NTP; 60 seconds are tolerated.',
  )
}

function later(iat: unknown, nbf: unknown): unknown {
  return typeof nbf === 'number' && (typeof iat !== 'number' || nbf > iat) ? nbf : iat
}

function keyFinding(kid: unknown, client: Client | undefined): Finding {
  const place = client?.resource.jwksUri === undefined ? 'jwks of the client' : 'key set at jwksUri of the client'
  return typeof kid === 'string'
    ? error(
        `No key in the ${place} has the kid of the assertion.`,
        `Register the key under its kid, or send the kid of a registered one.`,
      )
    : error(
        `The assertion has no kid, and the ${place} does not tell which key is meant.`,
        'Send the kid of the key in the header.',
      )
}

/** Causes that the fetching names with words of ours. */
function keysFinding(cause: string | undefined): Finding {
  const why = cause !== undefined && /^(status \d{3}|no JSON|[a-z_ ]{3,40})$/.test(cause) ? ` (${cause})` : ''
  return error(
    `The keys of the client cannot be fetched from its jwksUri${why}.`,
    'Let jwksUri answer 200 with a JSON Web Key Set, by https from a public address, without redirects, within 5 seconds.',
  )
}
