import { LRUCache } from 'lru-cache'
import { createCache } from '#base/cache'

/** Keeps things for many: what is kept for one does not push out what is kept for another. */
export interface Shares<T> {
  get(whose: string, key: string): T | undefined
  /** `size` is about what it takes of memory, in bytes. */
  put(whose: string, key: string, value: T, size: number): void
}

export interface ShareLimits {
  /** For one: of what is more, the longest unused goes. */
  readonly number: number
  readonly bytes: number
  /** For all together: the share that is longest unused goes, as a whole. */
  readonly allBytes: number
}

export function createShares<T>({ number, bytes, allBytes }: ShareLimits): Shares<T> {
  const shares = new LRUCache<string, LRUCache<string, { readonly value: T }>>({ maxSize: allBytes })
  return {
    get: (whose, key) => shares.get(whose)?.get(key)?.value,
    put(whose, key, value, size) {
      const share = shares.get(whose) ?? new LRUCache({ max: number, maxSize: bytes })
      share.set(key, { value }, { size })
      // Anew: the library keeps the size of a value that stays the same.
      shares.delete(whose)
      shares.set(whose, share, { size: Math.max(1, share.calculatedSize) })
    },
  }
}

/** The same, without shares: of what is more than this number, the longest unused goes, for whichever it was kept. */
export function createPool<T extends object>(number: number): Shares<T> {
  const pool = createCache<T>(number)
  const placeOf = (whose: string, key: string): string => `${whose} ${key}`
  return {
    get: (whose, key) => pool.get(placeOf(whose, key)),
    put: (whose, key, value) => void pool.set(placeOf(whose, key), value),
  }
}
