import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { accepted, type Result, refused } from '@damson/fhir'

/** The algorithms for client assertions: those that SMART requires, and those that FAPI 2.0 allows. */
export const ASSERTION_ALGORITHMS = ['RS384', 'PS256', 'ES384', 'ES256'] as const
export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number]

/** A client's public key, and the algorithm that it verifies. */
export interface ClientKey {
  readonly kid: string | undefined
  readonly algorithms: readonly AssertionAlgorithm[]
  readonly key: KeyObject
}

const MOST_KEYS = 20
const MOST_CHARACTERS = 65_536
const LONGEST_KID = 255
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const CURVES: Readonly<Record<string, { readonly bytes: number; readonly algorithm: AssertionAlgorithm }>> = {
  'P-256': { bytes: 32, algorithm: 'ES256' },
  'P-384': { bytes: 48, algorithm: 'ES384' },
}
const [FEWEST_RSA_BITS, MOST_RSA_BITS] = [2_048, 8_192]

/**
 * The keys of a JSON Web Key Set (RFC 7517), or a sentence that says what is wrong with it. In a registered set every key
 * must be usable; in a fetched one, unusable keys are ignored. A private key invalidates either.
 */
export function readKeySet(set: unknown, origin: 'registered' | 'fetched'): Result<readonly ClientKey[], string> {
  const keys = membersOf(set)['keys']
  if (!Array.isArray(keys)) return refused('a key set is an object with an array of keys')
  if (keys.length > MOST_KEYS || JSON.stringify(set).length > MOST_CHARACTERS)
    return refused(`a key set holds at most ${MOST_KEYS} keys, in 64 KB`)
  const read: ClientKey[] = []
  for (const jwk of keys.map(membersOf)) {
    if (jwk['kty'] === 'oct' || PRIVATE_MEMBERS.some((name) => name in jwk))
      return refused('a private or symmetric key does not belong here: make a new pair, and give its public key')
    const key = readKey(jwk)
    if (key.ok) read.push(key.value)
    else if (origin === 'registered') return key
  }
  const kids = read.map(({ kid }) => kid)
  if (origin === 'registered' && read.length > 1 && (kids.includes(undefined) || new Set(kids).size < kids.length))
    return refused('several keys are told apart by their kid: give each one of its own')
  return read.length > 0 ? accepted(read) : refused(`there is no key in it for ${ASSERTION_ALGORITHMS.join(', ')}`)
}

/** The keys that may have made a signature: those with its `kid`; without a `kid`, the only key for the algorithm. */
export function keysFor(
  keys: readonly ClientKey[],
  { algorithm, kid }: { readonly algorithm: AssertionAlgorithm; readonly kid: string | undefined },
): readonly ClientKey[] {
  const fitting = keys.filter(({ algorithms }) => algorithms.includes(algorithm))
  if (kid !== undefined) return fitting.filter((key) => key.kid === kid)
  return fitting.length === 1 ? fitting : []
}

type Members = Readonly<Record<string, unknown>>

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

function readKey(jwk: Members): Result<ClientKey, string> {
  const { kty, kid, use, alg, key_ops: operations } = jwk
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID))
    return refused(`a kid is a text of 1 to ${LONGEST_KID} characters`)
  if (use !== undefined && use !== 'sig') return refused('the use of a key is "sig"')
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')))
    return refused('the key_ops of a key include "verify"')
  const shape = kty === 'RSA' ? readRsa(jwk) : kty === 'EC' ? readEc(jwk) : refused('the kty of a key is RSA or EC')
  if (!shape.ok) return shape
  const algorithms = shape.value.algorithms.filter((algorithm) => alg === undefined || alg === algorithm)
  if (algorithms.length === 0) return refused(`the alg of this key is one of ${shape.value.algorithms.join(', ')}`)
  const key = importKey(shape.value.jwk)
  return key === undefined ? refused('this is no key: its numbers do not fit') : accepted({ kid, algorithms, key })
}

interface Shape {
  readonly jwk: JsonWebKey
  readonly algorithms: readonly AssertionAlgorithm[]
}

function readRsa({ n, e }: Members): Result<Shape, string> {
  const problem = `an RSA key has ${FEWEST_RSA_BITS} to ${MOST_RSA_BITS} bits, and an odd e such as 65537 ("AQAB")`
  const [modulus, exponent] = [bytesOf(n), bytesOf(e)]
  // A long exponent makes verification slow; an even exponent, or 1, makes it worthless.
  if (modulus === undefined || exponent === undefined || exponent.length > 4) return refused(problem)
  const jwk = { kty: 'RSA', n: String(n), e: String(e) }
  const { modulusLength = 0, publicExponent = 0n } = importKey(jwk)?.asymmetricKeyDetails ?? {}
  const isSound = modulusLength >= FEWEST_RSA_BITS && modulusLength <= MOST_RSA_BITS
  return isSound && publicExponent >= 3n && publicExponent % 2n === 1n
    ? accepted({ jwk, algorithms: ['RS384', 'PS256'] })
    : refused(problem)
}

function readEc({ crv, x, y }: Members): Result<Shape, string> {
  const curve = typeof crv === 'string' && Object.hasOwn(CURVES, crv) ? CURVES[crv] : undefined
  if (curve === undefined) return refused('the crv of an EC key is P-256 or P-384')
  if (bytesOf(x)?.length !== curve.bytes || bytesOf(y)?.length !== curve.bytes)
    return refused(`x and y of an EC key are ${curve.bytes} bytes each, as base64url`)
  return accepted({ jwk: { kty: 'EC', crv: String(crv), x: String(x), y: String(y) }, algorithms: [curve.algorithm] })
}

/** Bytes from base64url. */
function bytesOf(text: unknown): Buffer | undefined {
  return typeof text === 'string' && /^[\w-]+$/.test(text) ? Buffer.from(text, 'base64url') : undefined
}

/** Undefined when the numbers are not a key, for example a point that isn't on its curve. */
function importKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return undefined
  }
}
