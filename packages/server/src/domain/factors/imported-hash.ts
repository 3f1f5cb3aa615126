import { accepted, type Result, refused } from '@damson/fhir'
import { type Digest, fromBcryptBase64, type HashScheme, isDigest, schemeProblem } from './hash-scheme.ts'

/** A password hash from another system. */
export interface ImportedHash {
  readonly scheme: HashScheme
  readonly salt: Buffer
  readonly output: Buffer
}

/** A hash in separate parts. */
export interface HashInParts {
  readonly algorithm: 'pbkdf2' | 'scrypt'
  readonly hash: string
  readonly salt: string
  readonly hashEncoding?: 'base64' | 'hex' | undefined
  /** `utf8`: the text itself is the salt. */
  readonly saltEncoding?: 'base64' | 'hex' | 'utf8' | undefined
  readonly digest?: string | undefined
  readonly iterations?: number | undefined
  readonly N?: number | undefined
  readonly r?: number | undefined
  readonly p?: number | undefined
  readonly keyLength?: number | undefined
}

export interface HashRefusal {
  readonly why: 'unknown_hash' | 'hash_too_costly' | 'hash_too_short'
  readonly text: string
}

const UNKNOWN: HashRefusal = {
  why: 'unknown_hash',
  text:
    'This is no hash that is read here: send bcrypt as $2b$…, argon2id, argon2i, scrypt or PBKDF2 as a PHC string ' +
    'such as $argon2id$v=19$m=19456,t=2,p=1$…, or scrypt and PBKDF2 in parts.',
}

/** Reads a hash; refuses one that is malformed or too costly to check. */
export function readImportedHash(given: string | HashInParts): Result<ImportedHash, HashRefusal> {
  const read = typeof given === 'string' ? readText(given) : readParts(given)
  if (read === undefined) return refused(UNKNOWN)
  const problem = schemeProblem(read.scheme)
  if (problem !== undefined) return refused({ why: 'hash_too_costly', text: problem })
  if (read.output.length < SHORTEST_OUTPUT || read.output.length > LONGEST)
    return refused({ why: 'hash_too_short', text: 'A hash is taken with 16 to 128 bytes.' })
  return accepted(read)
}

const SHORTEST_OUTPUT = 16
const LONGEST = 128
const SHORTEST_ARGON2_SALT = 8

type Reader = (match: Readonly<Record<string, string>>) => ImportedHash | undefined

const B64 = '[A-Za-z0-9+/._-]+={0,2}'
const NUMBER = '[1-9]\\d{0,9}'

/** Text formats of hashes, each with its reader. */
const TEXTS: readonly (readonly [RegExp, Reader])[] = [
  [/^\$2[aby]\$(?<cost>\d\d)\$(?<salt>[./A-Za-z0-9]{22})(?<hash>[./A-Za-z0-9]{31})$/, readBcrypt],
  // Django puts its own name before the PHC string.
  [
    phc(`(?:argon2)?\\$(?<type>argon2id|argon2i)(?:\\$v=(?<version>16|19))?\\$m=(?<m>N),t=(?<t>N),p=(?<p>N)`),
    readArgon2,
  ],
  [phc('\\$scrypt\\$ln=(?<ln>N),r=(?<r>N),p=(?<p>N)'), readScrypt],
  // passlib writes only the number of iterations.
  [phc('\\$pbkdf2(?:-(?<digest>sha\\d+))?\\$(?:i=)?(?<i>N)(?:,l=\\d+)?'), (found) => readPbkdf2(found, 'base64')],
  // Django's pbkdf2_sha256$… .
  [
    new RegExp(`^pbkdf2_(?<digest>sha\\d+)\\$(?<i>${NUMBER})\\$(?<salt>[^$]{1,128})\\$(?<hash>${B64})$`),
    (found) => readPbkdf2(found, 'utf8'),
  ],
]

