import { accepted, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, deferred, type Tx } from '#base/db'
import { networkOf } from '#base/http'
import type { Allowance } from './allowance.ts'
import { forgiveGuesses, noteGuess, type Standing, type StandingKeys, standingOf } from './guesses.store.ts'
import type { HashingBudget } from './hashing-budget.ts'
import { createHeldAnswers, type HeldAnswer } from './held-answers.ts'
import { consume, countedAttempts, type Limiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'
import { knownAddress, noteSuccess } from './throttle.store.ts'
import { createTurns } from './turns.ts'

/** The refusal that unknown visitors over a limit get; nobody gets it earlier than they do. */
export interface HeldRefusal extends HeldAnswer {
  readonly allowance: Allowance
  /** Waiting does not help: there were too many wrong passwords in a row. */
  readonly isDisabled?: true
}

/** An attempt that was let through. Call one of its functions when it has ended; later calls do nothing. */
export interface Attempt {
  /**
   * Undefined within the limits. Otherwise unknown visitors are refused, and this attempt came from an address that the
   * account has signed in from. A wrong password must get the same refusal, so that it doesn't reveal known addresses.
   */
  readonly strangers: HeldRefusal | undefined
  succeeded(now: Date): Promise<void>
  /**
   * Writes a success with the caller's transaction; it travels with the next statement. Call `succeeded` after the commit
   * all the same, or `withdrawn` if it was rolled back. `isComplete`: in an app's own form, where nothing is lacking any more.
   */
  succeedsWith(tx: Tx, now: Date, isComplete: boolean): Promise<void>
  failed(): Promise<void>
  /** It neither succeeded nor failed, and isn't counted. */
  withdrawn(): Promise<void>
  /**
   * Refuses unknown visitors for a reason of another kind. This attempt then doesn't count, and a visitor from a known
   * address gets another one.
   */
  beyond(allowance: Allowance): Promise<Result<Attempt, HeldRefusal>>
  /** By what the account's standing is found; for a larger statement. */
  readonly keys: StandingKeys
  /** How the account stands, by a statement of its own. */
  standing(): Promise<Standing>
  /**
   * Asked before a password is hashed, which takes this long: after too many wrong ones in a row, and when the time for
   * unknown browsers is used up, only known ones get further.
   */
  hashing(standing: Standing, ms: number): Promise<Result<Attempt, HeldRefusal>>
  /** Counts a hashed wrong password; true if this one turns the account's password off. */
  wrong(now: Date): Promise<boolean>
}

export interface SignInLimitDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly settings: ThrottleSettings
  readonly clock: Pick<Clock, 'monotonic'>
  /** Attempts from an address. */
  readonly addresses: Limiter
  /** Failed sign-ins of an account, from anywhere. */
  readonly accounts: Limiter
  /** Failed sign-ins of an account from one address; beyond a limit, all attempts from a known address. */
  readonly knownPairs: Limiter
  readonly keyed: (text: string) => string
  readonly budget: HashingBudget
}

/** `browserHash`: of the browser's cookie, where there is one. */
export type SignInLimit = (
  account: string,
  place: { readonly address: string; readonly browserHash?: string | undefined },
  now: Date,
) => Promise<Result<Attempt, HeldRefusal>>

/**
 * Within the limits of the address and the account, every attempt is let through. Beyond them, people who signed in with
 * the browser or from the address before may continue until they have used up the account's failures there. So neither a
 * neighbour behind the same address nor strangers elsewhere can lock an owner out. The count for strangers doesn't depend
 * on known addresses.
 */
