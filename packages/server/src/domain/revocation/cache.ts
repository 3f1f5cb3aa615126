import { LRUCache } from 'lru-cache'
import type { Invalidation, Invalidations } from './invalidations.ts'

/** Values kept in memory until an invalidation says that something they were made from has changed. */
export interface InvalidatedCache<V extends object> {
  /** The value, unless there is none or the invalidations are too old to believe it. */
  get(key: string): V | undefined
  /**
   * Keeps a value made from what was read after `heard` was taken; a value that an invalidation overtook is not kept.
   * `tags` are the things it was made from.
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
 * @param most   What all values together may weigh.
 * @param weigh  What one weighs, above 0: without it they are counted.
 */
export function createInvalidatedCache<V extends object>(
  invalidations: Invalidations,
  most: number,
  weigh: (value: V) => number = () => 1,
): InvalidatedCache<V> {
  const keysByTag = new Map<string, Set<string>>()
  const cache = new LRUCache<string, CachedValue<V>>({
    // Not the library's `max`, which takes the room of all entries at once.
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
