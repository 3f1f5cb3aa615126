import type { Result } from '@damson/fhir'
import { hash, type Options, verify } from '@node-rs/argon2'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Log } from '#base/log'
import { HASHES_AT_ONCE } from '#base/threads'
import type { ImportedHash } from './imported-hash.ts'
import { createImportedHashing, type ImportedLane, type ImportedSlot, type Wrapped } from './imported-hashing.ts'
import type { FullLane } from './lanes.ts'
import { createSemaphore } from './semaphore.ts'

/** The cost of argon2id: memory in KiB, passes over it, lanes. */
export type HashCost = Required<Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>>

export interface HashOptions {
  readonly cost?: HashCost | undefined
  /** How many passwords from browsers that the account does not know are compared at once: the cores are for the others too. */
  readonly strangersAtOnce?: number
}

/** argon2id, the library's default, at OWASP's floor: 19 MiB, two passes, one lane. */
const COST: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** The time of a hash is an average over about this many. */
const WEIGHED = 20

/** A salt for decoys: 16 bytes, as bcrypt needs. */
const DECOY_SALT = Buffer.alloc(16).toString('base64url')

export interface PasswordHash {
  readonly hash: string
  readonly keyVersion: string
  /** The other system's scheme, if the hash is over that system's output instead of the password. */
  readonly wraps?: Wrapped | undefined
}

export interface Passwords {
  hash(password: string): Promise<PasswordHash>
  /**
   * Hashes another system's hash again, so that the stored value is as strong as any other and doesn't reveal the
   * original. Undefined when its scheme cannot be computed here.
   */
  wrap(imported: ImportedHash, project: string): Promise<(PasswordHash & { readonly wraps: Wrapped }) | undefined>
  /**
   * Whether this is the password. Without a stored hash it takes as long and returns false, so that the time doesn't
   * reveal whether an account exists. With a slot it also computes an imported hash, in vain if the password wasn't
   * imported; without one, an imported password never matches. `isFirst`: before strangers, for a browser or network
   * that the account knows.
   */
  matches(password: string, kept: PasswordHash | undefined, slot?: ImportedSlot, isFirst?: boolean): Promise<boolean>
  /** Whether there is time for an imported hash: where a project has imported passwords, each attempt takes some. */
  admit(lane: ImportedLane): Result<ImportedSlot, FullLane>
  /** Whether a hash uses a retiring key, or another system's scheme: rehash it while its password is at hand. */
  isOutdated(kept: PasswordHash): boolean
  /** Resolves when a hash requested now would start, but computes none: refused attempts wait in the same line. */
  queued(): Promise<void>
  /** How long a hash takes on this node, by the recent ones. */
  hashMs(): number
  /** How many hashes were computed since the start: nothing that a stranger can request costs more. */
  computed(): number
}

/** The longest accepted password, in code points. */
export const LONGEST_PASSWORD = 256

/** The code points of a password after NFC normalisation; infinite if it is too long to normalise. */
export function passwordLength(password: string): number {
  // A code point is at most two UTF-16 units, and NFC never makes a text three times shorter: refuse before normalising.
  return password.length > LONGEST_PASSWORD * 6
    ? Number.POSITIVE_INFINITY
    : Array.from(password.normalize('NFC')).length
}

export function createPasswords(
  keyring: Keyring,
  log: Pick<Log, 'error'>,
  { monotonic }: Pick<Clock, 'monotonic'>,
  { cost = COST, strangersAtOnce = HASHES_AT_ONCE }: HashOptions = {},
): Passwords {
  const { compute, queued, hashMs, computed } = createHashing(monotonic)
  const strangers = createSemaphore(Math.min(strangersAtOnce, HASHES_AT_ONCE))
  const imported = createImportedHashing(log, monotonic)
  const decoy = hash('a password that nobody has', cost)
  const { peppered, pepperedOutput, current } = peppersOf(keyring)
  /** The text that a stored hash is over, if the password is right. */
  const textOf = (
    { keyVersion, wraps }: PasswordHash,
    password: string,
    output: Buffer | undefined,
  ): string | undefined => {
    if (wraps === undefined) return peppered(password, keyVersion)
    return output === undefined ? undefined : pepperedOutput(output, keyVersion)
  }

  return {
    async hash(password) {
      const keyVersion = keyring.fingerprint
      const text = current(peppered(password, keyVersion))
      return { keyVersion, hash: await compute(() => hash(text, cost)) }
    },
    admit: imported.admit,
    async wrap({ scheme, salt, output }, project) {
      const keyVersion = keyring.fingerprint
      const text = current(pepperedOutput(output, keyVersion))
      const wraps = { scheme: JSON.stringify(scheme), salt: salt.toString('base64url') }
      if (!(await imported.isComputable(wraps, project))) return undefined
      return { keyVersion, hash: await compute(() => hash(text, cost)), wraps }
    },
    async matches(password, kept, slot, isFirst) {
      const isTooLong = passwordLength(password) > LONGEST_PASSWORD
      const sent = isTooLong ? 'no' : password
      const output =
        slot === undefined
          ? undefined
          : await imported.compute(sent, kept?.wraps ?? { scheme: slot.decoy, salt: DECOY_SALT }, slot)
      const text = kept === undefined || isTooLong ? undefined : textOf(kept, sent, output)
      const against = text === undefined || kept === undefined ? await decoy : kept.hash
      const compare = (): Promise<boolean> => compute(() => verify(against, text ?? 'no'), isFirst)
      const same = await (isFirst === true ? compare() : strangers.run(compare))
      return same && text !== undefined
    },
    isOutdated: ({ keyVersion, wraps }) => wraps !== undefined || keyVersion !== keyring.fingerprint,
    queued: () => strangers.run(queued),
    hashMs,
    computed: () => computed() + imported.computed(),
  }
}

/** Computes hashes, a few at once; counts them and their time. */
function createHashing(monotonic: () => number) {
  const atOnce = createSemaphore(HASHES_AT_ONCE)
  let computed = 0
  let hashMs = 0
  return {
    compute<T>(work: () => Promise<T>, isFirst?: boolean): Promise<T> {
      computed += 1
      return atOnce.run(async () => {
        const started = monotonic()
        const done = await work()
        const ms = monotonic() - started
        hashMs = hashMs === 0 ? ms : hashMs + (ms - hashMs) / WEIGHED
        return done
      }, isFirst)
    },
    queued: () => atOnce.run(() => Promise.resolve()),
    computed: () => computed,
    hashMs: () => hashMs,
  }
}

/** The keyed input of a hash, for passwords and for other systems' hashes: a stolen database alone is useless. */
function peppersOf(keyring: Keyring) {
  const peppered = (password: string, keyVersion: string): string | undefined =>
    keyring.keyedHashWith(keyVersion, 'password-pepper', password.normalize('NFC'))?.toString('base64url')
  const pepperedOutput = (output: Uint8Array, keyVersion: string): string | undefined =>
    keyring
      .keyedHashWith(keyVersion, 'imported-password', Buffer.from(output).toString('base64url'))
      ?.toString('base64url')
  const current = (text: string | undefined): string => {
    if (text === undefined) throw new Error('the current key is not at hand')
    return text
  }
  return { peppered, pepperedOutput, current }
}
