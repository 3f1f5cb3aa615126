import { accepted, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Tx } from '#base/db'
import type { Log } from '#base/log'
import { isUuid, uuid } from '#base/random'
import type { Audit, AuditEntry } from '#domain/audit'
import type { BotRequest, ExecuteBot } from './bot-request.ts'
import { callerAgain, credentialOf, type JobCallerDeps, mayStillCall } from './job-callers.ts'
import {
  type JobResult,
  type KeptRequest,
  sealedRequest,
  sealedResult,
  unsealedRequest,
  unsealedResult,
} from './job-sealing.ts'
import {
  type AskedJob,
  answersAreFull,
  insertJob,
  jobById,
  postponeJob,
  settleJob,
  type TakenJob,
  takeJob,
  withdrawJob,
} from './jobs.store.ts'

/**
 * Calls of Bots that are answered later. Each is kept in the store before its id is told, and run at least once: if a node
 * dies while it runs one, another begins it anew, with the same id.
 */
export interface BotJobs {
  /** Keeps a call together with its record, and runs it as soon as there is room. Resolves once it is kept. */
  ask(
    request: Omit<BotRequest, 'depth' | 'endsAt' | 'callerNow'>,
    record: (tx: Tx) => Promise<void>,
  ): Promise<Result<{ readonly id: string }, JobRefusal>>
  find(project: string, id: string): Promise<FoundJob | undefined>
  /** Forgets a call that has not begun, or the answer of one that has ended. Undefined while it runs. */
  withdraw(project: string, id: string): Promise<FoundJob['state'] | undefined>
  /** Runs what is due. Returns how many were begun. */
  run(): Promise<number>
  /** Waits for the runs under way, but not for long: those that are cut off run again. */
  stop(): Promise<void>
}

/** `too_many`: wait. `too_many_answers`: that have ended are kept. */
export type JobRefusal = 'too_many' | 'too_many_answers'

export interface FoundJob extends Omit<AskedJob, 'sealedResult'> {
  readonly result: JobResult | undefined
}

export interface BotJobDeps extends JobCallerDeps {
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly audit: Audit
}

/** On a node, and of one project there. */
const AT_ONCE = 8
const OF_PROJECT = 4
/** Places that only a project takes which has none under way: two that always have jobs never hold all. */
const FOR_OTHERS = 2
/** Of a project. */
const MOST_WAITING = 1_000
const MOST_WAITING_BYTES = 256_000_000
const MOST_ANSWERS = 10_000
const MOST_ANSWER_BYTES = 256_000_000
/** Longer than a Bot may run: a job under way is settled before another node takes it. */
const LEASE_SECONDS = 120
/** What ends a node each time it runs is given up. */
const MOST_ATTEMPTS = 3
const BUSY_SECONDS = 5
const STOP_MS = 3_000

export function createBotJobs(deps: BotJobDeps, execute: ExecuteBot): BotJobs {
  const { db, clock, keyring } = deps
  const { run, runQuietly, stop } = createRunner(deps, execute)
  return {
    async ask(request, record) {
      const id = uuid()
      const job = {
        ...newJob(keyring, id, request),
        now: clock.now(),
        most: MOST_WAITING,
        mostBytes: MOST_WAITING_BYTES,
      }
      const refusal = await db.tx(async (tx): Promise<JobRefusal | undefined> => {
        // What nobody may ask for is not kept.
        const answers = request.caller && (await answersAreFull.one(tx, job.project, MOST_ANSWERS, MOST_ANSWER_BYTES))
        if (answers?.isFull === true) return 'too_many_answers'
        if ((await insertJob.maybeOne(tx, job)) === undefined) return 'too_many'
        await record(tx)
        return undefined
      })
      if (refusal !== undefined) return refused(refusal)
      runQuietly()
      return accepted({ id })
    },
    async find(project, id) {
      const found = isUuid(id) ? await jobById.maybeOne(db, project, id) : undefined
      if (found === undefined) return undefined
      const { sealedResult: sealed, ...job } = found
      return { ...job, result: sealed === null ? undefined : unsealedResult(keyring, id, sealed) }
    },
    withdraw: async (project, id) => (await withdrawJob.maybeOne(db, project, id))?.state,
    run,
    stop,
  }
}

