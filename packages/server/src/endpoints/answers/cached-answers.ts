import { LRUCache } from 'lru-cache'
import type { Issuer } from '#domain/projects'

/** Answers that are the same for every request to an address, as the bytes to send. */
export interface CachedAnswers {
  /** The answer of this name at an address. It is rendered again when the version changes. */
  at(issuer: Pick<Issuer, 'url'>, name: string, version: string, make: () => string | Buffer): Buffer
}

interface CachedAnswer {
  readonly version: string
  readonly bytes: Buffer
}

/** Holds at most this many bytes of answers: those of the most recently requested addresses. */
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
      const made = make()
      const bytes = typeof made === 'string' ? Buffer.from(made) : made
      kept.set(key, { version, bytes })
      return bytes
    },
  }
}
