import { accepted, type Result, refused } from '@damson/fhir'
import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { networkOf } from '#base/http'
import type { Allowance } from './allowance.ts'
import type { ThrottleSettings } from './settings.ts'
import { knownAddress, rememberAddress } from './throttle.store.ts'
import { createTurns } from './turns.ts'

/** An attempt that was let through. Exactly one of the two is called when it has ended. */
export interface Attempt {
  succeeded(now: Date): Promise<void>
  failed(): void
}

export interface Throttle {
  /** Before a password is hashed. `account` is the address as typed, normalised; also for accounts that do not exist. */
  signIn(account: string, address: string, now: Date): Promise<Result<Attempt, Allowance>>
  /** Whether wrong secrets of this client from this address have used up their limit; from memory. */
  secretsSpent(clientId: string, address: string): Allowance | undefined
  /** Counts a wrong secret, for the client and for the address that sent it. */
  wrongSecret(clientId: string, address: string): Promise<Allowance>
  /** An attempt that has no account: registering, asking for a reset, opening a link. */
  attempt(address: string): Promise<Allowance>
  clientToken(clientId: string): Promise<Allowance>
  /** A provider's token that is exchanged at a client, or comes as Bearer for the first time; from one address, so that nobody shuts out others of the app. */
  exchange(clientId: string, address: string): Promise<Allowance>
  /** Counts a token request that was refused to somebody unknown: each is written to the audit, so there must be an end. */
  refusedToken(address: string): Promise<Allowance>
  fhirRequest(membershipId: string, isPerson: boolean): Promise<Allowance>
  /** Who asks what a token, or a person, is: introspection by client, userinfo by membership. */
  lookUp(caller: string): Promise<Allowance>
  /** What a browser does by the sign-in that it has, without anybody proving anything: each is written and audited. */
  inBrowser(rootId: string): Promise<Allowance>
  mail(recipient: string): Promise<Allowance>
}

interface Limiter {
  consume(key: string): Promise<RateLimiterRes>
  reward(key: string): Promise<unknown>
}

export function createThrottle(db: Db, keyring: Keyring, settings: ThrottleSettings): Throttle {
  const shared = (name: string, points: number, duration: number): Limiter => sharedLimiter(db, name, points, duration)
  const { windowSeconds, mailWindowSeconds, exchangesPerClient: mostExchanges } = settings
  const accounts = shared('account', settings.failedSignInsPerAccount, windowSeconds)
  const secrets = shared('secret', settings.wrongSecretsPerClient, windowSeconds)
  const addresses = shared('address', settings.attemptsPerAddress, windowSeconds)
  const tokens = shared('token', settings.tokensPerClient, windowSeconds)
  const mails = shared('mail', settings.mailsPerRecipient, mailWindowSeconds)
  const persons = countedHere('fhirInteractions', settings.fhirRequestsPerPerson, windowSeconds)
  const machines = countedHere('fhirInteractions', settings.fhirRequestsPerMachine, windowSeconds)
  // As many at once as may fail: an honest crowd on one account waits in line, and is not taken for failures.
  const accountTurns = createTurns(settings.failedSignInsPerAccount)
  const spent = new LRUCache<string, Allowance>({ max: 10_000, ttlAutopurge: false })
  const exchanges = countedUntilSpent(shared('exchange', mostExchanges, windowSeconds), 'exchanges', mostExchanges)
  const refusals = countedUntilSpent(addresses, 'refusedTokens', settings.attemptsPerAddress)
  const keyed = (text: string): string => keyring.keyedHash('throttle', text).hash.toString('base64url')
  const pairKey = (clientId: string, address: string): string => keyed(`${clientId}\n${networkOf(address)}`)
  const byAddress = (address: string): Promise<Allowance> =>
    consume(addresses, 'address', keyed(networkOf(address)), settings.attemptsPerAddress)

  return {
    async signIn(account, address, now) {
      const allowance = await byAddress(address)
      const since = secondsAfter(now, -settings.knownAddressDays * 86_400)
      const { known } = await knownAddress.one(db, pairHashes(keyring, account, address), since)
      if (!allowance.allowed && !known) return refused(allowance)
      // Where the account signed in from before counts by itself: strangers who fail do not keep its owner out.
      const key = keyed(known ? `${account}\n${networkOf(address)}` : account)
      const reserved = await reserve(accounts, accountTurns, 'signIn', key, settings.failedSignInsPerAccount)
      if (!reserved.ok) return reserved
      return accepted({
        async succeeded(at) {
          await reserved.value.succeeded(at)
          await rememberAddress.run(db, pairHashes(keyring, account, address)[0] ?? '', at)
        },
        failed: reserved.value.failed,
      })
    },
    // By client and address: a secret of 256 bits cannot be guessed, so the limit saves work; by client alone it would let
    // anybody who knows a client's public id stop that client.
    secretsSpent(clientId, address) {
      const key = pairKey(clientId, address)
      const used = spent.get(key)
      if (used?.isFirstRefusal === true) spent.set(key, { ...used, isFirstRefusal: false }, { noUpdateTTL: true })
      return used
    },
    async wrongSecret(clientId, address) {
      const key = pairKey(clientId, address)
      const allowance = await consume(secrets, 'clientSecret', key, settings.wrongSecretsPerClient)
      const used = { ...allowance, allowed: false, remaining: 0, isFirstRefusal: allowance.allowed }
      if (allowance.remaining === 0) spent.set(key, used, { ttl: allowance.resetSeconds * 1000 })
      if (!allowance.allowed) return allowance
      // Ids that nobody has are as many as one likes: the address is what limits those.
      const ofAddress = await byAddress(address)
      return ofAddress.allowed ? allowance : ofAddress
    },
    attempt: byAddress,
    // Apart from the attempts of the address: apps whose tokens have ended do not keep people from signing in.
    refusedToken: (address) => refusals(keyed(`refused token\n${networkOf(address)}`)),
    clientToken: (clientId) => consume(tokens, 'tokens', clientId, settings.tokensPerClient),
    exchange: (clientId, address) => exchanges(pairKey(clientId, address)),
    fhirRequest: (membershipId, isPerson) => (isPerson ? persons : machines)(membershipId),
    lookUp: countedHere('lookUps', settings.lookUpsPerCaller, windowSeconds),
    inBrowser: countedHere('signIns', settings.signInsPerBrowser, windowSeconds),
    mail: (recipient) => consume(mails, 'mails', keyed(recipient), settings.mailsPerRecipient),
  }
}

