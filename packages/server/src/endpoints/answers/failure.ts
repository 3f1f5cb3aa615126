import type { FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailable, UnstorableText } from '#base/db'
import type { Log } from '#base/log'
import { AuditUnavailable } from '#domain/audit'
import { isForm } from './form.ts'
import { OAuthError, type OAuthErrorCode, oauthErrorBody } from './oauth-error.ts'
import { badRequest, issuesRefused, OutcomeError, outcomeBody, unavailable } from './outcome.ts'
import { PageError, renderPageError, type Topic } from './page.ts'
import { noteTrace, traceUrl } from './traced.ts'

/** In which shape a route answers when it fails. `page_or_outcome`: a page for browsers, and an outcome for who calls. */
export type AnswerShape = 'outcome' | 'oauth' | 'page' | 'page_or_outcome'

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly answers?: AnswerShape
  }
}

/** A route's config, which names the shape of its failures. */
export type Answers = { readonly config: { readonly answers: AnswerShape } }

export function answersWith(answers: AnswerShape): Answers {
  return { config: { answers } }
}

/** What it takes to answer a failure. */
export interface FailureParts {
  readonly log: Log
}

/** Turns whatever was thrown into an answer in the route's own shape. The one place where a fault becomes a 500. */
export function renderFailure(
  { log }: FailureParts,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const shape = request.routeOptions.config.answers ?? shapeOfPath(request.url)
  const known = knownFailure(error, request)
  noteTrace(request, {
    failure: { code: codeIn(known), reason: reasonIn(known) },
    ...(!(known instanceof PageError) && known.finding !== undefined && { findings: [known.finding] }),
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
  // A limit is an OperationOutcome everywhere: that is what the SDK reads.
  if (shape === 'oauth' && known.status !== 429) return sendOAuth(reply, known, traceUrl(request))
  if (shape === 'page' || (shape === 'page_or_outcome' && !isCall(request)))
    return renderPageError(reply, asPage(known))
  return reply
    .code(known.status)
    .headers({ 'Cache-Control': 'no-store', ...known.headers })
    .type('application/fhir+json; charset=utf-8')
    .send(
      outcomeBody(
        known.status,
        known instanceof OutcomeError ? known.issues : [{ code: 'processing', text: known.message }],
        request.id,
      ),
    )
}

/** Browsers come with a query or a form, and without a credential. */
export function isCall(request: FastifyRequest): boolean {
  return request.headers.authorization !== undefined || (request.method === 'POST' && !isForm(request))
}

function shapeOfPath(url: string): AnswerShape {
  return url.startsWith('/oauth2/') ? 'oauth' : 'outcome'
}

type Known = OutcomeError | OAuthError | PageError

function knownFailure(error: unknown, request: FastifyRequest): Known {
  if (error instanceof OutcomeError || error instanceof OAuthError || error instanceof PageError) return error
  if (error instanceof AuditUnavailable) return unavailable('audit_unavailable')
  if (error instanceof StoreUnavailable) return unavailable('store_unavailable')
  if (error instanceof UnstorableText)
    return badRequest(
      'Remove the characters that cannot be stored: NUL, and halves of surrogate pairs.',
      undefined,
      'unstorable_text',
    )
  return (
    fastifyFailure(error, request) ??
    issuesRefused(
      [
        {
          code: 'exception',
          text: 'Something went wrong on our side. Quote the trace id when you report it.',
        },
      ],
      500,
    )
  )
}

function codeIn(known: Known): string | undefined {
  return known instanceof OAuthError ? known.code : undefined
}

function reasonIn(known: Known): string | undefined {
  if (known instanceof OutcomeError) return known.issues[0]?.reason
  return known instanceof OAuthError ? known.reason : undefined
}

/** What the HTTP layer refuses by itself: bodies too large, malformed, of a wrong type. */
function fastifyFailure(error: unknown, { routeOptions }: FastifyRequest): OutcomeError | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return undefined
  const { statusCode } = error
  if (statusCode === 413)
    return issuesRefused(
      [
        {
          code: 'too-long',
          text: `The body is larger than the ${routeOptions.bodyLimit} bytes that are read at this address.`,
          reason: 'body_too_large',
        },
      ],
      413,
    )
  if (statusCode === 404)
    return issuesRefused(
      [{ code: 'not-found', text: 'There is nothing at this address, or not for this method.' }],
      404,
    )
  if (statusCode === 414) return issuesRefused([{ code: 'too-long', text: 'A part of the address is too long.' }], 414)
  if ('code' in error && error.code === 'FST_ERR_BAD_URL')
    return badRequest('The address is not well encoded.', undefined, 'malformed_address')
  if (statusCode === 415)
    return issuesRefused([{ code: 'not-supported', text: 'Send a Content-Type that this endpoint reads.' }], 415)
  return statusCode >= 400 && statusCode < 500
    ? issuesRefused(
        [{ code: 'invalid', text: 'The request is malformed: check its body against its Content-Type.' }],
        statusCode,
      )
    : undefined
}

function codeOf(status: number): OAuthErrorCode {
  if (status === 401) return 'invalid_token'
  if (status === 503) return 'temporarily_unavailable'
  return status >= 500 ? 'server_error' : 'invalid_request'
}

function sendOAuth(reply: FastifyReply, known: Known, errorUri: string): FastifyReply {
  // RFC 6749 §5.2 knows no other status for a body that is not read.
  const status = known.status === 415 ? 400 : known.status
  const code = known instanceof OAuthError ? known.code : codeOf(status)
  return reply
    .code(status)
    .headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache', ...known.headers })
    .type('application/json; charset=utf-8')
    .send(oauthErrorBody(code, known.message, errorUri))
}

function asPage(known: Known): PageError {
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
