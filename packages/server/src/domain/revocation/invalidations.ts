import type { Clock } from '#base/clock'
import { type Db, StoreUnavailable } from '#base/db'
import type { Log } from '#base/log'
import { CHANNEL, currentRevision, invalidationsAfter } from './revocation.store.ts'

export type InvalidationKind =
  | 'login'
  | 'root'
  | 'membership'
  | 'client'
  | 'user'
  | 'project'
  | 'policy'
  | 'origin'
  | 'provider'
  | 'brand'

export interface Invalidation {
  readonly kind: InvalidationKind
  readonly subject: string
}

/** Receives items, or 'everything' when some may have been missed. */
type InvalidationListener = (invalidations: readonly Invalidation[] | 'everything') => void

export interface Invalidations {
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether caches may be trusted: the last poll began less than a second ago. */
  fresh(): boolean
  /** The last revision that this node has heard; take it before reading what will be cached. */
  heard(): number
  subscribe(listener: InvalidationListener): void
  /** Polls now. @throws what the store throws. */
  poll(): Promise<void>
  /** Polls while a node starts: retries if the store is slow to answer. @throws what the store throws. */
  firstPoll(): Promise<void>
  /** Hears everything committed until now; if that fails, drops all caches. */
  hear(): Promise<void>
}

const POLL_EVERY_MS = 500
const STALE_AFTER_MS = 1_000
/** How many times a node polls at start if the store is slow: no request waits for this node yet. */
const FIRST_POLLS = 10

export function createInvalidations(db: Db, clock: Clock, log: Log): Invalidations {
  return new PolledInvalidations(db, clock, log)
}

class PolledInvalidations implements Invalidations {
  readonly #db: Db
  readonly #clock: Clock
  readonly #log: Log
  readonly #listeners: InvalidationListener[] = []
  #heard = -1
  #polledAt = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined
  #unlisten: (() => Promise<void>) | undefined
  #stopped = false

  constructor(db: Db, clock: Clock, log: Log) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  async start(): Promise<void> {
    await this.firstPoll()
    this.#schedule()
    this.#unlisten = await this.#db.listen(CHANNEL, this.#pollQuietly, () => {
      // Notifications may have been missed while the connection was down.
      this.#tell('everything')
      this.#pollQuietly()
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#unlisten?.()
    await this.#underWay?.catch((error: unknown) => this.#log.warn('revocation.poll_failed', { error }))
  }

  fresh(): boolean {
    return this.#clock.monotonic() - this.#polledAt < STALE_AFTER_MS
  }

  heard(): number {
    return this.#heard
  }

  subscribe(listener: InvalidationListener): void {
    this.#listeners.push(listener)
  }

  poll(): Promise<void> {
    if (this.#underWay !== undefined) {
      // The poll under way may have read before the change that this caller waits for.
      this.#again = true
      return this.#underWay
    }
    this.#underWay = this.#catchUp().finally(() => {
      this.#underWay = undefined
      if (!this.#again || this.#stopped) return
      this.#again = false
      this.#pollQuietly()
    })
    return this.#underWay
  }

  async hear(): Promise<void> {
    try {
      // A poll under way may have read before the commit that must be heard.
      await this.#underWay?.catch((error: unknown) => this.#log.warn('revocation.poll_failed', { error }))
      await this.poll()
    } catch (error) {
      this.#tell('everything')
      this.#log.warn('revocation.poll_failed', { error })
    }
  }

  async firstPoll(): Promise<void> {
    for (let polls = 1; ; polls += 1) {
      try {
        return await this.poll()
      } catch (error) {
        const isLate = error instanceof StoreUnavailable && error.outage === 'timeout'
        if (!isLate || polls === FIRST_POLLS) throw error
        this.#log.warn('revocation.poll_failed', { error })
      }
    }
  }

  async #catchUp(): Promise<void> {
    const [began, before] = [this.#clock.monotonic(), this.#clock.system()]
    const { value, at } = await currentRevision.one(this.#db)
    this.#clock.observe(at, before, this.#clock.system())
    if (this.#heard >= 0 && value > this.#heard) {
      const items = await invalidationsAfter.rows(this.#db, this.#heard)
      // Entries may have been deleted since: then no cached value can be trusted.
      const missing = items[0]?.revision !== this.#heard + 1
      this.#tell(
        missing ? 'everything' : items.map(({ kind, subject }) => ({ kind: kind as InvalidationKind, subject })),
      )
      this.#heard = Math.max(value, items.at(-1)?.revision ?? value)
    } else if (value !== this.#heard) {
      this.#tell('everything')
      this.#heard = value
    }
    if (began - this.#polledAt > STALE_AFTER_MS) this.#tell('everything')
    this.#polledAt = began
  }

  #tell(invalidations: readonly Invalidation[] | 'everything'): void {
    for (const listener of this.#listeners) listener(invalidations)
  }

  readonly #pollQuietly = (): void => {
    this.poll().catch((error: unknown) => this.#log.warn('revocation.poll_failed', { error }))
  }

  #schedule(): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#pollQuietly()
      this.#schedule()
    }, POLL_EVERY_MS)
  }
}
