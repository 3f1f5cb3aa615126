import { setTimeout as sleep } from 'node:timers/promises'
import type { StoreUnavailable } from '#base/db'
import { type Notified, PgliteLink } from './link.ts'
import type { EngineSettings } from './messages.ts'

const pauseMs = 1000

/** Events of the engine that no request caused. */
export interface EngineEvents {
  readonly notified: Notified
  /** The engine crashed; requests in flight are lost. */
  readonly crashed: (why: StoreUnavailable) => void
  /** Another engine has replaced it, and knows nothing of the old session. */
  readonly replaced: (link: PgliteLink) => void
}

/**
 * Keeps an engine running. After a crash it starts another one on the same directory, which recovers the committed data,
 * as after a crash of the process. A store in memory is lost with its engine.
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

  /** The link to the engine. After a crash it refuses everything until another engine runs. */
  get link(): PgliteLink {
    return this.#link
  }

  async close(): Promise<void> {
    this.#isClosed = true
    // An engine that is just starting would otherwise outlive the lock.
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
        // The cause may pass: a full disk, no memory. Until then every statement is refused.
        await sleep(pauseMs)
      }
    }
  }
}
