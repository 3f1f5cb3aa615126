import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  type Failure,
  failureOf,
  noteTrace,
  OAuthError,
  OutcomeError,
  sendOAuthError,
  sendOutcome,
  shapeOf,
  type TraceNotes,
  traceUrl,
} from '#answers'
import type { Log } from '#base/log'
import { PageError, renderPageError, type Topic } from './page.ts'

/** The dependencies for answering a failure. */
export interface FailureDeps {
  readonly log: Log
}

/** Turns a thrown value into an answer in the route's shape. */
export function renderFailure(
  { log }: FailureDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = error instanceof PageError ? error : failureOf(error, request)
  noteTrace(request, {
    failure: { code: codeIn(known), reason: reasonIn(known) },
    ...findingsOf(known, request),
  })
  if (known.status >= 500) {
    log.error('request.failed', {
      traceId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: known.status,
      error,
    })
  }
  const shape = shapeOf(request)
  if (shape === 'page') return renderPageError(reply, asPage(known))
  // A rate limit is an OperationOutcome on every route, because the SDK reads it there.
  return shape === 'oauth' && known.status !== 429
    ? sendOAuthError(reply, known, traceUrl(request))
    : sendOutcome(reply, known, request.id)
}

/** The endpoint's own finding says more than the one made from the text of the OperationOutcome. */
function findingsOf(known: Failure, { traceNotes }: FastifyRequest): Pick<TraceNotes, 'findings'> {
  if (known instanceof OutcomeError && traceNotes?.findings !== undefined) return {}
  const finding = known instanceof OutcomeError || known instanceof OAuthError ? known.finding : undefined
  return finding === undefined ? {} : { findings: [finding] }
}

function codeIn(known: Failure): string | undefined {
  return known instanceof OAuthError ? known.code : undefined
}

function reasonIn(known: Failure): string | undefined {
  if (known instanceof OutcomeError) return known.issues[0]?.reason
  return known instanceof OAuthError ? known.reason : undefined
}

function asPage(known: Failure): PageError {
  if (known instanceof PageError) return known
  const { status, headers } = known
  const seconds = Number(new Map(Object.entries(headers)).get('Retry-After') ?? 60)
  if (status === 429) return new PageError(status, 'failure.throttled', { headers, values: { wait: { seconds } } })
  return new PageError(status, topicOf(status), { headers })
}

function topicOf(status: number): Topic {
  if (status === 404) return 'failure.missing'
  if (status === 413) return 'failure.tooLarge'
  if (status === 503) return 'failure.unavailable'
  return status >= 500 ? 'failure.fault' : 'failure.malformed'
}
