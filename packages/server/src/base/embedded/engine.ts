import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreUnavailable } from '#base/db'
import { type Notified, PgliteLink } from './link.ts'
import type { EngineSettings } from './messages.ts'

const pauseMs = 1000

/** What the engine says without being asked. */
export interface EngineEvents {
  readonly notified: Notified
  /** The engine crashed; what was in flight is lost. */
  readonly crashed: (why: StoreUnavailable) => void
  /** Another one has taken its place, and knows nothing of the old one's session. */
  readonly replaced: (link: PgliteLink) => void
}

/**
 * Keeps an engine running. When it crashes, another one is started on the same directory, and recovers what was
 * committed, as it would after a crash of the process. A store in memory is gone with its engine.
 */
export class PgliteEngine {
  readonly #settings: EngineSettings
  readonly #events: EngineEvents
  #link: PgliteLink
  #replacing: Promise<void> = Promise.resolve()
  #isClosed = false

  private constructor(settings: EngineSettings, events: EngineEvents, link: PgliteLink) {
    this.#settings = settings
    this.#events = events
    this.#link = link
    link.onceEnded((why) => this.#ended(why))
  }

  static async start(settings: EngineSettings, events: EngineEvents): Promise<PgliteEngine> {
    return new PgliteEngine(settings, events, await PgliteLink.start(settings, events.notified))
  }

  /** The way to the engine. After a crash, it refuses everything until there is another one. */
  get link(): PgliteLink {
    return this.#link
  }

  async close(): Promise<void> {
    this.#isClosed = true
    // One that is just being started would otherwise outlive the lock.
    await this.#replacing
    await this.#link.close()
  }

  #ended(why: StoreUnavailable): void {
    this.#events.crashed(why)
    if (this.#settings.dataDir === undefined || this.#isClosed) return
    this.#replacing = this.#replace()
  }

  async #replace(): Promise<void> {
    while (!this.#isClosed) {
      try {
        this.#link = await PgliteLink.start(this.#settings, this.#events.notified)
        this.#link.onceEnded((why) => this.#ended(why))
        this.#events.replaced(this.#link)
        return
      } catch {
        // Whatever is in the way may pass: a full disk, no memory. Until then every statement is refused.
        await sleep(pauseMs)
      }
    }
  }
}