export function createSignInLimit(deps: SignInLimitDeps): SignInLimit {
  const { db, settings, clock, addresses, accounts, knownPairs, keyed } = deps
  const { monotonic } = clock
  const { failedSignInsPerAccount: most, attemptsPerAddress, windowSeconds: seconds } = settings
  const attempts = countedAttempts(deps, {
    ofAddress: { name: 'address', limiter: addresses, limit: attemptsPerAddress },
    ofAccount: { name: 'signIn', limiter: accounts, limit: most },
    seconds,
  })
  // As many at once as may fail: an honest crowd on one account waits in line, and isn't counted as failures.
  const turns = createTurns(most)
  /** How many passwords of an account are being hashed on this node: each may be one more wrong one. */
  const underWay = new Map<string, number>()
  const held = createHeldAnswers(monotonic)

  return async (account, { address, browserHash }, now) => {
    const arrivedAt = monotonic()
    const network = networkOf(address)
    const pair = `${account}\n${network}`
    const browserPair = browserHash === undefined ? undefined : `${account}\nin ${browserHash}`
    const guesses = guessesOf(deps, underWay, account, { pair, browserPair }, now)
    const { keys } = guesses
    // Sent at once, so that both travel with the next statement of a transaction.
    const note = (tx: Tx, counted: string, at: Date, isComplete = false): Promise<unknown> => {
      const seen = [keys.pairHashes, keys.browserHashes, isComplete ? keys.formHashes : []].flatMap((all) =>
        all.slice(0, 1),
      )
      return Promise.all([noteSuccess.run(tx, counted, seen, at), guesses.forgive(tx)])
    }
    const usual = await reserve(accounts, turns, keyed(account), async (key) => {
      const { ofAddress, ofAccount } = await attempts(keyed(network), key)
      return ofAccount ?? ofAddress
    })
    // Unknown pairs are counted too, so that counting doesn't reveal the known ones.
    const countHere = (key: string): Promise<Allowance> => consume(knownPairs, 'signIn', key, most)
    const count = (): Promise<unknown> =>
      Promise.all([pair, ...(browserPair === undefined ? [] : [browserPair])].map((one) => countHere(keyed(one))))
    const beyond = async (allowance: Allowance, isDisabled?: true): Promise<Result<Attempt, HeldRefusal>> => {
      const answer = held.hold(network, arrivedAt)
      const strangers: HeldRefusal = { allowance, due: answer?.due ?? atOnce, ...(isDisabled && { isDisabled }) }
      const isKnownBy = async (hashes: readonly string[]): Promise<boolean> =>
        hashes.length > 0 && (await knownAddress.one(db, hashes, keys.since)).known
      const isKnownBrowser = await isKnownBy(keys.browserHashes)
      const known = isKnownBrowser || (await isKnownBy(keys.pairHashes))
      const isOffHere = isDisabled === true && guesses.isOffHere()
      const own =
        known && !isOffHere && answer !== undefined
          ? await reserve(knownPairs, turns, keyed((isKnownBrowser ? browserPair : undefined) ?? pair), countHere)
          : undefined
      if (own?.ok !== true) return refused(strangers)
      if (isDisabled === true) guesses.take()
      return accepted(attemptOf({ ...own.value, db, note, count: atOnce, beyond, strangers, guesses }))
    }
    // Strangers are refused; a known address may still use up its own limit.
    if (!usual.ok) return beyond(usual.refusal)
    return accepted(attemptOf({ ...usual.value, db, note, count, beyond, strangers: undefined, guesses }))
  }
}

/** The wrong passwords of an account, in a row, and where they came from. */
function guessesOf(
  { db, keyring, settings, budget }: SignInLimitDeps,
  underWay: Map<string, number>,
  account: string,
  { pair, browserPair }: { readonly pair: string; readonly browserPair: string | undefined },
  now: Date,
) {
  const most = settings.wrongPasswordsInARow
  const keys: StandingKeys = {
    accountHashes: accountHashes(keyring, account),
    pairHashes: hashesOf(keyring, pair),
    formHashes: formHashes(keyring, pair),
    browserHashes: browserPair === undefined ? [] : hashesOf(keyring, browserPair),
    since: secondsAfter(now, -settings.knownAddressDays * 86_400),
  }
  let found: Standing | undefined
  let isUnderWay = false
  const others = (): number => underWay.get(account) ?? 0
  const take = (): void => {
    if (!isUnderWay) underWay.set(account, others() + 1)
    isUnderWay = true
  }
  return {
    keys,
    standing(): Promise<Standing> {
      const { formHashes: _, ...own } = keys
      return standingOf.one(db, own)
    },
    /** What only known browsers get past, if anything. */
    obstacle(standing: Standing, ms: number): 'off' | Allowance | undefined {
      found = standing
      if (standing.failures + others() >= most) return 'off'
      take()
      return standing.isKnown || standing.isKnownBrowser ? budget.shortage() : budget.take(ms)
    },
    async wrong(at: Date): Promise<boolean> {
      const [pairHash = ''] = found?.isKnownBrowser === true ? keys.browserHashes : keys.pairHashes
      const [accountHash = ''] = keys.accountHashes
      return (await noteGuess.one(db, { account: accountHash, pair: pairHash, now: at })).failures === most
    },
    isOffHere(): boolean {
      const own = found?.isKnownBrowser === true ? found.browserFailures : found?.ownFailures
      return (own ?? 0) + others() >= most
    },
    take,
    release(): void {
      if (!isUnderWay) return
      isUnderWay = false
      if (others() > 1) underWay.set(account, others() - 1)
      else underWay.delete(account)
    },
    /** Costs nothing where there were no wrong passwords. */
    async forgive(tx: Tx): Promise<void> {
      if (found !== undefined && found.failures + found.ownFailures + found.browserFailures > 0)
        await forgiveGuesses.run(tx, keys.accountHashes, [...keys.pairHashes, ...keys.browserHashes], most)
    },
  }
}

