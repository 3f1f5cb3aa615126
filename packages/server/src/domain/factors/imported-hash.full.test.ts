/**
 * Hashes made by others: bcrypt by libxcrypt (`crypt.crypt` of Python 3.11), PBKDF2 and scrypt by Python's `hashlib`, argon2
 * by `openssl kdf` 3.5. The salt is `0123456789abcdef` where nothing else is said.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createClock } from '#base/clock'
import { createKeyring } from '#base/crypto'
import { type HashInParts, readImportedHash } from './imported-hash.ts'
import type { ImportedSlot } from './imported-hashing.ts'
import { createPasswords, type PasswordHash, type Passwords } from './password.ts'

const failed: string[] = []
const clock = createClock()
const log = { error: (event: string, fields?: unknown) => void failed.push(`${event} ${JSON.stringify(fields)}`) }
const passwords = createPasswords(createKeyring(new Uint8Array(32)), log, clock)
const PASSWORD = 'correct horse'

/** The slot of an attempt in a project where passwords of these schemes are left. */
let network = 0
function slotFor(...schemes: readonly string[]): ImportedSlot {
  const slot = passwords.admit({ project: `project ${(network += 1)}`, network: 'a network', schemes })
  if (!slot.ok) throw new Error('there is room')
  return slot.value
}
const SALT = 'MDEyMzQ1Njc4OWFiY2RlZg'

async function kept(given: string | HashInParts) {
  const read = readImportedHash(given)
  if (!read.ok) throw new Error(read.refusal.text)
  const wrapped = await passwords.wrap(read.value, 'a project')
  if (wrapped === undefined) throw new Error('no such hash can be computed')
  return wrapped
}

const refusalOf = (given: string | HashInParts): string | undefined => {
  const read = readImportedHash(given)
  return read.ok ? undefined : read.refusal.why
}

const HASHES: Record<string, string | HashInParts> = {
  'bcrypt 2b': '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e',
  'bcrypt 2a': '$2a$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e',
  'bcrypt 2y, its salt with bits that mean nothing': '$2y$04$abcdefghijklmnopqrstuvjydOTSfIH/d5oUHpsygqV5X9xJLQc6e',
  argon2id: `$argon2id$v=19$m=256,t=2,p=2$${SALT}$+GOGKJvIoTEl91TCgE0yArmEow80raLkxOXPceNYR9E`,
  argon2i: `$argon2i$v=19$m=256,t=2,p=2$${SALT}$Syv3W+wu0WQmcIO0T/vyAKG2GIggWAj9la1x01ew7wE`,
  'argon2id of version 16, unwritten': `$argon2id$m=256,t=2,p=1$${SALT}$Wzfk1hZljqG2eS1Q8JA0CYrEpngRbF2I+4JwaOBJl4k`,
  'Django’s argon2': `argon2$argon2id$v=19$m=256,t=2,p=2$${SALT}$+GOGKJvIoTEl91TCgE0yArmEow80raLkxOXPceNYR9E`,
  'PHC scrypt': `$scrypt$ln=10,r=8,p=1$${SALT}$6g3umF+uVrJsObaTZhIbbTlgrvOEFcCItdwSjtPF67M`,
  'scrypt in parts': {
    algorithm: 'scrypt',
    N: 1024,
    r: 8,
    p: 2,
    salt: '0123456789abcdef',
    saltEncoding: 'utf8',
    hash: 'I4YuHpx/6xJJ4+sk74hQU+KhW++gPE8aHzXbHijxgzhet4gKwegovoqCb9QsHkDEaosVKghxVfzE3nyq3Ska2w==',
    keyLength: 64,
  },
  'PHC PBKDF2': `$pbkdf2-sha256$i=1000,l=32$${SALT}$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M`,
  'passlib’s PBKDF2': `$pbkdf2-sha256$1000$${SALT}$cBg8D2DungRB9k76szThf5ehfyBz991ay6PT8Srwk4M`,
  'passlib’s PBKDF2 with SHA-1': `$pbkdf2$1000$${SALT}$aUfE2vx5Q7zgbb0jx49AaNpXUQQ`,
  'Django’s PBKDF2': 'pbkdf2_sha256$1000$seasalt$mQnueSakb748zqBAC1tmWVZsZbi2zPGZarEzTGdfmso=',
  'PBKDF2 in parts': {
    algorithm: 'pbkdf2',
    digest: 'SHA-512',
    iterations: 1000,
    salt: Buffer.from('a text').toString('hex'),
    saltEncoding: 'hex',
    hash:
      'fe3ba02e1193b09d5373aabaa0dcef31463437b383f4c1187eeb47968485f068' +
      '769039abec200b34aee3416d5e8bb60b3425739d3a6e9ebe7158c241ad02f0b3',
    hashEncoding: 'hex',
  },
}

