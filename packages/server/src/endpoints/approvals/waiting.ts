import { stringifyJson } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApprovalNeeded, conflict, granteeOf, outcome, outcomeBody, requestOriginOf } from '#answers'
import { told } from '#base/findings'
import type { KeptRequest, PendingRow } from '#domain/approvals'
import type { ApprovalDeps } from './dependencies.ts'

/** What a request means is in these, beside its address and body. */
const MEANING = ['content-type', 'accept', 'if-match', 'if-none-exist', 'x-medplum', 'x-damson-confirm'] as const
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

/** Answers a refused change that may wait with 202. Every other failure is answered as it was. */
export function keepWaiting(app: FastifyInstance, deps: ApprovalDeps): void {
  app.setErrorHandler(async (error: unknown, request, reply) => {
    if (!(error instanceof ApprovalNeeded)) throw error
    const kept = keptOf(request)
    if (kept === undefined) throw error
    const machine = await granteeOf(deps.credentials, request, true)
    const asked = await deps.approvals.ask(machine, requestOriginOf(request), kept, error.asked)
    if (asked.ok) return sendWaiting(reply, asked.value)
    switch (asked.refusal) {
      case 'too_many':
        throw conflict(
          'Too many changes of this machine, or project, wait for an approval: let an administrator decide about them first.',
          'too_many_waiting',
        )
      case 'too_large':
        throw outcome(413, 'too-long', 'This change is too large to wait for an approval: make it in smaller steps.', {
          reason: 'change_too_large',
        })
      case 'not_a_client':
        throw error
    }
  })
}

/** The request as it was sent; undefined for what cannot wait: an import, or anything that is no JSON. */
function keptOf({ method, url, issuer, headers, body }: FastifyRequest): KeptRequest | undefined {
  const known = METHODS.find((one) => one === method)
  if (known === undefined || body instanceof Uint8Array) return undefined
  const meaning = MEANING.flatMap((name): [string, string][] => {
    const value = headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  return {
    method: known,
    // Without the path of the base URL: the server asks itself, and no proxy takes that away.
    url: issuer.project === undefined ? url : `/projects/${issuer.project}${url}`,
    headers: Object.fromEntries(meaning),
    ...(body !== undefined && body !== null && { body: typeof body === 'string' ? body : stringifyJson(body) }),
  }
}

/** 202, with the address that tells how the change stands (https://hl7.org/fhir/R4/async.html). */
export function sendWaiting(reply: FastifyReply, { id, project, state, expiresAt }: PendingRow): FastifyReply {
  const { issuer, id: traceId } = reply.request
  const progress = state === 'waiting' ? state : 'approved'
  const text =
    progress === 'approved'
      ? told`This change was approved, and is being made: ask again in a moment.`
      : told`This change waits for an administrator's approval, until ${expiresAt.toISOString()}. Administrators decide at
          ${`${issuer.url}account/changes?change=${id}`}; Content-Location tells how it stands.`
  const issue = {
    severity: 'information',
    code: 'informational',
    text: text.text,
    reason: `change_${progress}`,
  } as const
  return reply
    .code(202)
    .headers({
      'Cache-Control': 'no-store',
      'Content-Location': `${issuer.adminUrl}admin/projects/${project}/changes/${id}`,
      'Retry-After': '60',
      'X-Progress': progress,
    })
    .type('application/fhir+json; charset=utf-8')
    .send(outcomeBody(202, [issue], traceId))
}
