import { accepted, type Result, refused } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { networkOf } from '#base/http'
import type { Allowance } from './allowance.ts'
import { createHeldAnswers, type HeldAnswer } from './held-answers.ts'
import { consume, type Limiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'
import { knownAddress, noteSuccess } from './throttle.store.ts'
import { createTurns } from './turns.ts'

/** The refusal that unknown visitors over a limit get; nobody gets it earlier than they do. */
export interface HeldRefusal extends HeldAnswer {
  readonly allowance: Allowance
}

/** An attempt that was let through. Call one of its functions when it has ended; later calls do nothing. */
export interface Attempt {
  /**
   * Undefined within the limits. Otherwise unknown visitors are refused, and this attempt came from an address that the
   * account has signed in from. A wrong password must get the same refusal, so that it doesn't reveal known addresses.
   */
  readonly strangers: HeldRefusal | undefined
  succeeded(now: Date): Promise<void>
  failed(): Promise<void>
  /** It neither succeeded nor failed, and isn't counted. */
  withdrawn(): Promise<void>
  /**
   * Refuses unknown visitors for a reason of another kind. This attempt then doesn't count, and a visitor from a known
   * address gets another one.
   */
  beyond(allowance: Allowance): Promise<Result<Attempt, HeldRefusal>>
}

export interface SignInLimitDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly settings: ThrottleSettings
  readonly monotonic: () => number
  /** Failed sign-ins of an account, from anywhere. */
  readonly accounts: Limiter
  /** Failed sign-ins of an account from one address; beyond a limit, all attempts from a known address. */
  readonly knownPairs: Limiter
  readonly byAddress: (address: string) => Promise<Allowance>
  readonly keyed: (text: string) => string
}

export type SignInLimit = (account: string, address: string, now: Date) => Promise<Result<Attempt, HeldRefusal>>

/**
 * Within the limits of the address and the account, every attempt is let through. Beyond them, people who signed in from
 * the address before may continue until they have used up the account's failures there. So neither a neighbour behind the
 * same address nor strangers elsewhere can lock an owner out. The count for strangers doesn't depend on known addresses.
 */
export function createSignInLimit(deps: SignInLimitDeps): SignInLimit {
  const { db, keyring, settings, monotonic, accounts, knownPairs, byAddress, keyed } = deps
  const most = settings.failedSignInsPerAccount
  // As many at once as may fail: an honest crowd on one account waits in line, and isn't counted as failures.
  const turns = createTurns(most)
  const held = createHeldAnswers(monotonic)

  return async (account, address, now) => {
    const arrivedAt = monotonic()
    const network = networkOf(address)
    const pair = `${account}\n${network}`
    const note = async (counted: string, at: Date): Promise<void> => {
      await noteSuccess.run(db, counted, pairHashes(keyring, pair)[0] ?? '', at)
    }
    const ofAddress = await byAddress(address)
    const usual = ofAddress.allowed ? await reserve(accounts, turns, keyed(account), most) : refused(ofAddress)
    // Unknown pairs are counted too, so that counting doesn't reveal the known ones.
    const count = (): Promise<unknown> => consume(knownPairs, 'signIn', keyed(pair), most)
    const beyond = async (allowance: Allowance): Promise<Result<Attempt, HeldRefusal>> => {
      const answer = held.hold(network, arrivedAt)
      const strangers: HeldRefusal = { allowance, due: answer?.due ?? atOnce }
      const since = secondsAfter(now, -settings.knownAddressDays * 86_400)
      const { known } = await knownAddress.one(db, pairHashes(keyring, pair), since)
      const own = known && answer !== undefined ? await reserve(knownPairs, turns, keyed(pair), most) : undefined
      if (own?.ok !== true) return refused(strangers)
      return accepted(attemptOf({ ...own.value, note, count: atOnce, beyond, strangers }))
    }
    // Strangers are refused; a known address may still use up its own limit.
    if (!usual.ok) return beyond(usual.refusal)
    return accepted(attemptOf({ ...usual.value, note, count, beyond, strangers: undefined }))
  }
}

const atOnce = (): Promise<void> => Promise.resolve()

/** The keyed hashes of an account with an address: with the current key and with the previous one. */
function pairHashes(keyring: Keyring, pair: string): readonly string[] {
  const versions = [keyring.fingerprint, keyring.previousFingerprint].filter((version) => version !== undefined)
  return versions.flatMap((version) => {
    const hash = keyring.keyedHashWith(version, 'known-address', pair)
    return hash === undefined ? [] : [hash.toString('base64url')]
  })
}

/** An attempt that was counted and has its turn. */
interface Reserved {
  /** The key that it was counted under. */
  readonly counted: string
  giveBack(): Promise<void>
  done(): void
}

interface Begun extends Reserved, Pick<Attempt, 'strangers' | 'beyond'> {
  /** Undoes the count, and remembers the pair. */
  note(counted: string, at: Date): Promise<void>
  /** Counts a failure for the pair. */
  count(): Promise<unknown>
}

function attemptOf({ counted, giveBack, done, note, count, beyond, strangers }: Begun): Attempt {
  let ended = false
  const end = async (work: () => Promise<unknown>): Promise<void> => {
    if (ended) return
    ended = true
    try {
      await work()
    } finally {
      done()
    }
  }
  return {
    strangers,
    succeeded: (at) => end(() => note(counted, at)),
    async beyond(allowance) {
      await end(giveBack)
      return beyond(allowance)
    },
    failed: () => end(count),
    withdrawn: () => end(giveBack),
  }
}

/** Counts the attempt as failed before it is made, so that it can be taken back. */
async function reserve(
  limiter: Limiter,
  turns: ReturnType<typeof createTurns>,
  key: string,
  limit: number,
): Promise<Result<Reserved, Allowance>> {
  const done = await turns.take(key)
  try {
    const allowance = await consume(limiter, 'signIn', key, limit)
    if (!allowance.allowed) {
      done()
      return refused(allowance)
    }
  } catch (error) {
    done()
    throw error
  }
  return accepted({
    counted: limiter.getKey(key),
    async giveBack() {
      await limiter.reward(key)
    },
    done,
  })
}