const check = (password: string, hash: PasswordHash, by: Passwords = passwords): Promise<boolean> =>
  by.matches(password, hash, slotFor(hash.wraps?.scheme ?? ''))

describe('a password that another system hashed', () => {
  test.each(Object.entries(HASHES))('matches: %s', async (_, given) => {
    const hash = await kept(given)
    expect(await check(PASSWORD, hash)).toBe(true)
    expect(await check('correct horsf', hash)).toBe(false)
    expect(await check('', hash)).toBe(false)
    expect(passwords.isOutdated(hash)).toBe(true)
  })

  test('is hashed once more under the pepper: what it was is not kept', async () => {
    const given = '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'
    const { hash, wraps } = await kept(given)
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(JSON.stringify([hash, wraps])).not.toContain(given.slice(-31))
    const stranger = createPasswords(createKeyring(new Uint8Array(32).fill(1)), log, clock)
    expect(await check(PASSWORD, await kept(given), stranger)).toBe(false)
  })

  test('whose old hash is known is no password by itself', async () => {
    const read = readImportedHash(HASHES['PHC PBKDF2'] ?? '')
    if (!read.ok) throw new Error('it is read')
    const { wraps: _wraps, ...unwrapped } = await kept(HASHES['PHC PBKDF2'] ?? '')
    for (const encoding of ['base64', 'base64url', 'hex', 'latin1'] as const)
      expect(await passwords.matches(read.value.output.toString(encoding), unwrapped)).toBe(false)
  })

  test('stays what it was under a new key', async () => {
    const hash = await kept(HASHES['argon2id'] ?? '')
    const rotated = createPasswords(createKeyring(new Uint8Array(32).fill(1), new Uint8Array(32)), log, clock)
    expect(await check(PASSWORD, hash, rotated)).toBe(true)
  })

  test('may have letters of any kind, as they are typed', async () => {
    const hash = await kept('$2a$05$N9qo8uLOickgx2ZMRZoMye4ftplMcpmK3p3aNLsjz1thZ1NeyAQCS')
    expect(await check('pässwörd🦔', hash)).toBe(true)
    expect(await check('passwörd🦔', hash)).toBe(false)
  })

  test('counts for bcrypt up to its 72nd byte, as it did there, and has no NUL', async () => {
    const digits = '0123456789'.repeat(8)
    const hash = await kept('$2y$04$N9qo8uLOickgx2ZMRZoMye0W7xLwk3vCOIatIAhIkRAvPiuERUu.O')
    expect(await check(digits, hash)).toBe(true)
    expect(await check(digits.slice(0, 72), hash)).toBe(true)
    expect(await check(digits.slice(0, 71), hash)).toBe(false)
    const plain = await kept(HASHES['bcrypt 2b'] ?? '')
    for (const text of [`${PASSWORD}\0`, `${PASSWORD}\0more`, '\0', `\0${PASSWORD}`])
      expect(await check(text, plain), JSON.stringify(text)).toBe(false)
  })

  test('costs as much to check as nobody’s beside it', async () => {
    const hash = await kept(HASHES['bcrypt 2b'] ?? '')
    const ours = await passwords.hash('a quiet garden path')
    const decoy = hash.wraps.scheme
    for (const [password, against] of [
      [PASSWORD, hash],
      ['wrong', hash],
      ['x'.repeat(10_000), hash],
      [PASSWORD, undefined],
      ['', undefined],
      ['a quiet garden path', ours],
    ] as const) {
      const before = passwords.computed()
      await passwords.matches(password, against, slotFor(decoy))
      expect(passwords.computed() - before).toBe(2)
    }
    expect(await passwords.matches('a quiet garden path', ours, slotFor(decoy))).toBe(true)
    expect(await passwords.matches(PASSWORD, undefined, slotFor(decoy))).toBe(false)
  })
})

