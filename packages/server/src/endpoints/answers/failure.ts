import type { FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailable, UnstorableText } from '#base/db'
import { AuditUnavailable } from '#domain/audit'
import { OAuthError, type OAuthErrorCode, oauthErrorBody } from './oauth-error.ts'
import { badRequest, issuesRefused, OutcomeError, outcomeBody, unavailable } from './outcome.ts'

/** What every failure has, whatever it was thrown as. */
export type Failure = Pick<OutcomeError, 'status' | 'headers' | 'message'>

/** What was thrown, as an answer. The one place where a fault becomes a 500. */
export function failureOf(error: unknown, request: FastifyRequest): OutcomeError | OAuthError {
  if (error instanceof OutcomeError || error instanceof OAuthError) return error
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

export function sendOutcome(reply: FastifyReply, failure: Failure, traceId: string): FastifyReply {
  const { status, headers, message } = failure
  const issues = failure instanceof OutcomeError ? failure.issues : [{ code: 'processing', text: message }]
  return reply
    .code(status)
    .headers({ 'Cache-Control': 'no-store', ...headers })
    .type('application/fhir+json; charset=utf-8')
    .send(outcomeBody(status, issues, traceId))
}

export function sendOAuthError(reply: FastifyReply, failure: Failure, errorUri: string): FastifyReply {
  // RFC 6749 §5.2 knows no other status for a body that is not read.
  const status = failure.status === 415 ? 400 : failure.status
  const code = failure instanceof OAuthError ? failure.code : codeOf(status)
  return reply
    .code(status)
    .headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache', ...failure.headers })
    .type('application/json; charset=utf-8')
    .send(oauthErrorBody(code, failure.message, errorUri))
}
