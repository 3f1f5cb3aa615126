import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Sandbox } from '#base/sandbox'
import { forgetActingLogins, measurePolicies } from '#domain/access'
import { dropAnswers, forgetPending, resealChanges } from '#domain/approvals'
import { keepPartitions, resealSubjectKeys } from '#domain/audit'
import { forgetSpentChallenges } from '#domain/bot-check'
import {
  anyActiveBot,
  type Bots,
  forgetBotRuns,
  forgetJobs,
  RUNS_KEPT_SECONDS,
  resealBotRuns,
  resealJobs,
  resealSecrets,
} from '#domain/bots'
import { forgetAssertions } from '#domain/clients'
import { forgetConsents } from '#domain/consents'
import { forgetDeviceCodes, forgetDeviceWindows } from '#domain/devices'
import { forgetEmailChanges } from '#domain/email-changes'
import type { DomainChecks } from '#domain/email-domains'
import {
  forgetMailedCodes,
  forgetMailedSignIns,
  forgetRememberedBrowsers,
  forgetShownSecrets,
  resealFactors,
} from '#domain/factors'
import { forgetFigures, forgetNearLimits } from '#domain/figures'
import type { SigningKeys } from '#domain/keys'
import { forgetLaunches } from '#domain/launches'
import {
  createLoginSweep,
  forgetBearers,
  forgetChosenRoles,
  forgetPresentedTokens,
  resealOrigins,
} from '#domain/logins'
import { forgetNotices, type LogoutDelivery } from '#domain/logout'
import { forgetNodes, type NodeNotes, UPKEEP_SECONDS } from '#domain/nodes'
import { forgetMails, type Outbox, resealMails } from '#domain/outbox'
import { createAccountDeletions } from '#domain/own-account'
import { forgetChallenges } from '#domain/passkeys'
import type { CertificateWatch } from '#domain/posture'
import type { Issuers } from '#domain/projects'
import { forgetRoundTrips } from '#domain/proof'
import { resealAssertionKeys, resealProviders } from '#domain/providers'
import { forgetRecoveries, forgetRecoveryLinks, type RecoveryDeps, tendRecoveries } from '#domain/recovery'
import { forgetActivationCodes, forgetStrangers, type RegistrationDeps } from '#domain/registration'
import { noteCommonTerms } from '#domain/resources'
import { forgetOldInvalidations } from '#domain/revocation'
import { forgetAddresses, forgetGuesses, forgetLimits, type ThrottleSettings } from '#domain/throttle'
import type { Traces } from '#domain/traces'
import { forgetResets, resealNumbers } from '#domain/users'
import { forgetDeliveries } from '#domain/webhooks'
import { createJobs, inBatches, type Job, type Jobs } from './jobs.ts'
import { stateOf, type ToldByNode } from './node-state.ts'

/** Periodic work beside the requests. */
export interface Upkeep extends Pick<Jobs, 'reports'> {
  start(): void
  /** Runs it now; tests that have travelled in time call it too. */
  run(): Promise<void>
  stop(): Promise<void>
}

export interface UpkeepDeps extends RecoveryDeps, ToldByNode {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly signingKeys: SigningKeys
  readonly logoutDelivery: LogoutDelivery
  readonly domainChecks: DomainChecks
  readonly settings: ThrottleSettings
  readonly traces: Traces
  readonly registration: RegistrationDeps
  readonly issuers: Issuers
  readonly outbox: Outbox
  readonly sandbox: Pick<Sandbox, 'keepWarm'>
  readonly bots: Bots
  readonly nodeNotes: NodeNotes
  readonly certificate: CertificateWatch
  /** Runs when it is asked to alone: each minute the node only says that it is there. */
  readonly isAsked?: boolean
}

