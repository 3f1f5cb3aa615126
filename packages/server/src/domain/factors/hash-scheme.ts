import { pbkdf2, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { hashRaw, parseOptions } from '@node-rs/argon2'
import { hash as bcrypt } from '@node-rs/bcrypt'

/** How another system hashes passwords: everything that decides a hash's cost, and nothing about any one password. */
export type HashScheme =
  | { readonly algorithm: 'bcrypt'; readonly cost: number }
  | {
      readonly algorithm: 'argon2id' | 'argon2i'
      readonly version: 16 | 19
      readonly memoryKib: number
      readonly passes: number
      readonly lanes: number
      readonly bytes: number
    }
  | {
      readonly algorithm: 'scrypt'
      readonly n: number
      readonly r: number
      readonly p: number
      readonly bytes: number
    }
  | {
      readonly algorithm: 'pbkdf2'
      readonly digest: Digest
      readonly iterations: number
      readonly bytes: number
    }

/** The bytes in a digest: PBKDF2 starts again for each further block of this size. */
const DIGESTS = { sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const
export type Digest = keyof typeof DIGESTS

export function isDigest(text: string): text is Digest {
  return Object.hasOwn(DIGESTS, text)
}

const MOST_BCRYPT_COST = 13
const MOST_MEMORY_KIB = 131_072
/** PHP's default is 64 MiB four times; Django's is 100 MiB twice. */
const MOST_ARGON2_WORK_KIB = 262_144
const MOST_LANES = 16
const MOST_SCRYPT_WORK = 2 ** 20
const MOST_SCRYPT_BLOCKS = 64
/** OWASP recommends 600,000 with SHA-256; Django 6.0 does 1,200,000, and more with each release. */
const MOST_ITERATIONS = 1_500_000

/**
 * Why a scheme is refused; undefined if it is accepted. Each sign-in computes one hash. A hash slower than in the systems
 * that people come from, or one that needs more than 128 MiB, would let attackers block the server.
 */
export function schemeProblem(scheme: HashScheme): string | undefined {
  switch (scheme.algorithm) {
    case 'bcrypt':
      return isWithin(scheme.cost, 4, MOST_BCRYPT_COST) ? undefined : `bcrypt is taken with a cost of 4 to 13.`
    case 'argon2id':
    case 'argon2i':
      return isWithin(scheme.memoryKib, 8 * scheme.lanes, MOST_MEMORY_KIB) &&
        isWithin(scheme.memoryKib * scheme.passes, 1, MOST_ARGON2_WORK_KIB) &&
        isWithin(scheme.lanes, 1, MOST_LANES)
        ? undefined
        : 'argon2 is taken with m up to 131072 (128 MiB) and at least 8 for each lane, m times t up to 262144, p up to 16.'
    case 'scrypt':
      return isScrypt(scheme)
        ? undefined
        : 'scrypt is taken with N a power of 2 and below 2^(16r), r times p up to 64, ' +
            'and N times r times p up to 1048576 (128 MiB).'
    case 'pbkdf2':
      return isWithin(scheme.iterations, 1, MOST_ITERATIONS) &&
        isWithin(scheme.iterations * Math.ceil(scheme.bytes / DIGESTS[scheme.digest]), 1, MOST_ITERATIONS)
        ? undefined
        : 'PBKDF2 is taken with 1 to 1500000 iterations, for each block that the hash is long.'
  }
}

/** RFC 7914 §2: the algorithm cannot compute other parameters. */
function isScrypt({ n, r, p }: Extract<HashScheme, { algorithm: 'scrypt' }>): boolean {
  return (
    isWithin(n, 2, Math.min(MOST_SCRYPT_WORK, 2 ** (16 * r) - 1)) &&
    Number.isInteger(Math.log2(n)) &&
    isWithin(r, 1, MOST_SCRYPT_BLOCKS) &&
    isWithin(p, 1, MOST_SCRYPT_BLOCKS) &&
    isWithin(r * p, 1, MOST_SCRYPT_BLOCKS) &&
    isWithin(n * r * p, 1, MOST_SCRYPT_WORK)
  )
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most
}

const ANY_ARGON2 = '$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA'

const scryptBytes = promisify<string, Uint8Array, number, object, Buffer>(scrypt)
const pbkdf2Bytes = promisify(pbkdf2)

/**
 * Hashes a password as another system does. bcrypt reads only 72 bytes, here as there. Undefined when the other system
 * could not have hashed it: most implementations of bcrypt end a password at its first NUL.
 */
export async function hashBy(scheme: HashScheme, password: string, salt: Uint8Array): Promise<Buffer | undefined> {
  switch (scheme.algorithm) {
    case 'bcrypt': {
      const made = await bcrypt(password, { salt, cost: scheme.cost })
      return password.includes('\0') ? undefined : fromBcryptBase64(made.slice(-BCRYPT_OUTPUT_LENGTH))
    }
    case 'argon2id':
    case 'argon2i': {
      // The library's own numbers for both, because its enums exist only at compile time.
      const { algorithm, version } = parseOptions(`$${scheme.algorithm}$v=${scheme.version}${ANY_ARGON2}`)
      return hashRaw(password, {
        salt,
        algorithm,
        version,
        memoryCost: scheme.memoryKib,
        timeCost: scheme.passes,
        parallelism: scheme.lanes,
        outputLen: scheme.bytes,
      })
    }
    case 'scrypt': {
      const { n: N, r, p, bytes } = scheme
      // What the algorithm needs, plus a little for the library.
      return scryptBytes(password, salt, bytes, { N, r, p, maxmem: 128 * r * (N + p) + 2 ** 20 })
    }
    case 'pbkdf2':
      return pbkdf2Bytes(password, salt, scheme.iterations, scheme.bytes, scheme.digest)
  }
}

const BCRYPT_ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const BASE64_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const BCRYPT_OUTPUT_LENGTH = 31

/** bcrypt uses its own base64 alphabet. */
export function fromBcryptBase64(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/./g, (letter) => BASE64_ALPHABET[BCRYPT_ALPHABET.indexOf(letter)] ?? ''),
    'base64',
  )
}
