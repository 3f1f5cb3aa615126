import { hash, type Options, verify } from '@node-rs/argon2'
import type { Keyring } from '#base/crypto'
import { createSemaphore } from './semaphore.ts'

const SHORTEST = 15
const LONGEST = 256

/** argon2id, the library's default, at OWASP's floor: 19 MiB, two passes, one lane. */
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashing runs in the thread pool; more at once than it has threads would only take memory. */
const AT_ONCE = 4

export interface PasswordHash {
  readonly hash: string
  readonly keyVersion: string
}

export interface Passwords {
  hash(password: string): Promise<PasswordHash>
  /**
   * Whether this is the password. Without a kept hash it takes as long and says no, so that nobody learns from the
   * time whether an account exists.
   */
  matches(password: string, kept: PasswordHash | undefined): Promise<boolean>
  /** Whether a hash was made with a key that is on its way out: to be made anew while its password is at hand. */
  isOutdated(kept: PasswordHash): boolean
  /** How many hashes were computed since the start: the dearest thing that strangers can ask for. */
  computed(): number
}

/**
 * Why a password cannot be chosen; undefined when it can. Length counts code points after NFC normalisation; there are no
 * rules of composition (NIST SP 800-63B-4 §3.1.1.2).
 */
export function passwordFault(password: string): 'too_short' | 'too_long' | undefined {
  // A code point is at most two UTF-16 units, and NFC never makes a text three times shorter: refuse before normalising.
  const length = password.length > LONGEST * 6 ? Number.POSITIVE_INFINITY : Array.from(password.normalize('NFC')).length
  if (length < SHORTEST) return 'too_short'
  return length > LONGEST ? 'too_long' : undefined
}

/** The same as a sentence for whoever calls an API. */
export function passwordProblem(password: string): string | undefined {
  const fault = passwordFault(password)
  if (fault === 'too_short')
    return `Choose a password of at least ${SHORTEST} characters; several words are easy to remember.`
  return fault === 'too_long' ? `Choose a password of at most ${LONGEST} characters.` : undefined
}

export function createPasswords(keyring: Keyring): Passwords {
  const atOnce = createSemaphore(AT_ONCE)
  let computed = 0
  const compute = <T>(work: () => Promise<T>): Promise<T> => {
    computed += 1
    return atOnce.run(work)
  }
  const decoy = hash('a password that nobody has', COST)
  const peppered = (password: string, keyVersion: string): string | undefined =>
    keyring.keyedHashWith(keyVersion, 'password-pepper', password.normalize('NFC'))?.toString('base64url')

  return {
    async hash(password) {
      const keyVersion = keyring.fingerprint
      const text = peppered(password, keyVersion)
      if (text === undefined) throw new Error('the current key is not at hand')
      return { keyVersion, hash: await compute(() => hash(text, COST)) }
    },
    async matches(password, kept) {
      const text =
        passwordProblem(password) === undefined && kept !== undefined ? peppered(password, kept.keyVersion) : undefined
      const against = text === undefined || kept === undefined ? await decoy : kept.hash
      const same = await compute(() => verify(against, text ?? 'no'))
      return same && text !== undefined
    },
    isOutdated: ({ keyVersion }) => keyVersion !== keyring.fingerprint,
    computed: () => computed,
  }
}
