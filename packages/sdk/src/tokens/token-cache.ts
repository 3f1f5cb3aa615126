import { TimeoutError } from '../errors.ts'
import type { Clock } from '../host.ts'
import { membersIn } from '../json.ts'
import { using } from '../storage/using.ts'
import type { LoginState } from '../wire.ts'
import { isDue } from './login.ts'

/**
 * A store that the workers of one server share: three methods over Redis, a database or the like. It holds access
 * tokens, but no secrets and no refresh tokens.
 */
export interface SharedStore {
  get(key: string): Promise<string | null | undefined>
  /**
   * Stores a value for a time; with `ifAbsent` only if there is none yet, atomically. Returns whether it was stored.
   */
  set(key: string, value: string, options: { readonly ttlMs: number; readonly ifAbsent: boolean }): Promise<boolean>
  delete(key: string): Promise<unknown>
}

/** The source of machine tokens that workers share. */
export interface TokenCache {
  token(wanted: WantedToken): Promise<LoginState>
}

/** A token that a client needs. */
export interface WantedToken {
  readonly key: string
  /** A token that the server no longer accepts. */
  readonly stale: string | undefined
  /** Asks the server for a token. */
  readonly make: () => Promise<LoginState>
  /** How long before its expiry a token is no longer used. */
  readonly gracePeriod: number
  /** How long the other workers wait for a worker that died while it held the lock, and how long they wait in all. */
  readonly leaseMs: number
  readonly clock: Clock
}

const POLL_MS = 50

/**
 * Lets the workers of one server share machine tokens, so that one request to the server serves them all.
 *
 * @example
 * ```ts
 * const tokenCache = shareTokens({
 *   get: (key) => redis.get(key),
 *   set: async (key, value, { ttlMs, ifAbsent }) => (await redis.set(key, value, { PX: ttlMs, NX: ifAbsent })) === 'OK',
 *   delete: (key) => redis.del(key),
 * })
 * const client = new DamsonClient({ baseUrl, tokenCache })
 * await client.startClientLogin(id, secret)
 * ```
 *
 * @param store  The store that the workers share. If it fails, calls that need a new token reject with a {@link
 * StorageError}.
 */
export function shareTokens(store: SharedStore): TokenCache {
  return {
    async token(wanted) {
      const { key, leaseMs, clock, make } = wanted
      const [lock, worker] = [`${key}|lock`, `${Math.random()}${Math.random()}`]
      const deadline = clock.now() + leaseMs
      for (let found = await find(store, wanted); ; found = await find(store, wanted)) {
        if (found !== undefined) return found
        if (await using(() => store.set(lock, worker, { ttlMs: leaseMs, ifAbsent: true }))) break
        if (clock.now() >= deadline)
          throw new TimeoutError('Another worker holds the lock of the token cache but makes no token: try again.')
        await clock.sleep(POLL_MS)
      }
      try {
        // Another worker may have made one between the last look and the lock.
        return (await find(store, wanted)) ?? (await keep(store, wanted, await make()))
      } finally {
        await using(async () => {
          if ((await store.get(lock)) === worker) await store.delete(lock)
        })
      }
    },
  }
}

async function find(
  store: SharedStore,
  { key, stale, clock, gracePeriod }: WantedToken,
): Promise<LoginState | undefined> {
  const login = membersIn(await using(() => store.get(key))) as Partial<LoginState>
  const { accessToken } = login
  if (accessToken === undefined || accessToken === stale) return undefined
  return isDue({ ...login, accessToken }, clock.now(), gracePeriod) ? undefined : (login as LoginState)
}

async function keep(store: SharedStore, { key, clock }: WantedToken, login: LoginState): Promise<LoginState> {
  const ttlMs = login.expiresAt === undefined ? 0 : login.expiresAt - clock.now()
  if (ttlMs > 0) await using(() => store.set(key, JSON.stringify(login), { ttlMs, ifAbsent: false }))
  return login
}
