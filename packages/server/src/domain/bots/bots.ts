import { accepted, type Bot, type Result, refused, stringifyJson } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { createTally } from '#base/http'
import type { Sandbox } from '#base/sandbox'
import { type Grantee, type Grantees, runningGrantee } from '#domain/access'
import type { RequestOrigin } from '#domain/projects'
import type { Invalidations } from '#domain/revocation'
import { createKnownBots, type KnownBot, type ReadProgram } from './known-bots.ts'
import { type BotOutput, readOutput } from './output.ts'
import type { BotRefusal } from './refusals.ts'
import { limitsOf, MOST_AT_ONCE, MOST_DEPTH } from './run-limits.ts'
import { type Secrets, secretsFor } from './secrets.ts'
import { type WatchDeps, watchedRun } from './watched-run.ts'

/** What a Bot is called with. */
export interface BotInput {
  readonly contentType: string
  /** `base64`: bytes. */
  readonly encoding: 'json' | 'text' | 'base64'
  /** A JSON value or a text; undefined if nothing was sent. */
  readonly input: unknown
}

/** A call of a Bot that its caller may make. */
export interface BotRequest {
  readonly project: string
  /** Its id. */
  readonly bot: string
  /** Undefined: nobody signed in, as with a webhook. */
  readonly caller: Grantee | undefined
  /** The caller by what its credential says by now. @throws When it is not accepted any more. */
  readonly callerNow?: (() => Promise<Grantee>) | undefined
  readonly origin: RequestOrigin
  readonly input: BotInput
  /** Of the request, without its credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** How many Bots called each other, this one included. */
  readonly depth: number
  /** When the Bot that calls this one must end, by the monotonic clock. */
  readonly endsAt?: number | undefined
}

/** A Bot under way, for what it asks of the server. */
export interface BotUnderWay {
  /** As whom it acts by now: what was revoked since it began counts. */
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
}

/** Answers what a Bot asks of the FHIR API. The argument comes from the Bot's code. */
export type CallFhir = (run: BotUnderWay, argument: unknown, signal: AbortSignal) => Promise<unknown>

export interface BotDeps extends WatchDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Clock
  readonly invalidations: Invalidations
  readonly grantees: Grantees
  /** Undefined: Bots do not run. */
  readonly sandbox: Pick<Sandbox, 'run'> | undefined
  readonly readProgram: ReadProgram
}

export interface Bots {
  /** A Bot of a project; also one that was deleted. The caller must check access. */
  find(project: string, id: string): Promise<KnownBot | undefined>
  /** Runs a Bot to its end. Whether the caller may run it was decided before. */
  execute(request: BotRequest): Promise<Result<BotOutput, BotRefusal>>
  /** Says who answers what Bots ask of the FHIR API. */
  answerBy(call: CallFhir): void
}

export function createBots(deps: BotDeps): Bots {
  const { db, invalidations, readProgram } = deps
  const find = createKnownBots(db, invalidations, readProgram)
  const underWay = createTally()
  let callFhir: CallFhir = () => Promise.reject(new Error('There is no FHIR API.'))
  return {
    find,
    async execute(request) {
      const { project, depth } = request
      if (deps.sandbox === undefined) return refused({ why: 'not_available' })
      const found = await begun(deps, find, request)
      if (!found.ok) return found
      // A run that another waits for has its place already.
      if (depth === 1 && underWay.of(project) >= MOST_AT_ONCE) return refused({ why: 'sandbox', refusal: BUSY })
      underWay.add(project, 1)
      try {
        return await runIn({ ...deps, sandbox: deps.sandbox }, request, found.value, callFhir)
      } finally {
        underWay.add(project, -1)
      }
    },
    answerBy(call) {
      callFhir = call
    },
  }
}

/** Runs code, and reads what it gave. */
async function runIn(
  deps: WatchDeps & { readonly sandbox: Pick<Sandbox, 'run'> },
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
  if (!ended.ok) return refused({ why: 'sandbox', refusal: ended.refusal })
  const output = readOutput(ended.value)
  return output === undefined ? refused({ why: 'malformed_output' }) : accepted(output)
}

/** What is taken out of logs and errors. */
const valuesOf = (secrets: Secrets): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.values(secrets).map(({ name, valueString }) => [name, valueString]))

function watchedOf({ project, bot: botId, caller, origin }: BotRequest, run: BotUnderWay) {
  const grantee = async (): Promise<Grantee | undefined> => {
    const acting = await run.actsAs()
    return acting.ok ? acting.value.grantee : undefined
  }
  return { project, botId, origin, requester: caller?.profile, grantee }
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
  const actsAs = actingAs(deps, request, resource.runAsUser === true)
  const acting = await actsAs()
  if (!acting.ok) return acting
  const limits = limitsOf(resource, leftMs)
  const secrets = await secretsFor(deps.db, deps.keyring, project, resource)
  if (!secrets.ok) return refused({ why: 'missing_secret', names: secrets.refusal })
  return accepted({
    bot: resource,
    program,
    limits,
    secrets: secrets.value,
    run: { actsAs, origin, depth, endsAt: clock.monotonic() + limits.wallMs },
  })
}

/** As whom a run acts, looked up for each of its requests. */
function actingAs({ clock, grantees }: BotDeps, request: BotRequest, asCaller: boolean): BotUnderWay['actsAs'] {
  const { project, bot: id, origin, callerNow } = request
  let { caller } = request
  let checkedAt = clock.monotonic()
  return async () => {
    const bot = await grantees.ofBot(project, id, origin.address)
    if (!bot.ok) return refused({ why: 'not_admitted', refusal: bot.refusal })
    if (asCaller && callerNow !== undefined && clock.monotonic() - checkedAt > FRESH_MS) {
      caller = await callerNow()
      checkedAt = clock.monotonic()
    }
    const grantee = runningGrantee(bot.value, caller, asCaller)
    return grantee === undefined ? refused({ why: 'needs_caller' }) : accepted({ grantee, bot: bot.value })
  }
}

interface Begun {
  readonly bot: Bot
  readonly program: NonNullable<KnownBot['program']>
  readonly limits: ReturnType<typeof limitsOf>
  readonly secrets: Secrets
  readonly run: BotUnderWay
}

/** How old what is known of a caller may be. */
const FRESH_MS = 1_000
const BUSY = { why: 'busy', message: 'Too many Bots of this project run at once.' } as const

/** The event of the Bot, as JSON. */
function eventOf({ bot, caller, input, headers, origin }: BotRequest, secrets: Secrets): string {
  const requester = caller?.onBehalfOf?.profile ?? caller?.profile
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
  })
}