/** Takes jobs while there is room, and runs them. */
function createRunner(
  deps: BotJobDeps,
  execute: ExecuteBot,
): Pick<BotJobs, 'run' | 'stop'> & { readonly runQuietly: () => void } {
  const { log } = deps
  const underWay = new Map<string, Promise<void>>()
  const projects = new Map<string, string>()
  let isStopped = false
  let isWanted = false
  let running: Promise<number> | undefined

  async function attempt(job: TakenJob): Promise<void> {
    projects.set(job.id, job.project)
    const ended = await attemptOf(deps, execute, job)
    underWay.delete(job.id)
    projects.delete(job.id)
    if (ended === 'settled') runQuietly()
    else setTimeout(runQuietly, BUSY_SECONDS * 1_000).unref()
  }

  async function fill(): Promise<number> {
    for (let count = 0; ; count += 1) {
      if (isStopped || underWay.size >= AT_ONCE) return count
      const job = await nextJob(deps, [...projects.values()])
      if (job === undefined) return count
      underWay.set(job.id, attempt(job))
    }
  }
  async function work(): Promise<number> {
    try {
      let count = 0
      while (isWanted) {
        isWanted = false
        count += await fill()
      }
      return count
    } finally {
      running = undefined
    }
  }
  // What is kept while the last look is under way is not seen by it: it is looked once more.
  const run = (): Promise<number> => {
    isWanted = true
    running ??= work()
    return running
  }
  function runQuietly(): void {
    if (!isStopped) run().catch((error: unknown) => log.error('bot_jobs.failed', { error }))
  }

  return {
    run,
    runQuietly,
    async stop() {
      isStopped = true
      const patience = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())
      await Promise.race([patience, Promise.allSettled([...underWay.values(), running])])
    },
  }
}

/**
 * Takes the next job: of the projects with the fewest under way here, so that none waits behind all those of another. The last
 * places are for projects with none.
 */
async function nextJob({ db, clock }: BotJobDeps, underWay: readonly string[]): Promise<TakenJob | undefined> {
  const counts = [...Map.groupBy(underWay, (project) => project)].map(([project, jobs]) => ({
    project,
    has: jobs.length,
  }))
  const levels = [...new Set([0, ...counts.map(({ has }) => has)])].toSorted((a, b) => a - b)
  const most = underWay.length < AT_ONCE - FOR_OTHERS ? OF_PROJECT : 1
  for (const level of levels.filter((has) => has < most)) {
    const now = clock.now()
    const busy = counts.filter(({ has }) => has > level).map(({ project }) => project)
    const job = await takeJob.maybeOne(db, { now, leaseEnds: secondsAfter(now, LEASE_SECONDS), busy })
    if (job !== undefined) return job
  }
  return undefined
}

function newJob(
  keyring: Keyring,
  id: string,
  { project, bot, caller, calledBy, origin, input, headers }: Parameters<BotJobs['ask']>[0],
) {
  const { address, userAgent, issuer } = origin
  const kept: KeptRequest = {
    input,
    headers,
    address,
    userAgent,
    issuer: issuer.project ?? null,
    caller: calledBy,
    credential: caller && credentialOf(caller),
  }
  return {
    id,
    project,
    botId: bot,
    membershipId: caller?.membershipId ?? null,
    clientId: caller?.clientId ?? null,
    actedFor: caller?.onBehalfOf?.membershipId ?? null,
    sealedRequest: sealedRequest(keyring, id, kept),
  }
}

