import { LRUCache } from 'lru-cache'
import type { Clock } from '#base/clock'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { touchRoot } from './roots.store.ts'

/** When a root was last used, and when it ends unless it is used again. */
export interface RootUse {
  readonly rootId: string
  readonly lastUsedAt: Date
  readonly idleUntil: Date
}

/**
 * The use of roots by their apps' tokens: written at most once a minute for each root, beside the request and never in
 * it. What is believed of a root is what the store said, when it was read or written; nothing is assumed.
 */
export interface Activity {
  /** What the store says, read just now. */
  seen(use: RootUse): void
  /** Whether a root is known here to be within its limit; false: ask the store. */
  isWithin(rootId: string): Promise<boolean>
  /** Counts a use. */
  used(rootId: string): void
}

const KEPT = 20_000
const WRITTEN_EVERY_MS = 60_000

interface Known {
  lastUsedAt: number
  idleUntil: number
  writing: Promise<void> | undefined
}

export function createActivity(db: Db, clock: Clock, log: Log): Activity {
  const roots = new LRUCache<string, Known>({ max: KEPT })

  async function write(rootId: string, known: Known, now: Date): Promise<void> {
    try {
      const touched = await touchRoot.maybeOne(db, now, rootId)
      // Without an answer it has come to its end: the next to ask hears so from the store.
      known.idleUntil = touched?.idleUntil?.getTime() ?? 0
    } catch (error) {
      log.warn('logins.use_not_written', { error })
    }
    known.writing = undefined
  }

  return {
    seen({ rootId, lastUsedAt, idleUntil }) {
      roots.set(rootId, {
        lastUsedAt: lastUsedAt.getTime(),
        idleUntil: idleUntil.getTime(),
        writing: roots.get(rootId)?.writing,
      })
    },
    async isWithin(rootId) {
      const known = roots.get(rootId)
      if (known === undefined) return false
      const isIdle = (): boolean => known.idleUntil <= clock.now().getTime()
      if (isIdle()) await known.writing
      return !isIdle()
    },
    used(rootId) {
      const known = roots.get(rootId)
      const now = clock.now()
      if (known === undefined || now.getTime() - known.lastUsedAt < WRITTEN_EVERY_MS) return
      known.lastUsedAt = now.getTime()
      known.writing = write(rootId, known, now)
    },
  }
}