/** PHC's form: prefix, `$`, salt, `$`, hash, both as base64 without padding. */
function phc(what: string): RegExp {
  return new RegExp(`^${what.replaceAll('N', NUMBER)}\\$(?<salt>${B64})\\$(?<hash>${B64})$`)
}

function readText(text: string): ImportedHash | undefined {
  for (const [form, read] of TEXTS) {
    const { groups } = form.exec(text) ?? {}
    if (groups !== undefined) return read(groups)
  }
  return undefined
}

function readBcrypt({ cost, salt = '', hash = '' }: Readonly<Record<string, string>>): ImportedHash {
  return {
    scheme: { algorithm: 'bcrypt', cost: Number(cost) },
    salt: fromBcryptBase64(salt),
    output: fromBcryptBase64(hash),
  }
}

function readArgon2({
  type,
  version = '16',
  m,
  t,
  p,
  salt: saltText = '',
  hash = '',
}: Readonly<Record<string, string>>): ImportedHash | undefined {
  const [salt, output] = [fromBase64(saltText), fromBase64(hash)]
  if (salt.length < SHORTEST_ARGON2_SALT) return undefined
  const cost = { memoryKib: Number(m), passes: Number(t), lanes: Number(p), bytes: output.length }
  const algorithm = type === 'argon2i' ? 'argon2i' : 'argon2id'
  return { scheme: { algorithm, version: version === '16' ? 16 : 19, ...cost }, salt, output }
}

function readScrypt({ ln, r, p, salt = '', hash = '' }: Readonly<Record<string, string>>): ImportedHash {
  const output = fromBase64(hash)
  const cost = { n: 2 ** Number(ln), r: Number(r), p: Number(p), bytes: output.length }
  return { scheme: { algorithm: 'scrypt', ...cost }, salt: fromBase64(salt), output }
}

function readPbkdf2(
  { digest = 'sha1', i, salt = '', hash = '' }: Readonly<Record<string, string>>,
  saltEncoding: 'base64' | 'utf8',
): ImportedHash | undefined {
  if (!isDigest(digest)) return undefined
  const output = fromBase64(hash)
  return pbkdf2Of(digest, Number(i), saltEncoding === 'utf8' ? Buffer.from(salt) : fromBase64(salt), output)
}

function pbkdf2Of(digest: Digest, iterations: number, salt: Buffer, output: Buffer): ImportedHash {
  return { scheme: { algorithm: 'pbkdf2', digest, iterations, bytes: output.length }, salt, output }
}

function readParts({
  algorithm,
  hash,
  salt: saltText,
  hashEncoding = 'base64',
  saltEncoding = 'base64',
  digest,
  iterations,
  N: n,
  r,
  p,
  keyLength,
}: HashInParts): ImportedHash | undefined {
  const output = bytesOf(hash, hashEncoding)
  const salt = bytesOf(saltText, saltEncoding)
  if (output === undefined || salt === undefined || salt.length > LONGEST) return undefined
  if (keyLength !== undefined && keyLength !== output.length) return undefined
  if (algorithm === 'pbkdf2') {
    const name = digest?.toLowerCase().replace(/^sha-/, 'sha') ?? ''
    return isDigest(name) && iterations !== undefined ? pbkdf2Of(name, iterations, salt, output) : undefined
  }
  if (n === undefined || r === undefined || p === undefined) return undefined
  return { scheme: { algorithm, n, r, p, bytes: output.length }, salt, output }
}

function bytesOf(text: string, encoding: 'base64' | 'hex' | 'utf8'): Buffer | undefined {
  if (encoding === 'utf8') return Buffer.from(text)
  if (encoding === 'hex') return /^(?:[0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex') : undefined
  return new RegExp(`^(?:${B64})?$`).test(text) ? fromBase64(text) : undefined
}

/** Base64 with either alphabet, or with passlib's, which has `.` instead of `+`. */
function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}