describe('a scheme that cannot be computed', () => {
  const broken = [
    '{"algorithm":"scrypt","n":65536,"r":1,"p":1,"bytes":32}',
    '{"algorithm":"scrypt","n":3,"r":8,"p":1,"bytes":32}',
    '{}',
    'no scheme',
  ]

  test.each(broken)(
    'makes a password wrong, costs as much as any, and is logged without what is secret: %s',
    async (scheme) => {
      failed.length = 0
      const own = await passwords.hash('a quiet garden path')
      const imported = { ...(await kept(HASHES['PHC PBKDF2'] ?? '')), wraps: { scheme, salt: SALT } }
      const before = passwords.computed()
      expect(await check(PASSWORD, imported)).toBe(false)
      expect(passwords.computed() - before).toBe(2)
      // Like a computation in vain: the owner of a password of ours is let in.
      expect(await passwords.matches('a quiet garden path', own, slotFor(scheme))).toBe(true)
      expect(await passwords.matches(PASSWORD, undefined, slotFor(scheme))).toBe(false)
      expect(failed).toHaveLength(scheme === '{}' ? 0 : 3)
      for (const line of failed) {
        expect(line).toMatch(/^password.scheme_failed/)
        for (const secret of [PASSWORD, 'garden', imported.hash, SALT]) expect(line).not.toContain(secret)
      }
    },
  )

  test('is not taken', async () => {
    const scheme = { algorithm: 'scrypt', n: 65_536, r: 1, p: 1, bytes: 32 } as const
    expect(
      await passwords.wrap({ scheme, salt: Buffer.from(SALT), output: Buffer.alloc(32) }, 'a project'),
    ).toBeUndefined()
  })
})

test('an imported hash keeps none of ours waiting, and takes as long whatever its scheme', async () => {
  const slow = readImportedHash(`$pbkdf2-sha256$400000$${SALT}$${'A'.repeat(43)}`)
  if (!slow.ok) throw new Error('it is read')
  const schemes = [JSON.stringify(slow.value.scheme), (await kept(HASHES['PHC PBKDF2'] ?? '')).wraps.scheme]
  const quick = await kept(HASHES['PHC PBKDF2'] ?? '')
  const own = await passwords.hash('a quiet garden path')
  await passwords.matches('x', undefined, slotFor(...schemes))
  const slot = slotFor(...schemes)
  expect([slot.decoy, slot.ms]).toEqual([schemes[0], slotFor(...schemes.toReversed()).ms])
  expect(slot.ms).toBeGreaterThan(slotFor(schemes[1] ?? '').ms)
  const order: string[] = []
  const noting = async (what: string, work: Promise<unknown>): Promise<void> => {
    await work
    order.push(what)
  }
  // One request from each network at the same time: all get their turn, and none frees its slot sooner than another.
  const begunAt = clock.monotonic()
  await Promise.all([
    noting('imported', passwords.matches(PASSWORD, quick, slot)),
    noting('in vain', passwords.matches(PASSWORD, undefined, { ...slot, network: 'another' })),
    noting('own', passwords.matches('a quiet garden path', own)),
  ])
  expect(order).toEqual(['own', 'imported', 'in vain'])
  expect(clock.monotonic() - begunAt).toBeGreaterThanOrEqual(2 * slot.ms)
})

