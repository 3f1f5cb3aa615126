import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, forbidden, granteeOf, notFound, type OutcomeError, outcome, tooManyRequests } from '#answers'
import { isUuid } from '#base/random'
import type { Answered, PendingRow } from '#domain/approvals'
import type { ApprovalDeps } from './dependencies.ts'
import { sendWaiting } from './waiting.ts'

/**
 * `GET /admin/projects/:projectId/changes/:changeId`: how a change stands, for the machine that asked for it. 202 while it
 * waits, then the answer of the change itself, or why there is none.
 */
export function registerStatus(app: FastifyInstance, { approvals, credentials, throttle, clock }: ApprovalDeps): void {
  app.get<{ Params: { projectId: string; changeId: string } }>(
    '/admin/projects/:projectId/changes/:changeId',
    answersWith('outcome'),
    async (request, reply) => {
      const machine = await granteeOf(credentials, request)
      const { refused: allowance } = await throttle.fhir.count(machine)
      if (allowance !== undefined) throw tooManyRequests(allowance)
      const { projectId, changeId } = request.params
      const isHere = projectId === machine.project && isUuid(changeId)
      const row = isHere ? await approvals.find(projectId, changeId) : undefined
      if (row === undefined || row.clientId !== machine.clientId || machine.userId !== undefined) throw notFound()
      if (row.state === 'refused') throw forbidden('An administrator refused this change.', 'change_refused')
      if (row.state === 'waiting' && row.expiresAt <= clock.now()) throw expired()
      if (row.state === 'waiting' || approvals.isBeingMade(row)) return sendWaiting(reply, row)
      const answered = approvals.answerOf(row)
      return answered === undefined ? sendGone(reply, row) : sendAnswered(reply, answered)
    },
  )
}

function expired(): OutcomeError {
  const text = 'No administrator decided about this change in seven days: send it again.'
  return outcome(410, 'expired', text, { reason: 'change_expired' })
}

/** The answer that the change had. It may hold a new secret: nobody but the machine sees it, and not for long. */
function sendAnswered(reply: FastifyReply, { status, headers, body }: Answered): FastifyReply {
  if (body === '')
    throw forbidden(
      'The change could not be made: this machine was not allowed in when it was approved.',
      'change_failed',
    )
  return reply
    .code(status)
    .headers({ ...headers, 'Cache-Control': 'no-store' })
    .type('application/fhir+json; charset=utf-8')
    .send(body)
}

/** A change was made, or failed, and its answer is no longer kept. */
function sendGone(reply: FastifyReply, { state }: PendingRow): FastifyReply {
  if (state === 'done') return reply.code(204).header('Cache-Control', 'no-store').send()
  throw outcome(409, 'conflict', 'The change was approved and could not be made: send it again.', {
    reason: 'change_failed',
  })
}
