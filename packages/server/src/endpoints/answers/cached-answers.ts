import { LRUCache } from 'lru-cache'
import type { Issuer } from '#domain/projects'

/** Answers that are the same for all who ask at an address, as the bytes that are sent. */
export interface CachedAnswers {
  /** The answer of this name at an address. It is made anew for another version. */
  at(issuer: Pick<Issuer, 'url'>, name: string, version: string, make: () => string): Buffer
}

interface CachedAnswer {
  readonly version: string
  readonly bytes: Buffer
}

/** Holds answers of so many bytes together: those of the addresses that were asked last. */
export function createCachedAnswers(mostBytes: number): CachedAnswers {
  const kept = new LRUCache<string, CachedAnswer>({
    maxSize: mostBytes,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
  })
  return {
    at({ url }, name, version, make) {
      const key = `${name} ${url}`
      const known = kept.get(key)
      if (known?.version === version) return known.bytes
      const bytes = Buffer.from(make())
      kept.set(key, { version, bytes })
      return bytes
    },
  }
}
