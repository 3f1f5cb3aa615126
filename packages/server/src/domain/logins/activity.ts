import { createCache } from '#base/cache'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { touchLogin } from './activity.store.ts'

/** When a login was last used, and when it expires if it is not used again. */
export interface LoginUse {
  readonly loginId: string
  readonly lastUsedAt: Date
  readonly idleUntil: Date
}

/**
 * Records the use of logins by their tokens, at most once a minute for each and never inside the request. A node believes
 * only what the store said when it was read or written.
 */
export interface Activity {
  /** Takes over what the store has just said. */
  seen(use: LoginUse): void
  /** Whether this node knows that a login is within its limit; false: ask the store. */
  isWithin(loginId: string): Promise<boolean>
  /** Counts a use. */
  used(loginId: string): void
}

const KEPT = 20_000
const WRITTEN_EVERY_MS = 60_000

interface Known {
  lastUsedAt: number
  idleUntil: number
  writing: Promise<void> | undefined
}

export function createActivity(db: Db, clock: Clock, log: Log): Activity {
  const logins = createCache<Known>(KEPT)

  async function write(loginId: string, known: Known, now: Date): Promise<void> {
    try {
      const touched = await touchLogin.maybeOne(db, now, loginId)
      // No row: the login has expired, and the next request learns it from the store.
      known.idleUntil = touched?.idleUntil?.getTime() ?? 0
    } catch (error) {
      log.warn('logins.use_not_written', { error })
    }
    known.writing = undefined
  }

  return {
    seen({ loginId, lastUsedAt, idleUntil }) {
      logins.set(loginId, {
        lastUsedAt: lastUsedAt.getTime(),
        idleUntil: idleUntil.getTime(),
        writing: logins.get(loginId)?.writing,
      })
    },
    async isWithin(loginId) {
      const known = logins.get(loginId)
      if (known === undefined) return false
      const isIdle = (): boolean => known.idleUntil <= clock.now().getTime()
      if (isIdle()) await known.writing
      return !isIdle()
    },
    used(loginId) {
      const known = logins.get(loginId)
      const now = clock.now()
      if (known === undefined || now.getTime() - known.lastUsedAt < WRITTEN_EVERY_MS) return
      known.lastUsedAt = now.getTime()
      known.writing = write(loginId, known, now)
    },
  }
}
