import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  allOk,
  answersWith,
  conflict,
  forbidden,
  granteeOf,
  notFound,
  type OutcomeError,
  outcome,
  requestOriginOf,
  tooManyRequests,
} from '#answers'
import { isUuid } from '#base/random'
import type { Grantee } from '#domain/access'
import type { Answered, PendingRow } from '#domain/approvals'
import type { ApprovalDeps } from './dependencies.ts'
import { sendWaiting } from './waiting.ts'

const FHIR_JSON = 'application/fhir+json; charset=utf-8'
const ADDRESS = '/admin/projects/:projectId/changes/:changeId'
type At = FastifyRequest<{ Params: { projectId: string; changeId: string } }>

/**
 * `GET /admin/projects/:projectId/changes/:changeId`: how a change stands, for the machine that asked for it. 202 while it
 * waits, then the answer of the change itself, or why there is none. `DELETE` takes it back, as FHIR's asynchronous pattern
 * says (https://hl7.org/fhir/R4/async.html).
 */
export function registerStatus(app: FastifyInstance, deps: ApprovalDeps): void {
  const { approvals } = deps

  app.get(ADDRESS, answersWith('outcome'), async (request: At, reply) => {
    const { row } = await ownChange(deps, request)
    if (row.isWithdrawn) throw withdrawn()
    if (row.state === 'refused') throw forbidden('An administrator refused this change.', 'change_refused')
    if (isExpired(deps, row)) throw expired()
    if (row.state === 'waiting' || approvals.isBeingMade(row)) return sendWaiting(reply, row)
    const answered = approvals.answerOf(row)
    return answered === undefined ? sendGone(reply, row) : sendAnswered(reply, answered)
  })

  app.delete(ADDRESS, answersWith('outcome'), async (request: At, reply) => {
    const { machine, row } = await ownChange(deps, request)
    if (!(await approvals.withdraw(machine, row.id, requestOriginOf(request)))) {
      if (row.isWithdrawn) throw withdrawn()
      throw isExpired(deps, row) ? expired() : conflict('This change was decided already.', 'change_decided')
    }
    return reply.code(202).header('Cache-Control', 'no-store').type(FHIR_JSON).send(allOk())
  })
}

const isExpired = ({ clock }: ApprovalDeps, { state, expiresAt }: PendingRow): boolean =>
  state === 'waiting' && expiresAt <= clock.now()

/** A change, for the machine that asked for it: nobody else finds it. */
async function ownChange(
  { approvals, credentials, throttle }: ApprovalDeps,
  request: At,
): Promise<{ readonly machine: Grantee; readonly row: PendingRow }> {
  const machine = await granteeOf(credentials, request)
  const { refused: allowance } = await throttle.fhir.count(machine)
  if (allowance !== undefined) throw tooManyRequests(allowance)
  const { projectId, changeId } = request.params
  const isHere = projectId === machine.project && isUuid(changeId)
  const row = isHere ? await approvals.find(projectId, changeId) : undefined
  if (row === undefined || row.clientId !== machine.clientId || machine.userId !== undefined) throw notFound()
  return { machine, row }
}

function withdrawn(): OutcomeError {
  return outcome(404, 'not-found', 'This change was withdrawn: send it again.', { reason: 'change_withdrawn' })
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
    .type(FHIR_JSON)
    .send(body)
}

/** A change was made, or failed, and its answer is no longer kept. */
function sendGone(reply: FastifyReply, { state }: PendingRow): FastifyReply {
  if (state === 'done') return reply.code(204).header('Cache-Control', 'no-store').send()
  throw outcome(409, 'conflict', 'The change was approved and could not be made: send it again.', {
    reason: 'change_failed',
  })
}
