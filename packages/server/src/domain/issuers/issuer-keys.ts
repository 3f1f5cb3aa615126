import { accepted, type Result, refused } from '@damson/fhir'
import { createLocalJWKSet, type JWK, type LocalJWKSet } from 'jose'

const MOST_KEYS = 100
const MOST_CHARACTERS = 65_536
const KINDS = ['RSA', 'EC', 'OKP']
/** The members of a key that are needed to verify signatures. Certificates and others are not kept. */
const MEMBERS = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const
/** An RSA key of 8192 bits has a modulus of 1,366 characters. */
const LONGEST_MEMBER = 2_048
const MOST_OPERATIONS = 10

/** Memory that an object with a few short texts takes beside their characters. */
const OBJECT_BYTES = 500

/** What is kept of a document that an issuer publishes. */
export interface Reader<T> {
  read(document: unknown): Result<T, string>
  /** About what that takes in memory, in bytes. */
  sizeOf(read: T): number
}

/** Reads key sets for the cache. */
export const ISSUER_KEYS: Reader<LocalJWKSet> = {
  read: readIssuerKeys,
  sizeOf(set) {
    const { keys } = set.jwks()
    return JSON.stringify(keys).length + keys.length * OBJECT_BYTES
  },
}

/** The public keys in another issuer's key set (RFC 7517), or what is wrong with the set. */
function readIssuerKeys(document: unknown): Result<LocalJWKSet, string> {
  const published = typeof document === 'object' && document !== null && 'keys' in document ? document.keys : undefined
  if (!Array.isArray(published) || published.length === 0 || published.length > MOST_KEYS)
    return refused(`no key set of 1 to ${MOST_KEYS} keys`)
  const keys = published.map(publicKeyOf).filter((key) => key !== undefined)
  if (keys.length === 0) return refused(`no key of kty ${KINDS.join(', ')}`)
  if (JSON.stringify(keys).length > MOST_CHARACTERS) return refused('a key set whose keys take more than 64 KB')
  return accepted(createLocalJWKSet({ keys }))
}

/** A key as it is kept; undefined if it cannot verify signatures. */
function publicKeyOf(given: unknown): JWK | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const told: Partial<Record<string, unknown>> = { ...given }
  const members = MEMBERS.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]] as const]))
  if (!members.every(([, value]) => typeof value === 'string' && value.length <= LONGEST_MEMBER)) return undefined
  const { kty, key_ops: operations } = told
  const key: JWK = Object.fromEntries(members)
  if (!KINDS.some((kind) => kind === kty)) return undefined
  if (operations === undefined) return key
  return isOperations(operations) ? { ...key, key_ops: operations } : undefined
}

function isOperations(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_OPERATIONS &&
    value.every((one) => typeof one === 'string' && one.length <= 20)
  )
}
