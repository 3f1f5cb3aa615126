import type { Clock } from './host.ts'

interface Entry<T> {
  readonly value: Promise<T>
  readonly until: number
}

/**
 * Recent answers and requests under way, by request. A cache belongs to one principal; another principal gets another
 * cache. A write empties it, because its address does not tell which answers it changed.
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

  /** The cached answer, or the one that `ask` gets. A failure is not cached. */
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

  /** Removes the answers whose key `picks` selects; without `picks`, all answers. */
  clear(picks?: (key: string) => boolean): void {
    if (picks === undefined) this.#entries = new Map()
    else for (const key of this.#entries.keys()) if (picks(key)) this.#entries.delete(key)
  }
}
