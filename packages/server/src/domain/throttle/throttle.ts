import { createCache } from '#base/cache'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { networkOf } from '#base/http'
import type { Allowance } from './allowance.ts'
import { consume, countedHere, countedUntilSpent, type Limiter, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'
import { createSignInLimit, type SignInLimit } from './sign-in-limit.ts'

export interface Throttle {
  /** Before a password is hashed. `account` is the address as typed, normalised; also for accounts that do not exist. */
  readonly signIn: SignInLimit
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

export function createThrottle(
  db: Db,
  keyring: Keyring,
  settings: ThrottleSettings,
  { monotonic }: Pick<Clock, 'monotonic'>,
): Throttle {
  const shared = (name: string, points: number, duration: number): Limiter => sharedLimiter(db, name, points, duration)
  const { windowSeconds, mailWindowSeconds, exchangesPerClient: mostExchanges } = settings
  const accounts = shared('account', settings.failedSignInsPerAccount, windowSeconds)
  const knownPairs = shared('known', settings.failedSignInsPerAccount, windowSeconds)
  const secrets = shared('secret', settings.wrongSecretsPerClient, windowSeconds)
  const addresses = shared('address', settings.attemptsPerAddress, windowSeconds)
  const tokens = shared('token', settings.tokensPerClient, windowSeconds)
  const mails = shared('mail', settings.mailsPerRecipient, mailWindowSeconds)
  const persons = countedHere('fhirInteractions', settings.fhirRequestsPerPerson, windowSeconds)
  const machines = countedHere('fhirInteractions', settings.fhirRequestsPerMachine, windowSeconds)
  const spent = createCache<Allowance>(10_000)
  const exchanges = countedUntilSpent(shared('exchange', mostExchanges, windowSeconds), 'exchanges', mostExchanges)
  const refusals = countedUntilSpent(addresses, 'refusedTokens', settings.attemptsPerAddress)
  const keyed = (text: string): string => keyring.keyedHash('throttle', text).hash.toString('base64url')
  const pairKey = (clientId: string, address: string): string => keyed(`${clientId}\n${networkOf(address)}`)
  const byAddress = (address: string): Promise<Allowance> =>
    consume(addresses, 'address', keyed(networkOf(address)), settings.attemptsPerAddress)

  return {
    signIn: createSignInLimit({ db, keyring, settings, monotonic, accounts, knownPairs, byAddress, keyed }),
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
