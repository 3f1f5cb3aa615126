import type { FastifyReply, FastifyRequest } from 'fastify'
import { StoreUnavailable, UnstorableText } from '#base/db'
import { told } from '#base/findings'
import { AuditUnavailable } from '#domain/audit'
import { OAuthError, type OAuthErrorCode, oauthErrorBody } from './oauth-error.ts'
import { badRequest, OutcomeError, outcome, outcomeBody, unavailable } from './outcome.ts'

/** The parts that every failure has, however it was thrown. */
export type Failure = Pick<OutcomeError, 'status' | 'headers' | 'message'>

/** Turns a thrown value into an answer. This is the only place where a fault becomes a 500. */
export function failureOf(error: unknown, request: FastifyRequest): OutcomeError | OAuthError {
  return error instanceof OAuthError ? error : (refusalOf(error) ?? fastifyFailure(error, request) ?? fault())
}

/** The same outside of a request over HTTP. */
export function outcomeOf(error: unknown): OutcomeError {
  return refusalOf(error) ?? fault()
}

function fault(): OutcomeError {
  return outcome(500, 'exception', 'Something went wrong on our side. Quote the trace id when you report it.')
}

function refusalOf(error: unknown): OutcomeError | undefined {
  if (error instanceof OutcomeError) return error
  if (error instanceof AuditUnavailable) return unavailable('audit_unavailable')
  if (error instanceof StoreUnavailable) return unavailable('store_unavailable')
  if (error instanceof UnstorableText)
    return badRequest(
      'The request has characters that cannot be stored: remove NUL characters and unpaired surrogates.',
      undefined,
      'unstorable_text',
    )
  return undefined
}

/** Refusals of the HTTP layer itself: bodies that are too large, malformed or of a wrong type. */
function fastifyFailure(error: unknown, { routeOptions }: FastifyRequest): OutcomeError | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return undefined
  const { statusCode } = error
  if (statusCode === 413)
    return outcome(
      413,
      'too-long',
      told`The body is larger than the limit of ${routeOptions.bodyLimit} bytes at this address: send less.`,
      { reason: 'body_too_large' },
    )
  if (statusCode === 404)
    return outcome(404, 'not-found', 'There is nothing at this address for this method: check the path and the method.')
  if (statusCode === 414) return outcome(414, 'too-long', 'The address is too long: shorten it.')
  if ('code' in error && error.code === 'FST_ERR_BAD_URL')
    return badRequest('The address is malformed: correct its percent-encoding.', undefined, 'malformed_address')
  if (statusCode === 415)
    return outcome(
      415,
      'not-supported',
      'This endpoint does not accept the Content-Type of the body: send one that it accepts.',
    )
  return statusCode >= 400 && statusCode < 500
    ? outcome(statusCode, 'invalid', 'The request is malformed: check its body against its Content-Type.')
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
    .send(outcomeBody(status, issues, traceId, failure instanceof OutcomeError ? failure.contained : []))
}

export function sendOAuthError(reply: FastifyReply, failure: Failure, errorUri: string): FastifyReply {
  // RFC 6749 §5.2 defines no other status for a body that cannot be read.
  const status = failure.status === 415 ? 400 : failure.status
  const code = failure instanceof OAuthError ? failure.code : codeOf(status)
  return reply
    .code(status)
    .headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache', ...failure.headers })
    .type('application/json; charset=utf-8')
    .send(oauthErrorBody(code, failure.message, errorUri))
}
