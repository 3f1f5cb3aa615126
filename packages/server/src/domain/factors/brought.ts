import { LRUCache } from 'lru-cache'
import type { Log } from '#base/log'
import { type HashScheme, hashBy } from './hash-scheme.ts'
import { createSemaphore } from './semaphore.ts'

/** Another system's hash without its output. */
export interface Wrapped {
  /** A `HashScheme` as JSON, as it is kept. */
  readonly scheme: string
  /** base64url */
  readonly salt: string
}

/** Hashes as other systems make them. */
export interface BroughtHashes {
  /** Undefined where it cannot be computed: nobody's password is right then. */
  compute(password: string, wrapped: Wrapped): Promise<Buffer | undefined>
  /** Whether a hash of this scheme can be computed: one was, at the latest now. */
  isComputable(wrapped: Wrapped): Promise<boolean>
  computed(): number
}

/** One of the pool's threads: what people bring is as dear as others chose it to be, and ours never wait for it. */
const AT_ONCE = 1
const KEPT_SCHEMES = 1_000

export function createBroughtHashes(log: Pick<Log, 'error'>): BroughtHashes {
  const atOnce = createSemaphore(AT_ONCE)
  const computable = new LRUCache<string, true>({ max: KEPT_SCHEMES })
  let computed = 0

  async function compute(password: string, { scheme, salt }: Wrapped): Promise<Buffer | undefined> {
    computed += 1
    const work = (): ReturnType<typeof hashBy> =>
      hashBy(JSON.parse(scheme) as HashScheme, password, Buffer.from(salt, 'base64url'))
    try {
      // A scheme waits for itself alone.
      return await atOnce.run(work, scheme)
    } catch (error) {
      log.error('password.scheme_failed', { error })
      return undefined
    }
  }

  return {
    compute,
    computed: () => computed,
    async isComputable(wrapped) {
      if (!computable.has(wrapped.scheme)) {
        if ((await compute('a password that nobody has', wrapped)) === undefined) return false
        computable.set(wrapped.scheme, true)
      }
      return true
    },
  }
}