/** Not a time to wait: only a new password helps. */
const DISABLED: Allowance = {
  name: 'wrongPasswords',
  allowed: false,
  limit: 0,
  remaining: 0,
  resetSeconds: 1,
  isFirstRefusal: false,
}

const atOnce = (): Promise<void> => Promise.resolve()

/** The keyed hashes of an account: its name is no network's. */
export function accountHashes(keyring: Keyring, account: string): readonly string[] {
  return hashesOf(keyring, `${account}\n`)
}

/** Of an account's address with a network where a sign-in in an app's own form lacked nothing. */
export function formHashes(keyring: Keyring, pair: string): readonly string[] {
  return hashesOf(keyring, `form ${pair}`)
}

/** The keyed hashes of an account with an address: with the current key and with the previous one. */
export function hashesOf(keyring: Keyring, pair: string): readonly string[] {
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

interface Begun extends Reserved, Pick<Attempt, 'strangers'> {
  readonly db: Db
  beyond(allowance: Allowance, isDisabled?: true): Promise<Result<Attempt, HeldRefusal>>
  readonly guesses: ReturnType<typeof guessesOf>
  /** Undoes the count, and remembers the pair. */
  note(tx: Tx, counted: string, at: Date, isComplete?: boolean): Promise<unknown>
  /** Counts a failure for the pair. */
  count(): Promise<unknown>
}

function attemptOf({ db, counted, giveBack, done, note, count, beyond, strangers, guesses }: Begun): Attempt {
  let [ended, isNoted] = [false, false]
  const end = async (work: () => Promise<unknown>): Promise<void> => {
    if (ended) return
    ended = true
    try {
      await work()
    } finally {
      guesses.release()
      done()
    }
  }
  const instead = async (allowance: Allowance, isDisabled?: true): Promise<Result<Attempt, HeldRefusal>> => {
    await end(giveBack)
    return beyond(allowance, isDisabled)
  }
  const attempt: Attempt = {
    strangers,
    keys: guesses.keys,
    standing: guesses.standing,
    wrong: guesses.wrong,
    succeeded: (at) => end(() => (isNoted ? atOnce() : note(db, counted, at))),
    async succeedsWith(tx, at, isComplete) {
      isNoted = true
      await deferred(tx, () => note(tx, counted, at, isComplete))
    },
    beyond: (allowance) => instead(allowance),
    async hashing(standing, ms) {
      const obstacle = guesses.obstacle(standing, ms)
      // Strangers are refused already, and this visitor is known.
      if (obstacle === undefined || (strangers !== undefined && typeof obstacle === 'object')) return accepted(attempt)
      return obstacle === 'off' ? instead(DISABLED, true) : instead(obstacle)
    },
    failed: () => end(count),
    withdrawn: () => end(giveBack),
  }
  return attempt
}

/** Counts the attempt as failed before it is made, so that it can be taken back. */
async function reserve(
  limiter: Limiter,
  turns: ReturnType<typeof createTurns>,
  key: string,
  count: (key: string) => Promise<Allowance>,
): Promise<Result<Reserved, Allowance>> {
  const done = await turns.take(key)
  try {
    const allowance = await count(key)
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
