import { createCache } from '#base/cache'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import { networkOf } from '#base/http'
import { type Allowance, withinLower } from './allowance.ts'
import { type CodeLimit, codeLimit } from './code-limit.ts'
import { type DeviceLimits, deviceLimits } from './device-limit.ts'
import { type FhirLimit, fhirLimit, type LimitUsed } from './fhir-limit.ts'
import { clearGuesses } from './guesses.store.ts'
import { createHashingBudget } from './hashing-budget.ts'
import { createKnownPlaces, type KnownPlaces } from './known-places.ts'
import { consume, countedHere, countedTogether, countedUntilSpent, type Limiter, sharedLimiter } from './limiter.ts'
import { createMailedCodes, type MailedCodes, mailedCodeHashes } from './mailed-codes.ts'
import type { ThrottleSettings } from './settings.ts'
import { accountHashes, createSignInLimit, type SignInLimit } from './sign-in-limit.ts'
import { type StrangerMail, strangerMails } from './stranger-mails.ts'
import { type TextLimits, textLimits } from './text-limit.ts'
import { type WebhookLimits, webhookLimits } from './webhook-limit.ts'

export interface Throttle extends DeviceLimits, WebhookLimits {
  /** Called before a password is hashed. `account` is the normalised address as typed, even if it has no account. */
  readonly signIn: SignInLimit
  /** Whether this client's wrong secrets from this address have used up their limit; from memory. */
  secretsSpent(clientId: string, address: string): Allowance | undefined
  /** Counts a wrong secret, for the client and for the sender's address. */
  wrongSecret(clientId: string, address: string): Promise<Allowance>
  /** An attempt without an account: registering, asking for a reset, opening a link. */
  attempt(address: string): Promise<Allowance>
  /** `limit`: the client's own, if it is lower than the server's. */
  clientToken(clientId: string, limit?: number): Promise<Allowance>
  /**
   * A provider's token, exchanged at a client or first used as Bearer; by address, so that nobody can block an app's
   * other users.
   */
  exchange(clientId: string, address: string): Promise<Allowance>
  /** Counts a refused token request of an unknown caller: each writes an audit event, so their number must be limited. */
  refusedToken(address: string): Promise<Allowance>
  /** Waiting instead of solving a challenge of the bot check. */
  patience(address: string): Promise<Allowance>
  /** FHIR requests, of a membership, a client and a project. */
  readonly fhir: FhirLimit
  /** A caller's questions about tokens or people: introspection by client, userinfo by membership. */
  lookUp(caller: string): Promise<Allowance>
  /** What a browser does with its existing sign-in, without a new proof: each is written and audited. */
  inBrowser(rootId: string): Promise<Allowance>
  mail(recipient: string): Promise<Allowance>
  /** Counted beside the limit of the mailbox, once that allows it. */
  strangerMail(mail: StrangerMail): Promise<Allowance>
  readonly text: TextLimits
  /** The refusal, if this node has no time to hash one more password for an unknown browser; else takes its time. */
  hashing(ms: number): Allowance | undefined
  /** The account has a new password: the wrong ones before it count no more. */
  newPassword(tx: Tx, account: string): Promise<unknown>
  /** Where people have signed in. */
  readonly places: KnownPlaces
  /** Wrong codes of sign-ins by e-mail. */
  readonly mailedCodes: MailedCodes
  /** Called before a code of a second factor is compared: it counts as wrong until `right` takes that back. */
  readonly code: CodeLimit
}

/** Enough for the people of a clinic who have no scripts. */
const PATIENT_PER_HOUR = 10

export function createThrottle(
  db: Db,
  keyring: Keyring,
  settings: ThrottleSettings,
  clock: Pick<Clock, 'now' | 'monotonic'>,
  limitUsed?: LimitUsed,
): Throttle {
  const shared = (name: string, points: number, duration: number): Limiter => sharedLimiter(db, name, points, duration)
  const { windowSeconds, mailWindowSeconds, tokensPerClient: limit, exchangesPerClient: mostExchanges } = settings
  const accounts = shared('account', settings.failedSignInsPerAccount, windowSeconds)
  const knownPairs = shared('known', settings.failedSignInsPerAccount, windowSeconds)
  const secrets = shared('secret', settings.wrongSecretsPerClient, windowSeconds)
  const addresses = shared('address', settings.attemptsPerAddress, windowSeconds)
  const tokens = countedTogether({ db, clock }, { name: 'tokens', prefix: 'token', limit, seconds: windowSeconds })
  const mails = shared('mail', settings.mailsPerRecipient, mailWindowSeconds)
  const patience = shared('patience', PATIENT_PER_HOUR, 3_600)
  const spent = createCache<Allowance>(10_000)
  const budget = createHashingBudget(clock.monotonic, settings)
  const exchanges = countedUntilSpent(shared('exchange', mostExchanges, windowSeconds), 'exchanges', mostExchanges)
  const refusals = countedUntilSpent(addresses, 'refusedTokens', settings.attemptsPerAddress)
  const keyed = (text: string): string => keyring.keyedHash('throttle', text).hash.toString('base64url')
  const pairKey = (clientId: string, address: string): string => keyed(`${clientId}\n${networkOf(address)}`)
  const byAddress = (address: string): Promise<Allowance> =>
    consume(addresses, 'address', keyed(networkOf(address)), settings.attemptsPerAddress)

  return {
    signIn: createSignInLimit({ db, keyring, settings, clock, addresses, accounts, knownPairs, keyed, budget }),
    // By client and address. Secrets of 256 bits cannot be guessed, so the limit only saves work. A limit by client alone
    // would let anyone who knows a client's public id block that client.
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
      // Unknown ids are unlimited in number, so they are limited by address.
      const ofAddress = await byAddress(address)
      return ofAddress.allowed ? allowance : ofAddress
    },
    attempt: byAddress,
    // Separate from other attempts of the address: apps with expired tokens must not keep people from signing in.
    refusedToken: (address) => refusals(keyed(`refused token\n${networkOf(address)}`)),
    clientToken: async (clientId, limit) => withinLower(await tokens(clientId), limit),
    exchange: (clientId, address) => exchanges(pairKey(clientId, address)),
    patience: (address) => consume(patience, 'patience', keyed(networkOf(address)), PATIENT_PER_HOUR),
    lookUp: countedHere('lookUps', settings.lookUpsPerCaller, windowSeconds),
    inBrowser: countedHere('signIns', settings.signInsPerBrowser, windowSeconds),
    hashing: (ms) => budget.take(ms),
    newPassword: (tx, account) =>
      clearGuesses.run(tx, [...accountHashes(keyring, account), ...mailedCodeHashes(keyring, account)]),
    places: createKnownPlaces(keyring, settings),
    mailedCodes: createMailedCodes(db, keyring),
    code: codeLimit(db, settings),
    ...limitsOfPrograms(limitUsed, db, settings, pairKey),
    text: textLimits(db, settings, keyed),
    strangerMail: strangerMails(db, settings),
    mail: (recipient) => consume(mails, 'mails', keyed(recipient), settings.mailsPerRecipient),
  }
}

/** FHIR requests, devices, and vendors that start Bots. */
function limitsOfPrograms(
  limitUsed: LimitUsed | undefined,
  ...[db, settings, pairKey]: Parameters<typeof deviceLimits>
): DeviceLimits & WebhookLimits & Pick<Throttle, 'fhir'> {
  return {
    fhir: fhirLimit(settings, limitUsed),
    ...deviceLimits(db, settings, pairKey),
    ...webhookLimits(settings),
  }
}
