import { LRUCache } from 'lru-cache'
import { createCache } from '#base/cache'

/** Caches values for many owners: one owner's values don't displace another's. */
export interface Shares<T> {
  get(whose: string, key: string): T | undefined
  /** `size` is roughly how much memory it takes, in bytes. */
  put(whose: string, key: string, value: T, size: number): void
}

export interface ShareLimits {
  /** Per owner: above this number, the value unused for longest is dropped. */
  readonly number: number
  readonly bytes: number
  /** For all together: the share unused for longest is dropped as a whole. */
  readonly allBytes: number
}

export function createShares<T>({ number, bytes, allBytes }: ShareLimits): Shares<T> {
  const shares = new LRUCache<string, LRUCache<string, { readonly value: T }>>({ maxSize: allBytes })
  return {
    get: (whose, key) => shares.get(whose)?.get(key)?.value,
    put(whose, key, value, size) {
      const share = shares.get(whose) ?? new LRUCache({ max: number, maxSize: bytes })
      share.set(key, { value }, { size })
      // Deleted first, because the library keeps the old size of a value that stays the same.
      shares.delete(whose)
      shares.set(whose, share, { size: Math.max(1, share.calculatedSize) })
    },
  }
}

/** The same without shares: above this number, the value unused for longest is dropped, whoever owns it. */
export function createPool<T extends object>(number: number): Shares<T> {
  const pool = createCache<T>(number)
  const keyOf = (whose: string, key: string): string => `${whose} ${key}`
  return {
    get: (whose, key) => pool.get(keyOf(whose, key)),
    put: (whose, key, value) => void pool.set(keyOf(whose, key), value),
  }
}
