import type { Clock } from './host.ts'

interface Entry<T> {
  readonly value: Promise<T>
  readonly until: number
}

/**
 * Answers of a short while ago, and those under way, by what was asked. It belongs to one principal: somebody else gets
 * another cache. A write empties it, since what it changed cannot be told from its address.
 */
export class RequestCache<T> {
  readonly #clock: Clock
  readonly #lifetimeMs: number
  readonly #size: number
  #entries = new Map<string, Entry<T>>()

  constructor(
    clock: Clock,
    { cacheTime, resourceCacheSize }: { readonly cacheTime: number; readonly resourceCacheSize: number },
  ) {
    this.#clock = clock
    this.#lifetimeMs = cacheTime
    this.#size = resourceCacheSize
  }

  /** The answer that is there, or the one that `ask` gets; a failure is not remembered. */
  get(key: string, ask: () => Promise<T>, isWorthKeeping: (value: T) => boolean): Promise<T> {
    const entries = this.#entries
    const found = entries.get(key)
    if (found !== undefined && this.#clock.now() < found.until) return found.value
    const entry: Entry<T> = { value: ask(), until: this.#clock.now() + this.#lifetimeMs }
    entries.delete(key)
    entries.set(key, entry)
    for (const oldest of entries.keys()) {
      if (entries.size <= this.#size) break
      entries.delete(oldest)
    }
    const drop = (): void => {
      if (entries.get(key) === entry) entries.delete(key)
    }
    entry.value.then((value) => (isWorthKeeping(value) ? undefined : drop()), drop)
    return entry.value
  }

  /** Forgets the answers whose key the test picks; all of them without one. */
  clear(picks?: (key: string) => boolean): void {
    if (picks === undefined) this.#entries = new Map()
    else for (const key of this.#entries.keys()) if (picks(key)) this.#entries.delete(key)
  }
}