/** Long after a node that lives would have written. */
const NODES_KEPT_SECONDS = 86_400
/** How long people's ended logins are kept, so that a replayed token still finds its login. */
const LOGINS_KEPT_SECONDS = 7 * 86_400
/** Long enough to tell a developer that a state was used, or came too late. */
const ROUND_TRIPS_KEPT_SECONDS = 3_600
const CONSENTS_KEPT_SECONDS = 7 * 86_400
/** A person who comes back after a year is asked for their role again. */
const CHOSEN_ROLES_KEPT_SECONDS = 365 * 86_400
const INVALIDATIONS_KEPT_SECONDS = 3_600
/** Long enough for the page that waits for the result. */
const NOTICES_KEPT_SECONDS = 3_600
/** Wrong passwords in a row have no window; an account that nobody tried for a year begins anew. */
const GUESSES_KEPT_SECONDS = 365 * 86_400
/** Long enough to tell the user of a link that it has expired. */
const RESETS_KEPT_SECONDS = 7 * 86_400
/** Long enough to tell a patient at the desk what became of theirs; the audit has it for longer. */
const ACTIVATION_CODES_KEPT_SECONDS = 90 * 86_400
/** Long enough to tell a device that its code has expired. */
const DEVICE_CODES_KEPT_SECONDS = 3_600
/** Longer than one can be confirmed and then undone. */
const EMAIL_CHANGES_KEPT_SECONDS = 30 * 86_400
/** Long enough for an administrator who asks what became of one; the audit has it for longer. */
const RECOVERIES_KEPT_SECONDS = 90 * 86_400
/** Long enough for a pipeline that asks what became of its change; the audit has it for longer. */
const PENDING_KEPT_SECONDS = 30 * 86_400
const ANSWERS_KEPT_SECONDS = 86_400
/** A person may come back to the page that shows them the secret of their authenticator app. */
const SHOWN_SECRETS_KEPT_SECONDS = 86_400
/** Long enough for an administrator who asks what became of one. Their texts are deleted when they are sent. */
const MAILS_KEPT_SECONDS = 30 * 86_400
/** An expired assertion is refused anyway; the clocks of nodes differ by less than this. */
const ASSERTIONS_KEPT_SECONDS = 600
/** As long as a caller is told that the answer is kept. */
const JOBS_KEPT_SECONDS = 86_400
/** A month of days, the first of them whole. */
const FIGURES_KEPT_SECONDS = 33 * 86_400
const NEAR_LIMITS_KEPT_SECONDS = 2 * 86_400
/**
 * Each token of a machine has its own login, which can be revoked until it expires. Clocks differ by much less than this.
 */
const MACHINE_LOGINS_KEPT_SECONDS = 3_600

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { db, clock, log, sandbox } = deps
  const warmSandbox = async (): Promise<number> => {
    sandbox.keepWarm((await anyActiveBot.one(db)).any)
    return 0
  }
  const jobs = createJobs(clock, log, allJobs(deps, warmSandbox))
  let timer: NodeJS.Timeout | undefined
  let underWay: Promise<void> | undefined
  let noted: Promise<unknown> | undefined

  const run = (): Promise<void> => {
    if (clock.state() !== 'steady') log.warn('clock.differs', { code: clock.state(), ms: clock.offsetMs() })
    underWay ??= runAndNote().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  const atOnce = (code: string, act: () => Promise<unknown>): Promise<unknown> =>
    act().catch((error: unknown) => log.error('upkeep.failed', { code, error }))
  const note = (): Promise<unknown> => atOnce('nodes', () => deps.nodeNotes.write(stateOf(deps, jobs.reports())))
  const runAndNote = async (): Promise<void> => {
    try {
      await jobs.run()
    } finally {
      await note()
    }
  }
  // The log has the failures.
  const quietly = (): void => void run().catch(() => undefined)
  const stayNoted = (): void => {
    noted = note()
  }

  return {
    reports: () => jobs.reports(),
    start() {
      // At once, because searches use the term statistics, the first run of a Bot shall find a process, and a node that has
      // ended may have left calls of Bots.
      noted = Promise.all([
        atOnce('common-terms', () => noteCommonTerms(db)),
        atOnce('bot-processes', warmSandbox),
        atOnce('bot-jobs', () => deps.bots.jobs.run()),
        note(),
      ])
      timer = setInterval(deps.isAsked === true ? stayNoted : quietly, UPKEEP_SECONDS * 1_000)
      timer.unref()
    },
    run,
    async stop() {
      clearInterval(timer)
      await noted
      await underWay?.catch(() => undefined)
      await atOnce('nodes', () => deps.nodeNotes.takeAway())
    },
  }
}