describe('a hash is refused', () => {
  const parts = { hash: 'A'.repeat(43), salt: SALT }
  const b64 = 'A'.repeat(43)
  test.each<[what: string, given: string | HashInParts]>([
    ['nothing', ''],
    ['a password', PASSWORD],
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['md5crypt', '$1$abcdefgh$G//4keteveJp0qb8z2DxG/'],
    ['bcrypt with the fault of 2x', '$2x$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'],
    ['bcrypt that is cut off', '$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6'],
    ['argon2d', `$argon2d$v=19$m=256,t=2,p=2$${SALT}$${b64}`],
    ['argon2id with a salt of 4 bytes', `$argon2id$v=19$m=256,t=2,p=2$AAAAAA$${b64}`],
    ['argon2id with a key of its own', `$argon2id$v=19$m=256,t=2,p=2,keyid=AAAA$${SALT}$${b64}`],
    ['PBKDF2 with MD5', { algorithm: 'pbkdf2', digest: 'md5', iterations: 1000, ...parts }],
    [
      'PBKDF2 with a digest that every object has',
      { algorithm: 'pbkdf2', digest: 'constructor', iterations: 1, ...parts },
    ],
    ['PBKDF2 without iterations', { algorithm: 'pbkdf2', digest: 'sha256', ...parts }],
    [
      'PBKDF2 of another length than it says',
      { algorithm: 'pbkdf2', digest: 'sha256', iterations: 1, keyLength: 64, ...parts },
    ],
    ['scrypt without r', { algorithm: 'scrypt', N: 1024, p: 1, ...parts }],
    ['hex with half a byte', { algorithm: 'scrypt', N: 1024, r: 8, p: 1, ...parts, hashEncoding: 'hex', hash: 'abc' }],
    ['base64 with other signs', { algorithm: 'scrypt', N: 1024, r: 8, p: 1, ...parts, salt: 'ä' }],
  ])('that is none: %s', (_, given) => {
    expect(refusalOf(given)).toBe('unknown_hash')
  })

  test.each<[what: string, given: string | HashInParts]>([
    ['bcrypt of 2^14', '$2b$14$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'],
    ['bcrypt of 2^99', '$2b$99$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'],
    ['bcrypt of 2^3', '$2b$03$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e'],
    ['argon2id with 4 TiB', `$argon2id$v=19$m=4294967295,t=1,p=1$${SALT}$${b64}`],
    ['argon2id with a million passes', `$argon2id$v=19$m=1024,t=1000000,p=1$${SALT}$${b64}`],
    ['argon2id with 255 lanes', `$argon2id$v=19$m=65536,t=1,p=255$${SALT}$${b64}`],
    ['argon2id with too little for its lanes', `$argon2id$v=19$m=8,t=1,p=2$${SALT}$${b64}`],
    ['scrypt of 2^40', `$scrypt$ln=40,r=8,p=1$${SALT}$${b64}`],
    ['scrypt with an N that r does not allow', `$scrypt$ln=16,r=1,p=1$${SALT}$${b64}`],
    ['scrypt with r and p below nothing', { algorithm: 'scrypt', N: 1024, r: -8, p: -1, ...parts }],
    ['scrypt with N below nothing', { algorithm: 'scrypt', N: -1024, r: 8, p: 1, ...parts }],
    ['scrypt with no number', { algorithm: 'scrypt', N: Number.NaN, r: 8, p: 1, ...parts }],
    ['scrypt with half a number', { algorithm: 'scrypt', N: 1024, r: 0.5, p: 2, ...parts }],
    ['scrypt with 256 MiB', `$scrypt$ln=18,r=8,p=1$${SALT}$${b64}`],
    ['PBKDF2 with iterations below nothing', { algorithm: 'pbkdf2', digest: 'sha256', iterations: -1, ...parts }],
    ['PBKDF2 with more than anybody does', `$pbkdf2-sha256$1500001$${SALT}$${b64}`],
    ['argon2id with more than anybody does', `$argon2id$v=19$m=65536,t=5,p=1$${SALT}$${b64}`],
    ['scrypt of 2^1000000000', `$scrypt$ln=1000000000,r=8,p=1$${SALT}$${b64}`],
    ['scrypt with many p', { algorithm: 'scrypt', N: 2, r: 1, p: 500_000, ...parts }],
    ['scrypt with N no power of 2', { algorithm: 'scrypt', N: 1000, r: 8, p: 1, ...parts }],
    ['scrypt with N below 2', { algorithm: 'scrypt', N: 1, r: 8, p: 1, ...parts }],
    ['scrypt with nothing', { algorithm: 'scrypt', N: 1024, r: 0, p: 0, ...parts }],
    ['PBKDF2 with 4 billion iterations', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 4e9, ...parts }],
    ['PBKDF2 with many blocks', `$pbkdf2$i=1000000$${SALT}$${'A'.repeat(86)}`],
    ['PBKDF2 with no iterations', { algorithm: 'pbkdf2', digest: 'sha256', iterations: 0, ...parts }],
  ])('that would hold the server up: %s', (_, given) => {
    expect(refusalOf(given)).toBe('hash_too_costly')
  })

  test.each(['$scrypt$ln=10,r=8,p=1$AAAA$AAAA', `$pbkdf2-sha256$1000$${SALT}$${'A'.repeat(20)}`])(
    'that many passwords would match: %s',
    (given) => {
      expect(refusalOf(given)).toBe('hash_too_short')
    },
  )

  test('or read, whatever it is, and never thrown over', () => {
    const piece = fc.constantFrom(
      '$',
      '2b',
      '10',
      'argon2id',
      'v=19',
      'm=256,t=2,p=1',
      'pbkdf2',
      '-sha256',
      SALT,
      b64,
      '=',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          expect(typeof readImportedHash(text).ok).toBe('boolean')
        },
      ),
    )
  })
})
