import { accepted, type Bot, type Result, refused, stringifyJson } from '@damson/fhir'
import { createTally } from '#base/http'
import type { Sandbox, SandboxRefusal } from '#base/sandbox'
import { type Grantee, runningGrantee } from '#domain/access'
import type { RequestOrigin } from '#domain/projects'
import type { Invalidations } from '#domain/revocation'
import type { BotRequest, ExecuteBot } from './bot-request.ts'
import { type BotJobDeps, type BotJobs, createBotJobs } from './jobs.ts'
import { createKnownBots, type KnownBot, type ReadProgram } from './known-bots.ts'
import { type BotOutput, readOutput } from './output.ts'
import type { BotRefusal } from './refusals.ts'
import { limitsOf, MOST_DEPTH } from './run-limits.ts'
import { scrubber } from './scrubbed.ts'
import { type Secrets, secretsFor } from './secrets.ts'
import { type WatchDeps, watchedRun } from './watched-run.ts'

/** A Bot under way, for what it asks of the server. */
export interface BotUnderWay {
  /** As whom it acts by now: what was taken from it since it began counts. */
  actsAs(): Promise<Result<Acting, BotRefusal>>
  readonly origin: RequestOrigin
  readonly depth: number
  readonly endsAt: number
}

interface Acting {
  /** The Bot, with the rights of its run. */
  readonly grantee: Grantee
  /** The Bot by itself: for whom it acts, its own membership says. */
  readonly bot: Grantee
  readonly resource: Bot
}

/** Answers what a Bot asks of the FHIR API. The argument comes from the Bot's code. */
export type CallFhir = (run: BotUnderWay, argument: unknown, signal: AbortSignal) => Promise<unknown>

export interface BotDeps extends Omit<BotJobDeps, 'find'>, WatchDeps {
  readonly invalidations: Invalidations
  readonly sandbox: Pick<Sandbox, 'run'>
  readonly readProgram: ReadProgram
}

export interface Bots {
  /** A Bot of a project; also one that was deleted. The caller must check access. */
  find(project: string, id: string): Promise<KnownBot | undefined>
  /** Runs a Bot to its end. Whether the caller may run it was decided before. */
  readonly execute: ExecuteBot
  /** Says who answers what Bots ask of the FHIR API. */
  answerBy(call: CallFhir): void
  readonly jobs: BotJobs
}

export function createBots(deps: BotDeps): Bots {
  const { db, invalidations, readProgram } = deps
  const find = createKnownBots(db, invalidations, readProgram)
  const underWay = createTally()
  let callFhir: CallFhir = () => Promise.reject(new Error('There is no FHIR API.'))
  const execute: ExecuteBot = async (request) => {
    const { project, depth } = request
    const found = await begun(deps, find, request)
    if (!found.ok) return found
    // A run that another waits for has its place already.
    if (depth === 1 && underWay.of(project) >= found.value.mostAtOnce) return refused({ why: 'sandbox', refusal: BUSY })
    underWay.add(project, 1)
    try {
      if ((await request.begins?.()) === false) return refused({ why: 'not_begun' })
      return await runIn(deps, request, found.value, callFhir)
    } finally {
      underWay.add(project, -1)
    }
  }
  return {
    find,
    execute,
    jobs: createBotJobs({ ...deps, find }, execute),
    answerBy(call) {
      callFhir = call
    },
  }
}

/** Runs code, and reads what it gave. */
async function runIn(
  deps: BotDeps,
  request: BotRequest,
  begun: Begun,
  callFhir: CallFhir,
): Promise<Result<BotOutput, BotRefusal>> {
  const { project, depth } = request
  const { program, limits, secrets, run } = begun
  const watched = watchedRun(deps, { ...begun, ...watchedOf(request, run), secrets: valuesOf(secrets) })
  const ended = await deps.sandbox.run({
    project,
    program: { key: program.versionId, code: program.code },
    event: eventOf(request, secrets),
    limits,
    nested: depth > 1,
    call(name, argument, signal) {
      if (name === 'fhir') return callFhir(run, argument, signal)
      if (name === 'fetch') return watched.callOut(argument, signal)
      return Promise.reject(new Error(`There is no call ${name}.`))
    },
    log: (level, text) => watched.log(level, text),
  })
  await watched.ended(ended.ok ? undefined : ended.refusal)
  if (!ended.ok) return refused({ why: 'sandbox', refusal: toldOf(ended.refusal, secrets) })
  const output = readOutput(ended.value)
  return output === undefined ? refused({ why: 'malformed_output' }) : accepted(output)
}