/** The jobs in the order in which they run. */
function allJobs(deps: UpkeepDeps, warmSandbox: () => Promise<number>): readonly Job[] {
  const { db, keyring, signingKeys, logoutDelivery, domainChecks, outbox } = deps
  return [
    { name: 'signing-keys', run: (now) => signingKeys.refresh(now).then(() => 0) },
    { name: 'audit-partitions', run: (now) => keepPartitions(db, now).then(() => 0) },
    ...forgettingJobs(deps),
    accountsJob(deps),
    { name: 'recoveries', run: (now) => tendRecoveries(deps, now) },
    { name: 'strangers', run: (now) => forgetStrangers(deps.registration, now) },
    { name: 'common-terms', run: () => noteCommonTerms(db).then(() => 0) },
    { name: 'policy-sizes', run: () => measureAll(deps) },
    // A client's server may hang, and notices for others must still be sent. The job ends with the server.
    { name: 'logout-notices', run: () => logoutDelivery.run().then(() => 0), isBeside: true },
    // A mail server may hang, as above.
    { name: 'mails', run: () => outbox.run(), isBeside: true },
    { name: 'bot-processes', run: warmSandbox },
    // What another node left, and what found no room.
    { name: 'bot-jobs', run: () => deps.bots.jobs.run(), isBeside: true },
    // The address may not answer, as above.
    { name: 'certificate', run: (now) => deps.certificate.run(now), isBeside: true },
    { name: 'email-domains', run: () => domainChecks.run().then(() => 0) },
    ...(keyring.previousFingerprint === undefined ? [] : [{ name: 'reseal', run: () => resealAll(deps) }]),
  ]
}

