import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { createCache } from '#base/cache'
import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'

export interface Limiter {
  consume(key: string): Promise<RateLimiterRes>
  reward(key: string): Promise<unknown>
  /** The name of a key in the store. */
  getKey(key: string): string
}

/** Counted in the database, so that all nodes share the limit. */
export function sharedLimiter(db: Db, name: string, points: number, duration: number): Limiter {
  const client = {
    query: async ({ text, values, name }: { text: string; values: readonly unknown[]; name: string }) => {
      const { rows, count } = await db.query({ sql: text, params: values, name })
      return { rows, rowCount: count }
    },
  }
  return new RateLimiterPostgres({
    storeClient: client,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration,
  })
}

/** Counts on this node only. */
export function countedHere(name: string, points: number, duration: number): (key: string) => Promise<Allowance> {
  const limiter = new RateLimiterMemory({ points, duration })
  return (key) => consume(limiter, name, key, points)
}

/** Counts in the store. Once a key has used up its limit, remembers that until the window ends. */
export function countedUntilSpent(limiter: Limiter, name: string, limit: number): (key: string) => Promise<Allowance> {
  const spent = createCache<Allowance>(10_000)
  return async (key) => {
    const known = spent.get(key)
    if (known !== undefined) return known
    const allowance = await consume(limiter, name, key, limit)
    if (!allowance.allowed)
      spent.set(key, { ...allowance, isFirstRefusal: false }, { ttl: allowance.resetSeconds * 1000 })
    return allowance
  }
}

export async function consume(
  limiter: Pick<Limiter, 'consume'>,
  name: string,
  key: string,
  limit: number,
): Promise<Allowance> {
  try {
    return allowanceOf(name, limit, true, await limiter.consume(key))
  } catch (over) {
    if (over instanceof RateLimiterRes) return allowanceOf(name, limit, false, over)
    throw over
  }
}

function allowanceOf(
  name: string,
  limit: number,
  allowed: boolean,
  { remainingPoints, msBeforeNext, consumedPoints }: RateLimiterRes,
): Allowance {
  return {
    name,
    allowed,
    limit,
    remaining: Math.max(0, remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isFirstRefusal: !allowed && consumedPoints === limit + 1,
  }
}
