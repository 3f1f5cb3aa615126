import { JsonRefused, parseJson } from '@damson/fhir'
import { z } from 'zod'
import {
  actingError,
  badRequest,
  jsonRefused,
  type OutcomeError,
  outcome,
  outcomeBody,
  outcomeOf,
  tooManyParameters,
  tooManyRequests,
} from '#answers'
import { told } from '#base/findings'
import { FHIR_JSON, hasTooManyPairs } from '#base/http'
import type { Grantee } from '#domain/access'
import type { BotUnderWay, CallFhir } from '#domain/bots'
import { decodedPath } from './addressed.ts'
import { eventOf } from './authorized.ts'
import { batch } from './batch.ts'
import { botError } from './bot-refused.ts'
import type { FhirAnswer, FhirContext, FhirDeps, FhirRequest } from './dependencies.ts'
import { dispatch } from './dispatch.ts'
import { pointsOf } from './points.ts'

/** What the code of a Bot asks for: it may have written anything here. */
const Call = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().max(20_000),
  headers: z.record(z.string().regex(/^[a-z0-9-]{1,100}$/), z.string().max(10_000)).default({}),
  body: z.string().optional(),
  base64: z.literal(true).optional(),
})
type Call = z.infer<typeof Call>

/** How the FHIR API answers a Bot. */
interface BotCallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly base64?: true
}

/**
 * Answers the requests of Bots as it answers those over HTTP: through the same closed list of interactions, with the Bot as
 * the grantee, within its limit, and audited.
 */
export function createBotCalls(deps: FhirDeps): CallFhir {
  return async (run, argument, signal) => {
    const { traceId } = run.origin
    try {
      // What has not begun when the run ends, never begins; what has begun comes to its end, whole.
      if (signal.aborted) throw outcome(408, 'timeout', 'The run has ended.')
      return answerOf(await answered(deps, run, argument))
    } catch (error) {
      const refusal = outcomeOf(error)
      const { status, issues, headers } = refusal
      if (status >= 500) deps.log.error('bot_call.failed', { traceId, status, error })
      return answerOf({ status, headers, body: JSON.stringify(outcomeBody(status, issues, traceId)) })
    }
  }
}

async function answered(deps: FhirDeps, run: BotUnderWay, argument: unknown): Promise<FhirAnswer> {
  const read = Call.safeParse(argument)
  if (!read.success) throw badRequest('The request of the Bot is malformed.', undefined, 'malformed_call')
  const request = requestOf(read.data, deps.bodyLimitBytes)
  const acting = await actingIn(run)
  const { refused } = await deps.throttle.fhir.count(acting.grantee, pointsOf(request.method, request.path))
  if (refused !== undefined) throw tooManyRequests(refused)
  const context = await contextOf(deps, run, acting, read.data)
  return request.path === '' && request.method === 'POST' ? batch(context, request) : dispatch(context, request)
}

interface ActingBot {
  readonly grantee: Grantee
  readonly bot: Grantee
}

async function actingIn(run: BotUnderWay): Promise<ActingBot> {
  const acts = await run.actsAs()
  if (!acts.ok) throw botError(acts.refusal)
  return acts.value
}

const ON_BEHALF_OF = 'x-medplum-on-behalf-of'

async function contextOf(deps: FhirDeps, run: BotUnderWay, acting: ActingBot, { headers }: Call): Promise<FhirContext> {
  const { origin, depth, endsAt } = run
  const named = headers[ON_BEHALF_OF]
  const granteeOf = async ({ grantee, bot }: ActingBot): Promise<Grantee> =>
    named === undefined ? grantee : actingFor({ ...context, grantee }, bot, named)
  const context: FhirContext = {
    deps,
    grantee: acting.grantee,
    granteeNow: async () => granteeOf(await actingIn(run)),
    extended: headers['x-medplum'] === 'extended',
    confirmsLockout: false,
    calling: { depth, endsAt },
    ...origin,
  }
  return { ...context, grantee: await granteeOf(acting) }
}

/** The Bot acting for a person, where its own `actFor` allows it. */
async function actingFor(context: FhirContext, bot: Grantee, named: string): Promise<Grantee> {
  const { deps, grantee, address } = context
  // A Bot that runs with its caller's rights acts for somebody already.
  const found = await deps.grantees.onBehalfOf(grantee.onBehalfOf === undefined ? bot : grantee, named, address)
  if (found.ok) return grantee.calledBy === undefined ? found.value : { ...found.value, calledBy: grantee.calledBy }
  const { why } = found.refusal
  const entity = why === 'malformed_person' ? undefined : named
  await deps.audit.committed(eventOf(context, 'acting.refused', { entity, outcome: 4, reason: why }))
  throw actingError(found.refusal)
}

function requestOf({ method, path: address, headers: sent, body, base64 }: Call, mostBytes: number): FhirRequest {
  if (/%00|\0/.test(address)) throw badRequest('The address must not contain NUL.', undefined, 'nul_in_address')
  const headers = body === undefined ? sent : { 'content-type': 'application/fhir+json', ...sent }
  const at = address.indexOf('?')
  const query = at < 0 ? '' : address.slice(at + 1)
  if (hasTooManyPairs(query)) throw tooManyParameters('query')
  const path = decodedPath(at < 0 ? address : address.slice(0, at))
  const bytes = body === undefined ? undefined : Buffer.from(body, base64 === true ? 'base64' : 'utf8')
  if (bytes !== undefined && bytes.length > mostBytes) throw tooLarge(mostBytes)
  return { method, path, query, header: (name) => headers[name], headers, body: bodyOf(path, headers, bytes) }
}

function tooLarge(mostBytes: number): OutcomeError {
  return outcome(413, 'too-long', told`The body is larger than the limit of ${mostBytes} bytes: send less.`, {
    reason: 'body_too_large',
  })
}

/** As the HTTP layer reads a body: the content of a Binary and the input of a Bot as bytes. */
function bodyOf(path: string, headers: Call['headers'], bytes: Buffer | undefined): unknown {
  if (bytes === undefined) return undefined
  if (/^Binary(\/|$)/.test(path) || /^Bot\/([^/]+\/)?\$execute$/.test(path)) return bytes
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded') {
    const form = bytes.toString('utf8')
    if (hasTooManyPairs(form)) throw tooManyParameters('form')
    return form
  }
  if (!/^application\/(fhir\+|json-patch\+)?json$/.test(type ?? '')) return bytes
  try {
    return bytes.length === 0 ? undefined : parseJson(bytes.toString('utf8'), FHIR_JSON)
  } catch (error) {
    throw error instanceof JsonRefused ? jsonRefused(error) : error
  }
}

function answerOf({ status, headers, body = '', contentType = 'application/fhir+json' }: FhirAnswer): BotCallAnswer {
  const named = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const told = { ...Object.fromEntries(named), 'content-type': contentType }
  return typeof body === 'string'
    ? { status, headers: told, body }
    : { status, headers: told, body: Buffer.from(body).toString('base64'), base64: true }
}
