import { outcome, outcomeBody } from '#answers'
import { told } from '#base/findings'
import { eventOf, permitFor } from './authorized.ts'
import { botAnswer } from './bot-output.ts'
import { botError } from './bot-refused.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { outOfSight } from './findings.ts'
import { inReach } from './read.ts'
import { existing } from './resource-answer.ts'

/** Whether a request wants its answer later. A Bot that calls a Bot waits for it: so it cannot go beyond the fifth. */
export function wantsLater({ calling }: FhirContext, request: FhirRequest): boolean {
  return calling === undefined && /(^|,)\s*respond-async\s*(,|;|$)/i.test(request.header('prefer') ?? '')
}

/** 202, with the address that tells how the call stands (https://hl7.org/fhir/R4/async.html). */
export function jobAnswer({ issuer, traceId }: FhirContext, id: string, progress: 'waiting' | 'running'): FhirAnswer {
  const location = `${issuer.fhirUrl}job/${id}/status`
  const { text } = told`The Bot answers later: ask ${location} how it stands. Its answer is kept for a day.`
  const issue = { severity: 'information', code: 'informational', text, reason: `job_${progress}` } as const
  return {
    status: 202,
    headers: { 'Content-Location': location, 'X-Progress': progress, 'Retry-After': '1' },
    body: JSON.stringify(outcomeBody(202, [issue], traceId)),
  }
}

/** `GET job/id/status`: how a call stands, for its caller. 202 until it has ended, then the answer of the Bot. */
export async function jobStatus(context: FhirContext, id: string): Promise<FhirAnswer> {
  const { job, bot } = await ownJob(context, id)
  const { result } = job
  if (result === undefined) return jobAnswer(context, id, job.attempts === 0 ? 'waiting' : 'running')
  const event = { entity: `Bot/${bot.id}`, version: bot.version, reason: 'job_answer' }
  await context.deps.audit.committed(eventOf(context, 'fhir.operation', event))
  if (!result.ok) throw botError(result.refusal)
  return botAnswer(result.inputType, result.output)
}

/** `DELETE job/id/status`: takes a call back that has not begun, or forgets the answer of one that has ended. */
export async function withdrawJob(context: FhirContext, id: string): Promise<FhirAnswer> {
  const { bot } = await ownJob(context, id)
  const state = await context.deps.bots.jobs.withdraw(context.grantee.project, id)
  if (state === undefined)
    throw outcome(
      409,
      'conflict',
      'This call has begun, so it cannot be taken back. Once it has ended, you can delete it.',
      {
        reason: 'job_begun',
      },
    )
  const reason = state === 'waiting' ? 'job_withdrawn' : 'job_forgotten'
  const event = { entity: `Bot/${bot.id}`, version: bot.version, reason }
  await context.deps.audit.committed(eventOf(context, 'fhir.operation', event))
  return { status: 202, headers: {}, body: JSON.stringify(outcomeBody(202, [GONE[state]], context.traceId)) }
}

const GONE = {
  waiting: { severity: 'information', code: 'informational', text: 'The call was taken back.' },
  done: { severity: 'information', code: 'informational', text: 'The answer of the call was deleted.' },
} as const

/** A call for its caller, who may still run the Bot: nobody else finds it. */
async function ownJob(context: FhirContext, id: string) {
  const { deps, grantee } = context
  const job = await deps.bots.jobs.find(grantee.project, id)
  const isOwn =
    job !== undefined &&
    job.membershipId === grantee.membershipId &&
    job.clientId === (grantee.clientId ?? null) &&
    job.actedFor === (grantee.onBehalfOf?.membershipId ?? null)
  if (!isOwn) throw outOfSight(grantee)
  const { narrowing } = permitFor(context, 'execute', 'Bot')
  const known = await deps.bots.find(grantee.project, job.botId)
  const seen = known !== undefined && (await inReach(deps.db, context, known.stored, narrowing))
  return { job, bot: existing(context, seen ? known.stored : undefined) }
}
