import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { createCache } from '#base/cache'
import { type Clock, machineTime } from '#base/clock'
import { createGroupCommit, type Db, newCaller } from '#base/db'
import type { Allowance } from './allowance.ts'
import { countAttempt, countTogether } from './throttle.store.ts'

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

/** What several callers count here, each against a limit of its own. */
export interface CountedHere {
  count(key: string, limit: number, points?: number): Promise<Allowance>
  /** How much is left, without counting. */
  look(key: string, limit: number): Promise<Allowance>
}

/** Counts on this node only, against a limit that each caller brings. */
export function countedAgainst(name: string, duration: number): CountedHere {
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration })
  return {
    async count(key, limit, points = 1) {
      const counted = await limiter.consume(key, points)
      return allowanceOf(name, limit, counted.consumedPoints <= limit, counted, points)
    },
    async look(key, limit) {
      const counted = await limiter.get(key)
      const none = { consumedPoints: 0, msBeforeNext: duration * 1_000 }
      return allowanceOf(name, limit, (counted?.consumedPoints ?? 0) < limit, counted ?? none)
    },
  }
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

/** One request that is counted. */
interface Hit {
  readonly key: string
}

const MOST_COUNTED = 100

/**
 * Counts in the store, in a statement that concurrent requests share. Each is judged by its own place in the count, so
 * that no more are let through than one by one.
 */
export function countedTogether(
  { db, clock }: { readonly db: Db; readonly clock: Pick<Clock, 'now'> },
  {
    name,
    prefix,
    limit,
    seconds,
  }: { readonly name: string; readonly prefix: string; readonly limit: number; readonly seconds: number },
): (key: string) => Promise<Allowance> {
  const group = createGroupCommit<Hit, Allowance>(
    MOST_COUNTED,
    async (hits) => {
      const hitsByKey = Map.groupBy(hits, ({ key }) => key)
      const now = clock.now().getTime()
      const counted = await countTogether.rows(db, {
        keys: [...hitsByKey.keys()],
        counts: [...hitsByKey.values()].map(({ length }) => String(length)),
        now,
        windowEnd: now + seconds * 1_000,
      })
      const rows = new Map(counted.map((row) => [row.key, row]))
      return (hit) => {
        const [row, ofKey = []] = [rows.get(hit.key), hitsByKey.get(hit.key)]
        if (row === undefined) throw new Error('a request was not counted')
        const consumedPoints = row.points - ofKey.length + 1 + ofKey.indexOf(hit)
        return allowanceOf(name, limit, consumedPoints <= limit, {
          consumedPoints,
          msBeforeNext: row.expire - now,
        })
      }
    },
    { gathers: true },
  )
  return (key) => group.commit({ key: `${prefix}:${key}` }, newCaller())
}

/** An attempt to sign in, counted for its address and, within that limit, for the account. */
export interface CountedAttempt {
  readonly ofAddress: Allowance
  readonly ofAccount: Allowance | undefined
}

/** Counts an attempt to sign in for both in one statement, in the same rows as the limiters given. */
export function countedAttempts(
  { db }: { readonly db: Db },
  limits: { readonly ofAddress: Limited; readonly ofAccount: Limited; readonly seconds: number },
): (address: string, account: string) => Promise<CountedAttempt> {
  const { ofAddress, ofAccount, seconds } = limits
  return async (address, account) => {
    // The library, which counts other attempts in these rows, asks the machine for the time.
    const now = machineTime()
    const { points, expire, accountPoints, accountExpire } = await countAttempt.one(db, {
      address: ofAddress.limiter.getKey(address),
      account: ofAccount.limiter.getKey(account),
      most: ofAddress.limit,
      now,
      windowEnd: now + seconds * 1_000,
    })
    const judged = ({ name, limit }: Limited, consumedPoints: number, ends: number): Allowance =>
      allowanceOf(name, limit, consumedPoints <= limit, { consumedPoints, msBeforeNext: ends - now })
    return {
      ofAddress: judged(ofAddress, points, expire),
      ofAccount:
        accountPoints === null || accountExpire === null ? undefined : judged(ofAccount, accountPoints, accountExpire),
    }
  }
}

interface Limited {
  readonly name: string
  readonly limiter: Pick<Limiter, 'getKey'>
  readonly limit: number
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

/** The allowance of the request with this place in its window. */
function allowanceOf(
  name: string,
  limit: number,
  allowed: boolean,
  { consumedPoints: place, msBeforeNext }: Pick<RateLimiterRes, 'consumedPoints' | 'msBeforeNext'>,
  points = 1,
): Allowance {
  return {
    name,
    allowed,
    limit,
    remaining: Math.max(0, limit - place),
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isFirstRefusal: !allowed && place - points <= limit,
  }
}
