import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answersWith, notFound, placeOf, tooManyRequests } from '#answers'
import { agentOf } from '#domain/access'
import type { AuditAgent } from '#domain/audit'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Trace } from '#domain/traces'
import type { TracesParts } from './parts.ts'

type TraceRequest = FastifyRequest<{ Params: { id: string } }>

/** Who may see traces: of which projects, and how the audit names them. */
interface Reader {
  readonly projects: readonly string[]
  readonly agent: AuditAgent
}

/**
 * `/auth/trace/:id`, for the administrators of the project whose client's request it was. Unknown, another project's, not
 * traced, not permitted: all are one answer.
 */
export function registerShow(app: FastifyInstance, parts: TracesParts): void {
  app.get<{ Params: { id: string } }>('/auth/trace/:id', answersWith('outcome'), async (request, reply) => {
    reply.headers({ Vary: 'Accept, Authorization', 'Cache-Control': 'no-store' })
    const reader = await readerByToken(parts, request)
    const trace = reader === undefined ? undefined : await parts.traces.find(reader.projects, request.params.id)
    if (reader === undefined || trace === undefined) throw nothingHere()
    await tell(parts, request, reader, trace)
    return sendTrace(reply, trace)
  })
}

function nothingHere(): Error {
  return notFound(
    'There is no trace here for you: a trace is shown to administrators of its project, while the project is in developer mode, for a day.',
  )
}

async function readerByToken(
  { credentials, throttle }: TracesParts,
  request: TraceRequest,
): Promise<Reader | undefined> {
  const { authorization } = request.headers
  if (authorization === undefined) return undefined
  const found = await credentials.grantee(authorization, placeOf(request))
  if (!found.ok || !found.value.admin) return undefined
  const grantee = found.value
  const allowance = await throttle.fhirRequest(grantee.membershipId, grantee.userType === 'User')
  if (!allowance.allowed) throw tooManyRequests(allowance)
  return {
    projects: grantee.superAdmin ? [grantee.project, SYSTEM_PROJECT] : [grantee.project],
    agent: agentOf(grantee),
  }
}

/** Reading a trace is audited in the project that it is of. */
async function tell(
  { audit }: TracesParts,
  request: TraceRequest,
  { agent }: Reader,
  { project }: Trace,
): Promise<void> {
  const { address, userAgent, traceId } = placeOf(request)
  await audit.committed({
    kind: 'trace.read',
    project,
    outcome: 0,
    agent,
    personal: { address, userAgent },
    entity: project === SYSTEM_PROJECT ? undefined : `Project/${project}`,
    reason: request.params.id,
    traceId,
  })
}

function sendTrace(reply: FastifyReply, { id, project, steps }: Trace): FastifyReply {
  const step = steps.find((one) => one.id === id)
  return reply.type('application/json; charset=utf-8').send({
    id,
    ...(project !== SYSTEM_PROJECT && { project: { reference: `Project/${project}` } }),
    findings: step?.findings ?? [],
    steps,
  })
}