/** A refusal as the caller is told it: where in the code it happened is for those who may read the log. */
const toldOf = ({ why, message }: SandboxRefusal, secrets: Secrets): SandboxRefusal => ({
  why,
  message: scrubber(valuesOf(secrets))(message),
})

/** What is taken out of logs and errors. */
const valuesOf = (secrets: Secrets): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.values(secrets).map(({ name, valueString }) => [name, valueString]))

function watchedOf({ project, bot: botId, calledBy, origin }: BotRequest, run: BotUnderWay) {
  const acting = async (): Promise<Acting | undefined> => {
    const acts = await run.actsAs()
    return acts.ok ? acts.value : undefined
  }
  return { project, botId, origin, requester: calledBy?.profile, acting }
}

/** The Bot as it will run. */
async function begun(deps: BotDeps, find: Bots['find'], request: BotRequest): Promise<Result<Begun, BotRefusal>> {
  const { project, bot: id, origin, depth, endsAt } = request
  const { clock } = deps
  if (depth > MOST_DEPTH) return refused({ why: 'too_deep' })
  const leftMs = endsAt === undefined ? Infinity : endsAt - clock.monotonic()
  if (leftMs <= 0) return refused({ why: 'too_late' })
  const known = await find(project, id)
  if (known?.resource === undefined) return refused({ why: 'unknown_bot' })
  const { resource, program } = known
  if (program === undefined) return refused({ why: 'not_deployed' })
  const actsAs = actingAs(deps, find, request)
  const acting = await actsAs()
  if (!acting.ok) return acting
  const { botCeilings: ceilings } = acting.value.bot
  const limits = limitsOf(resource, ceilings, leftMs)
  const secrets = await secretsFor(deps.db, deps.keyring, project, resource)
  if (!secrets.ok) return refused({ why: 'missing_secret', names: secrets.refusal })
  return accepted({
    program,
    limits,
    mostAtOnce: ceilings.botRunsAtOnce,
    secrets: secrets.value,
    run: { actsAs, origin, depth, endsAt: clock.monotonic() + limits.wallMs },
  })
}

/** As whom a run acts, looked up for each of its requests. */
function actingAs({ clock, grantees }: BotDeps, find: Bots['find'], request: BotRequest): BotUnderWay['actsAs'] {
  const { project, bot: id, origin, calledBy, callerNow } = request
  let { caller } = request
  let checkedAt = clock.monotonic()
  let asCaller = false
  return async () => {
    const resource = (await find(project, id))?.resource
    if (resource === undefined) return refused({ why: 'unknown_bot' })
    // What began within the rights of its caller stays there.
    asCaller ||= resource.runAsUser === true
    const bot = await grantees.ofBot(project, id, origin.address)
    if (!bot.ok) return refused({ why: 'not_admitted', refusal: bot.refusal })
    if (!asCaller)
      return accepted({ grantee: runningGrantee(bot.value, calledBy, undefined), bot: bot.value, resource })
    const isFresh = caller !== undefined && clock.monotonic() - checkedAt <= FRESH_MS
    if (!isFresh && callerNow !== undefined) {
      caller = await callerNow()
      checkedAt = clock.monotonic()
    }
    if (caller === undefined) return refused({ why: callerNow === undefined ? 'needs_caller' : 'caller_refused' })
    return accepted({ grantee: runningGrantee(bot.value, calledBy, { caller }), bot: bot.value, resource })
  }
}

interface Begun {
  readonly program: NonNullable<KnownBot['program']>
  readonly limits: ReturnType<typeof limitsOf>
  /** Runs of the project, on this node. */
  readonly mostAtOnce: number
  readonly secrets: Secrets
  readonly run: BotUnderWay
}

/** How old what is known of a caller may be. */
const FRESH_MS = 1_000
const BUSY = { why: 'busy', message: 'Too many Bots of this project run at once.' } as const

/** The event of the Bot, as JSON. */
function eventOf({ bot, calledBy, input, headers, origin }: BotRequest, secrets: Secrets): string {
  const requester = calledBy?.actedFor ?? calledBy?.profile
  const { contentType, encoding, input: value } = input
  return stringifyJson({
    bot: { reference: `Bot/${bot}` },
    ...(requester !== undefined && { requester: { reference: requester } }),
    contentType,
    encoding,
    ...(value !== undefined && { input: value }),
    headers,
    secrets,
    traceId: origin.traceId,
    baseUrl: origin.issuer.url,
  })
}