/** Deletes expired rows, referring rows before the rows that they refer to. */
function forgettingJobs({ db, clock, settings, traces, outbox }: UpkeepDeps): readonly Job[] {
  const sweep = createLoginSweep(db)
  const job = (name: string, some: (now: Date, limit: number) => Promise<number>): Job => ({
    name,
    run: (now) => inBatches(clock, (limit) => some(now, limit).then((rows) => ({ rows, looked: rows }))),
  })
  const byAge = (name: string, { run }: Pick<typeof forgetNotices, 'run'>, seconds: number): Job =>
    job(name, (now, limit) => run(db, secondsAfter(now, -seconds), limit))
  return [
    byAge('invalidations', forgetOldInvalidations, INVALIDATIONS_KEPT_SECONDS),
    byAge('password-guesses', forgetGuesses, GUESSES_KEPT_SECONDS),
    byAge('known-addresses', forgetAddresses, settings.knownAddressDays * 86_400),
    job('rate-limits', (_, limit) => forgetLimits.run(db, clock.system() - INVALIDATIONS_KEPT_SECONDS * 1_000, limit)),
    byAge('client-assertions', forgetAssertions, ASSERTIONS_KEPT_SECONDS),
    byAge('webhook-deliveries', forgetDeliveries, ASSERTIONS_KEPT_SECONDS),
    byAge('bot-runs', forgetBotRuns, RUNS_KEPT_SECONDS),
    byAge('spent-challenges', forgetSpentChallenges, ASSERTIONS_KEPT_SECONDS),
    byAge('passkey-challenges', forgetChallenges, ASSERTIONS_KEPT_SECONDS),
    job('traces', (_, limit) => traces.tidy(limit)),
    byAge('round-trips', forgetRoundTrips, ROUND_TRIPS_KEPT_SECONDS),
    byAge('launches', forgetLaunches, ASSERTIONS_KEPT_SECONDS),
    byAge('told-notices', forgetNotices, NOTICES_KEPT_SECONDS),
    byAge('acting-logins', forgetActingLogins, MACHINE_LOGINS_KEPT_SECONDS),
    byAge('bearers', forgetBearers, LOGINS_KEPT_SECONDS),
    byAge('presented-tokens', forgetPresentedTokens, LOGINS_KEPT_SECONDS),
    job('logins', (now, limit) => sweep.ofPeople(secondsAfter(now, -LOGINS_KEPT_SECONDS), limit)),
    job('machine-logins', (now, limit) => sweep.ofMachines(secondsAfter(now, -MACHINE_LOGINS_KEPT_SECONDS), limit)),
    {
      name: 'login-roots',
      run: (now) => inBatches(clock, (limit) => sweep.roots(secondsAfter(now, -LOGINS_KEPT_SECONDS), limit)),
    },
    byAge('consents', forgetConsents, CONSENTS_KEPT_SECONDS),
    byAge('reset-links', forgetResets, RESETS_KEPT_SECONDS),
    byAge('email-changes', forgetEmailChanges, EMAIL_CHANGES_KEPT_SECONDS),
    byAge('recovery-links', forgetRecoveryLinks, RESETS_KEPT_SECONDS),
    byAge('recoveries', forgetRecoveries, RECOVERIES_KEPT_SECONDS),
    byAge('pending-changes', forgetPending, PENDING_KEPT_SECONDS),
    byAge('answers-of-changes', dropAnswers, ANSWERS_KEPT_SECONDS),
    byAge('shown-secrets', forgetShownSecrets, SHOWN_SECRETS_KEPT_SECONDS),
    byAge('activation-codes', forgetActivationCodes, ACTIVATION_CODES_KEPT_SECONDS),
    byAge('device-codes', forgetDeviceCodes, DEVICE_CODES_KEPT_SECONDS),
    byAge('device-windows', forgetDeviceWindows, DEVICE_CODES_KEPT_SECONDS),
    byAge('mailed-codes', forgetMailedCodes, ASSERTIONS_KEPT_SECONDS),
    byAge('remembered-browsers', forgetRememberedBrowsers, ASSERTIONS_KEPT_SECONDS),
    byAge('chosen-roles', forgetChosenRoles, CHOSEN_ROLES_KEPT_SECONDS),
    byAge('mailed-sign-ins', forgetMailedSignIns, ASSERTIONS_KEPT_SECONDS),
    job('expired-mails', (now, limit) => outbox.expire(now, limit)),
    byAge('sent-mails', forgetMails, MAILS_KEPT_SECONDS),
    byAge('ended-bot-jobs', forgetJobs, JOBS_KEPT_SECONDS),
    byAge('figures', forgetFigures, FIGURES_KEPT_SECONDS),
    byAge('near-limits', forgetNearLimits, NEAR_LIMITS_KEPT_SECONDS),
    byAge('nodes', forgetNodes, NODES_KEPT_SECONDS),
  ]
}

/** Deletes the accounts whose owners asked for it two weeks ago. */
function accountsJob({ registration, issuers, clock, log }: UpkeepDeps): Job {
  const some = createAccountDeletions({ ...registration, issuers, log })
  return {
    name: 'account-deletions',
    run: (now) => inBatches(clock, (limit) => some(now, limit).then((rows) => ({ rows, looked: rows }))),
  }
}

async function measureAll({ db, log }: UpkeepDeps): Promise<number> {
  const measured = await measurePolicies(db)
  if (measured > 0) log.info('policies.measured', { count: measured })
  return measured
}

/** Reseals everything that uses the previous key, so that the key can be discarded. */
async function resealAll({ db, keyring, log }: UpkeepDeps): Promise<number> {
  let count = 0
  for (const reseal of [
    resealOrigins,
    resealSubjectKeys,
    resealProviders,
    resealAssertionKeys,
    resealFactors,
    resealNumbers,
    resealChanges,
    resealMails,
    resealSecrets,
    resealBotRuns,
    resealJobs,
  ]) {
    for (let some = 1; some > 0; count += some) some = await reseal(db, keyring)
  }
  if (count > 0) log.info('keys.resealed', { count })
  return count
}
