import { LRUCache } from 'lru-cache'
import type { Invalidation, Invalidations } from './invalidations.ts'

/** Values cached until an invalidation says that something they were made from has changed. */
export interface InvalidatedCache<V extends object> {
  /** The value; undefined if there is none or the invalidations are too old to trust it. */
  get(key: string): V | undefined
  /**
   * Caches a value made from reads after `heard` was taken, unless an invalidation has overtaken it. `tags` name the
   * things it was made from.
   */
  put(key: string, value: V, tags: readonly Invalidation[], heard: number): void
  readonly size: number
}

interface CachedValue<V> {
  readonly value: V
  readonly tags: readonly string[]
}

const tagOf = ({ kind, subject }: Invalidation): string => `${kind} ${subject}`

/**
 * @param most   The greatest weight of all values together.
 * @param weigh  The weight of one value, above 0; by default each weighs 1.
 */
export function createInvalidatedCache<V extends object>(
  invalidations: Invalidations,
  most: number,
  weigh: (value: V) => number = () => 1,
): InvalidatedCache<V> {
  const keysByTag = new Map<string, Set<string>>()
  const cache = new LRUCache<string, CachedValue<V>>({
    // Not the library's `max`, which allocates memory for all entries at once.
    maxSize: most,
    sizeCalculation: ({ value }) => weigh(value),
    dispose: ({ tags }, key) => {
      for (const tag of tags) {
        const keys = keysByTag.get(tag)
        keys?.delete(key)
        if (keys?.size === 0) keysByTag.delete(tag)
      }
    },
  })
  invalidations.subscribe((items) => {
    if (items === 'everything') return cache.clear()
    for (const item of items) {
      const keys = [...(keysByTag.get(tagOf(item)) ?? [])]
      for (const key of keys) cache.delete(key)
    }
  })
  return {
    get: (key) => (invalidations.fresh() ? cache.get(key)?.value : undefined),
    put(key, value, tags, heard) {
      if (heard !== invalidations.heard()) return
      cache.delete(key)
      const names = tags.map(tagOf)
      cache.set(key, { value, tags: names })
      for (const name of names) keysByTag.set(name, (keysByTag.get(name) ?? new Set()).add(key))
    },
    get size() {
      return cache.size
    },
  }
}
