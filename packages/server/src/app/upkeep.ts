import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { measurePolicies } from '#domain/access'
import { keepPartitions, resealSubjectKeys } from '#domain/audit'
import { forgetAssertions } from '#domain/clients'
import { forgetConsents } from '#domain/consents'
import type { DomainChecks } from '#domain/email-domains'
import type { SigningKeys } from '#domain/keys'
import { forgetLaunches } from '#domain/launches'
import { forgetLogins, resealPlaces } from '#domain/logins'
import { type Courier, forgetNotices } from '#domain/logout'
import { forgetRoundTrips } from '#domain/proof'
import { resealAssertionKeys, resealProviders } from '#domain/providers'
import { forgetStrangers, type RegistrationDeps } from '#domain/registration'
import { forgetOldInvalidations } from '#domain/revocation'
import { forgetAddresses, forgetLimits, type ThrottleSettings } from '#domain/throttle'
import type { Traces } from '#domain/traces'
import { forgetResets } from '#domain/users'

/** What is done from time to time beside the requests. */
export interface Upkeep {
  start(): void
  /** Does it now; also called by tests that have travelled in time. */
  run(): Promise<void>
  stop(): Promise<void>
}

export interface UpkeepDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly signingKeys: SigningKeys
  readonly courier: Courier
  readonly domainChecks: DomainChecks
  readonly settings: ThrottleSettings
  readonly traces: Traces
  readonly registration: RegistrationDeps
}

const EVERY_MS = 60_000
/** Ended logins stay this long, so that a replayed token still finds the one to name. */
const LOGINS_KEPT_SECONDS = 7 * 86_400
/** Long enough to tell a developer that a state was used, or came late. */
const LEGS_KEPT_SECONDS = 3_600
const CONSENTS_KEPT_SECONDS = 7 * 86_400
const NEWS_KEPT_SECONDS = 3_600
/** Long enough for the page that waits for how it went. */
const NOTICES_KEPT_SECONDS = 3_600
/** Long enough to tell whoever follows a link that it has expired. */
const RESETS_KEPT_SECONDS = 7 * 86_400
const DELETED_AT_ONCE = 10_000
/** An assertion that has expired is refused for that; clocks of nodes differ by less than this. */
const ASSERTIONS_KEPT_SECONDS = 600

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { db, clock, log, keyring, signingKeys, courier, domainChecks } = deps
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined

  async function work(): Promise<void> {
    const now = clock.now()
    if (clock.state() !== 'steady') log.warn('clock.differs', { code: clock.state(), ms: clock.offsetMs() })
    await signingKeys.refresh(now)
    await keepPartitions(db, now)
    await forgetByAge(deps, now)
    const measured = await measurePolicies(db)
    if (measured > 0) log.info('policies.measured', { count: measured })
    // Not waited for: whoever is told may hang, and others’ notices go on arriving. It ends with the server.
    courier.run().catch((error: unknown) => log.error('upkeep.failed', { error }))
    await domainChecks.run()
    if (keyring.previousFingerprint !== undefined) await resealAll()
  }

  /** What the previous key sealed is sealed anew, so that it can be given up. */
  async function resealAll(): Promise<void> {
    let count = 0
    for (const reseal of [resealPlaces, resealSubjectKeys, resealProviders, resealAssertionKeys]) {
      for (let some = 1; some > 0; count += some) some = await reseal(db, keyring)
    }
    if (count > 0) log.info('keys.resealed', { count })
  }

  const run = (): Promise<void> => {
    underWay ??= work().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const quietly = (): void => {
    run().catch((error: unknown) => log.error('upkeep.failed', { error }))
  }

  return {
    start() {
      timer = setInterval(quietly, EVERY_MS)
      timer.unref()
    },
    run,
    async stop() {
      clearInterval(timer)
      await underWay?.catch((error: unknown) => log.error('upkeep.failed', { error }))
    },
  }
}

/** Deletes what is of no use any more. */
async function forgetByAge({ db, clock, settings, traces, registration }: UpkeepDeps, now: Date): Promise<void> {
  const ago = (seconds: number): Date => secondsAfter(now, -seconds)
  await forgetOldInvalidations.run(db, ago(NEWS_KEPT_SECONDS))
  await forgetAddresses.run(db, ago(settings.knownAddressDays * 86_400))
  await forgetLimits.run(db, clock.system() - NEWS_KEPT_SECONDS * 1_000)
  await forgetAssertions.run(db, ago(ASSERTIONS_KEPT_SECONDS))
  await traces.tidy()
  await forgetRoundTrips.run(db, ago(LEGS_KEPT_SECONDS))
  await forgetLaunches.run(db, ago(ASSERTIONS_KEPT_SECONDS))
  await forgetNotices.run(db, ago(NOTICES_KEPT_SECONDS))
  await forgetLogins(db, ago(LOGINS_KEPT_SECONDS))
  await forgetConsents.run(db, ago(CONSENTS_KEPT_SECONDS))
  await forgetStrangers(registration, now)
  await forgetResets.run(db, ago(RESETS_KEPT_SECONDS), DELETED_AT_ONCE)
}
