import type { Condition } from '@damson/fhir'
import { badRequest, OutcomeError, outcome } from '#answers'
import { HL7_TYPE, isHl7, negativeAck } from '#base/hl7'
import { uuid } from '#base/random'
import { callerOf } from '#domain/access'
import type { BotInput } from '#domain/bots'
import { searchResources } from '#domain/resources'
import { audited, eventOf, permitFor } from './authorized.ts'
import { headersForBot } from './bot-headers.ts'
import { readBotInput, UnreadableHl7 } from './bot-input.ts'
import { jobAnswer, wantsLater } from './bot-jobs.ts'
import { botAnswer } from './bot-output.ts'
import { botError } from './bot-refused.ts'
import type { FhirAnswer, FhirContext, FhirDeps, FhirRequest } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { readQuery } from './parsed-query.ts'
import { inReach } from './read.ts'
import { existing } from './resource-answer.ts'
import { readSearch } from './search.ts'

/** `Bot/id/$execute`: authorised like a read of the Bot. The Bot acts under its own policy. */
export function execute(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.operation', `${type}/${id}`, undefined, () => {
    const { narrowing } = permitFor(context, 'execute', type)
    return run(context, request, readBotInput(request), id, narrowing)
  })
}

/** `Bot/$execute?identifier=system|value`: the same by an identifier of the Bot. */
export function executeByIdentifier(context: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  return audited(context, 'fhir.operation', 'Bot', undefined, async () => {
    const { narrowing } = permitFor(context, 'execute', 'Bot')
    const input = readBotInput(request)
    const identifiers = new URLSearchParams(request.query).getAll('identifier')
    const [identifier = ''] = identifiers
    if (identifiers.length !== 1 || identifier === '')
      throw badRequest('Name the Bot: send identifier=system|value once.', 'identifier', 'missing_identifier')
    const wanted = {
      ...readSearch(context, 'Bot', readQuery(`identifier=${encodeURIComponent(identifier)}`).pairs),
      sort: [],
    }
    const { resources } = await searchResources(context.deps.db, context.grantee.project, wanted, narrowing, 2)
    const [found, another] = resources
    if (found === undefined) throw outOfSight(context.grantee)
    if (another !== undefined)
      throw outcome(412, 'multiple-matches', 'More than one Bot has this identifier: use the id of the Bot.', {
        reason: 'multiple_matches',
      })
    return run(context, request, input, found.id, narrowing)
  })
}

async function run(
  context: FhirContext,
  request: FhirRequest,
  input: BotInput,
  id: string,
  narrowing: Condition,
): Promise<FhirAnswer> {
  const { deps, grantee, granteeNow, address, userAgent, traceId, issuer, calling } = context
  const known = await deps.bots.find(grantee.project, id)
  const seen = known !== undefined && (await inReach(deps.db, context, known.stored, narrowing))
  const bot = existing(context, seen ? known.stored : undefined)
  const call = {
    project: grantee.project,
    bot: bot.id,
    caller: grantee,
    calledBy: callerOf(grantee),
    origin: { address, userAgent, traceId, issuer },
    input,
    headers: headersForBot(request),
  }
  const event = { entity: `Bot/${bot.id}`, version: bot.version }
  if (wantsLater(context, request)) {
    const kept = eventOf(context, 'fhir.operation', { ...event, reason: 'respond_async' })
    const asked = await deps.bots.jobs.ask(call, (tx) => deps.audit.record(tx, [kept]))
    if (!asked.ok) throw tooManyJobs(asked.refusal)
    return jobAnswer(context, asked.value.id, 'waiting')
  }
  const depth = (calling?.depth ?? 0) + 1
  const ended = await deps.bots.execute({ ...call, callerNow: granteeNow, depth, endsAt: calling?.endsAt })
  if (!ended.ok) throw botError(ended.refusal)
  await deps.audit.committed(eventOf(context, 'fhir.operation', event))
  return botAnswer(input.contentType, ended.value)
}

function tooManyJobs(refusal: 'too_many' | 'too_many_answers'): OutcomeError {
  const headers = { 'Retry-After': '60' }
  if (refusal === 'too_many') {
    const text = 'Too many calls of Bots wait in this project: send the request again later.'
    return outcome(429, 'throttled', text, { reason: 'too_many_jobs', headers })
  }
  const text = 'This project keeps too many answers of Bots: send DELETE to the addresses of those that were read.'
  return outcome(429, 'throttled', text, { reason: 'too_many_answers', headers })
}

/** Of MSH-10, before HL7 v2.6. */
const LONGEST_ID = 20

/** The sender of an HL7 v2 message reads a negative acknowledgement, not an OperationOutcome. */
export async function acknowledging(
  { clock }: Pick<FhirDeps, 'clock'>,
  request: FhirRequest,
  answer: () => Promise<FhirAnswer>,
): Promise<FhirAnswer> {
  try {
    return await answer()
  } catch (error) {
    const { body } = request
    const isMessage = body instanceof Uint8Array && isHl7(request.header('content-type') ?? '')
    if (!(error instanceof OutcomeError) || !isMessage) throw error
    const text = error.issues.map((issue) => issue.text).join(' ')
    const refusal =
      error instanceof UnreadableHl7 ? error.refusal : ({ ackCode: 'AE', condition: 207, place: '', text } as const)
    return {
      status: error.status,
      headers: error.headers,
      body: negativeAck(body, refusal, uuid().replaceAll('-', '').slice(0, LONGEST_ID), clock.now()),
      contentType: HL7_TYPE,
    }
  }
}