/** Runs a job once, and notes how it ended. Never fails. */
async function attemptOf(deps: BotJobDeps, execute: ExecuteBot, job: TakenJob): Promise<'settled' | 'postponed'> {
  try {
    const request = requestOf(deps, job)
    const result = job.attempts > MOST_ATTEMPTS ? GIVEN_UP : await resultOf(deps, execute, request)
    if (result === 'again' || result === 'lost') {
      await postpone(deps, job, result === 'again' ? job.attempts - 1 : job.attempts)
      return 'postponed'
    }
    await settle(deps, job, request, result)
    return 'settled'
  } catch (error) {
    // It is due again when its lease ends.
    deps.log.error('bot_jobs.failed', { traceId: job.id, projectId: job.project, error })
    return 'postponed'
  }
}

const GIVEN_UP: JobResult = {
  ok: false,
  refusal: { why: 'sandbox', refusal: { why: 'lost', message: 'The Bot was cut off each time that it ran.' } },
}

function requestOf(deps: BotJobDeps, job: TakenJob): BotRequest {
  const { keyring, issuers } = deps
  const { id, project, botId, sealedRequest: sealed } = job
  const kept = unsealedRequest(keyring, id, sealed)
  const { input, headers, address, userAgent, issuer, caller, credential } = kept
  return {
    project,
    bot: botId,
    caller: undefined,
    calledBy: caller,
    callerNow: credential && (() => callerAgain(deps, credential, address)),
    origin: { address, userAgent, traceId: id, issuer: issuers.of(issuer) },
    input,
    headers,
    depth: 1,
  }
}

/** `again`: nothing has run. `lost`: it was cut off, and begins anew. */
async function resultOf(
  deps: BotJobDeps,
  execute: ExecuteBot,
  request: BotRequest,
): Promise<JobResult | 'again' | 'lost'> {
  if (!(await mayStillCall(deps, request))) return { ok: false, refusal: { why: 'caller_refused' } }
  const ended = await execute(request)
  if (ended.ok) return { ok: true, output: ended.value, inputType: request.input.contentType }
  const { refusal } = ended
  if (refusal.why === 'sandbox' && refusal.refusal.why === 'busy') return 'again'
  if (refusal.why === 'sandbox' && refusal.refusal.why === 'lost') return 'lost'
  return { ok: false, refusal }
}

async function postpone(
  { db, clock }: BotJobDeps,
  { project, id, attempts }: TakenJob,
  attempted: number,
): Promise<void> {
  const dueAt = secondsAfter(clock.now(), BUSY_SECONDS)
  await postponeJob.run(db, { project, id, attempts, attempted, dueAt })
}

/** Without the record of the run, its result is told to nobody. */
async function settle(
  { db, clock, keyring, audit }: BotJobDeps,
  { project, id, attempts }: TakenJob,
  request: BotRequest,
  result: JobResult,
): Promise<void> {
  await db.tx(async (tx) => {
    const sealed = request.callerNow === undefined ? null : sealedResult(keyring, id, result)
    const kept = { project, id, attempts, sealedResult: sealed, now: clock.now() }
    if ((await settleJob.maybeOne(tx, kept)) !== undefined) await audit.record(tx, [eventOf(request, result)])
  })
}

function eventOf({ project, bot, calledBy, origin }: BotRequest, result: JobResult): AuditEntry {
  const { address, userAgent, traceId } = origin
  return {
    kind: 'bot.ran',
    project,
    outcome: result.ok ? 0 : 4,
    agent: {
      reference: `Bot/${bot}`,
      calledBy: calledBy && { reference: calledBy.profile, actedFor: calledBy.actedFor },
    },
    personal: { address, userAgent },
    entity: `Bot/${bot}`,
    ...(!result.ok && { reason: reasonOf(result.refusal) }),
    traceId,
  }
}

const reasonOf = (refusal: Extract<JobResult, { ok: false }>['refusal']): string =>
  `bot_${refusal.why === 'sandbox' ? refusal.refusal.why : refusal.why}`