/** An account with an address, as one keyed hash: of the current key, and of the one before it. */
function pairHashes(keyring: Keyring, account: string, address: string): readonly string[] {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  return versions.flatMap((version) => {
    const hash = keyring.keyedHashWith(version, 'known-address', `${account}\n${networkOf(address)}`)
    return hash === undefined ? [] : [hash.toString('base64url')]
  })
}

/** Counted in the database, so that all nodes share the limit. */
function sharedLimiter(db: Db, name: string, points: number, duration: number): Limiter {
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

/** Counts on this node alone. */
function countedHere(name: string, points: number, duration: number): (key: string) => Promise<Allowance> {
  const limiter = new RateLimiterMemory({ points, duration })
  return (key) => consume(limiter, name, key, points)
}

/** Counts in the store, and once a key has used up its limit remembers that until the window ends. */
function countedUntilSpent(limiter: Limiter, name: string, limit: number): (key: string) => Promise<Allowance> {
  const spent = new LRUCache<string, Allowance>({ max: 10_000, ttlAutopurge: false })
  return async (key) => {
    const known = spent.get(key)
    if (known !== undefined) return known
    const allowance = await consume(limiter, name, key, limit)
    if (!allowance.allowed)
      spent.set(key, { ...allowance, isFirstRefusal: false }, { ttl: allowance.resetSeconds * 1000 })
    return allowance
  }
}

async function consume(
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

/** Counts the attempt as failed before it is made, and takes that back when it succeeds. */
async function reserve(
  limiter: Limiter,
  turns: ReturnType<typeof createTurns>,
  name: string,
  key: string,
  limit: number,
): Promise<Result<Attempt, Allowance>> {
  const done = await turns.take(key)
  try {
    const allowance = await consume(limiter, name, key, limit)
    if (!allowance.allowed) {
      done()
      return refused(allowance)
    }
  } catch (error) {
    done()
    throw error
  }
  return accepted({
    async succeeded() {
      try {
        await limiter.reward(key)
      } finally {
        done()
      }
    },
    failed: done,
  })
}
