import type { Finding } from '#base/findings'
import { type Allowance, rateLimitHeader } from '#domain/throttle'
import { plain } from './plain.ts'

/** One issue of an OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html). */
export interface OutcomeIssue {
  readonly severity?: 'fatal' | 'error' | 'warning' | 'information'
  /** FHIR's issue type. */
  readonly code: string
  /** What to do, in a sentence. */
  readonly text: string
  readonly expression?: string | undefined
  /** A stable word of ours, for programs. */
  readonly reason?: string | undefined
}

/** The wire's id for each status: `@medplum/core` reads the status off it. */
const IDS: Readonly<Record<number, string>> = {
  200: 'ok',
  201: 'created',
  304: 'not-modified',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'gone',
  412: 'precondition-failed',
  429: 'too-many-requests',
}

const REASON_SYSTEM = 'urn:damson:reason'

/** An answer that is an OperationOutcome. Thrown by endpoints, never by the domain. */
export class OutcomeError extends Error {
  override readonly name = 'OutcomeError'
  readonly status: number
  readonly issues: readonly OutcomeIssue[]
  readonly headers: Readonly<Record<string, string>>

  /** For the trace alone. */
  readonly finding: Finding | undefined

  constructor(
    status: number,
    issues: readonly OutcomeIssue[],
    headers: Readonly<Record<string, string>> = {},
    finding?: Finding,
  ) {
    super(issues[0]?.text ?? String(status))
    this.status = status
    this.issues = issues
    this.headers = headers
    this.finding = finding
  }
}

/** The same answer, with what the trace says of it. */
export function explained({ status, issues, headers }: OutcomeError, finding: Finding): OutcomeError {
  return new OutcomeError(status, issues, headers, finding)
}

/** The OperationOutcome itself. `traceId` leads an operator from the answer to the log. */
export function outcomeBody(status: number, issues: readonly OutcomeIssue[], traceId: string): object {
  const id = IDS[status]
  return {
    resourceType: 'OperationOutcome',
    ...(id !== undefined && { id }),
    issue: issues.map(({ severity = 'error', code, text, expression, reason }) => ({
      severity,
      code,
      details: {
        text: plain(text),
        ...(reason !== undefined && { coding: [{ system: REASON_SYSTEM, code: reason }] }),
      },
      ...(expression !== undefined && { expression: [plain(expression)] }),
    })),
    extension: [
      {
        url: 'https://medplum.com/fhir/StructureDefinition/tracing',
        extension: [
          { url: 'requestId', valueId: traceId },
          { url: 'traceId', valueId: traceId },
        ],
      },
    ],
  }
}

/** What a change without a payload answers. */
export function allOk(): object {
  return {
    resourceType: 'OperationOutcome',
    id: 'ok',
    issue: [{ severity: 'information', code: 'informational', details: { text: 'All OK' } }],
  }
}

export function badRequest(text: string, expression?: string, reason?: string): OutcomeError {
  return new OutcomeError(400, [{ code: 'invalid', text, expression, reason }])
}

/** Several faults of one body or search, as one answer. */
export function issuesRefused(issues: readonly OutcomeIssue[], status = 400): OutcomeError {
  return new OutcomeError(status, issues)
}

export function unauthorized(
  reason?: string,
  text = 'Unauthorized',
  headers: Readonly<Record<string, string>> = {},
): OutcomeError {
  return new OutcomeError(401, [{ code: 'login', text, reason }], {
    'WWW-Authenticate': 'Bearer',
    ...headers,
  })
}

export function forbidden(text: string, reason?: string, expression?: string): OutcomeError {
  return new OutcomeError(403, [{ code: 'forbidden', text, reason, expression }])
}

export function notFound(text = 'Not found'): OutcomeError {
  return new OutcomeError(404, [{ code: 'not-found', text }])
}

export function conflict(text: string, reason?: string): OutcomeError {
  return new OutcomeError(409, [{ code: 'conflict', text, reason }])
}

export function tooManyRequests(allowance: Allowance): OutcomeError {
  const seconds = allowance.resetSeconds
  return new OutcomeError(
    429,
    [
      {
        code: 'throttled',
        text: `Too Many Requests: try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
        reason: `limit_${allowance.name}`,
      },
    ],
    { 'Retry-After': String(seconds), RateLimit: rateLimitHeader([allowance]) },
  )
}

export function unavailable(reason: string): OutcomeError {
  return new OutcomeError(
    503,
    [{ code: 'transient', text: 'The server cannot answer now: try again in a moment.', reason }],
    { 'Retry-After': '2' },
  )
}
