import { bothOf, error, type Finding, type Says, told } from '#base/findings'
import type { AskedChange } from '#domain/resources'
import { type Allowance, rateLimitHeader } from '#domain/throttle'
import { plain } from './plain.ts'

/** One issue of an OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html). */
export interface OutcomeIssue {
  readonly severity?: 'fatal' | 'error' | 'warning' | 'information'
  /** FHIR's issue type. */
  readonly code: string
  /** What is wrong and what to do, in a sentence. */
  readonly text: string
  readonly expression?: string | undefined
  /** Our stable code, for programs. */
  readonly reason?: string | undefined
  /** The limit that refused the request. */
  readonly limit?: Allowance | undefined
}

/** Medplum's id for each status. `@medplum/core` derives the status from it. */
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

/** The system of the codes that say why something was refused. */
export const REASON_SYSTEM = 'urn:damson:reason'

/** An answer that is an OperationOutcome. Thrown by endpoints, never by the domain. */
export class OutcomeError extends Error {
  override readonly name: string = 'OutcomeError'
  readonly status: number
  readonly issues: readonly OutcomeIssue[]
  readonly headers: Readonly<Record<string, string>>

  /** Only for the trace. */
  readonly finding: Finding
  /** Resources that explain the refusal, each with an id. */
  readonly contained: readonly object[] = []

  constructor(
    status: number,
    issues: readonly OutcomeIssue[],
    finding: Finding,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(issues[0]?.text ?? String(status))
    this.status = status
    this.issues = issues
    this.headers = headers
    this.finding = finding
  }
}

/** The refusal of a machine's change that waits for an approval, where it can. */
export class ApprovalNeeded extends OutcomeError {
  override readonly name = 'ApprovalNeeded'
  readonly asked: AskedChange

  constructor({ status, issues, finding, headers }: OutcomeError, asked: AskedChange) {
    super(status, issues, finding, headers)
    this.asked = asked
  }
}

/** The same answer with another finding for the trace. */
export function explained({ status, issues, headers }: OutcomeError, finding: Finding): OutcomeError {
  return new OutcomeError(status, issues, finding, headers)
}

/** A refusal with a resource that explains it. */
export function containing(refusal: OutcomeError, resource: { readonly id: string }): OutcomeError {
  return Object.assign(new OutcomeError(refusal.status, refusal.issues, refusal.finding, refusal.headers), {
    contained: [resource],
  })
}

/** Renders the OperationOutcome. With its `traceId`, an operator finds the request in the log. */
export function outcomeBody(
  status: number,
  issues: readonly OutcomeIssue[],
  traceId: string,
  contained: readonly object[] = [],
): object {
  const id = IDS[status]
  return {
    resourceType: 'OperationOutcome',
    ...(id !== undefined && { id }),
    ...(contained.length > 0 && { contained }),
    issue: issues.map(({ severity = 'error', code, text, expression, reason, limit }) => ({
      severity,
      code,
      details: {
        text: plain(text),
        ...(reason !== undefined && { coding: [{ system: REASON_SYSTEM, code: reason }] }),
      },
      ...(expression !== undefined && { expression: [plain(expression)] }),
      ...(limit !== undefined && { diagnostics: limitOnWire(limit) }),
    })),
    extension: [
      ...(contained.length === 0 ? [] : [{ url: EXPLANATION, valueReference: { reference: '#explanation' } }]),
      ...issues.flatMap(({ limit }) =>
        limit === undefined ? [] : [{ url: RATE_LIMIT_RESET, valueUnsignedInt: limit.resetSeconds }],
      ),
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

/** Refers to the Parameters that explain a refusal. */
const EXPLANATION = 'urn:damson:explanation'

/** What `getRateLimitReset` of `@medplum/core` reads first; `diagnostics` is for its earlier versions. */
const RATE_LIMIT_RESET = 'https://medplum.com/fhir/StructureDefinition/rate-limit-reset'

function limitOnWire({ limit, remaining, resetSeconds }: Allowance): string {
  return JSON.stringify({
    remainingPoints: remaining,
    consumedPoints: limit - remaining,
    msBeforeNext: resetSeconds * 1000,
    isFirstInDuration: false,
    limit,
  })
}

/** The answer to a change that returns no resource. */
export function allOk(): object {
  return {
    resourceType: 'OperationOutcome',
    id: 'ok',
    issue: [{ severity: 'information', code: 'informational', details: { text: 'All OK' } }],
  }
}

/** An answer with one issue. Its finding is made from its text. */
export function outcome<T extends string>(
  status: number,
  code: string,
  says: Says<T>,
  {
    headers,
    ...where
  }: Pick<OutcomeIssue, 'reason' | 'expression' | 'limit'> & {
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): OutcomeError {
  const { text, finding } = bothOf(says)
  return new OutcomeError(status, [{ code, text, ...where }], finding, headers)
}

export function badRequest<T extends string>(says: Says<T>, expression?: string, reason?: string): OutcomeError {
  return outcome(400, 'invalid', bothOf(says), { expression, reason })
}

export const INVALID_RESOURCE = error(
  'The resource is not valid: an element is unknown, missing or malformed.',
  'The answer names each of them: correct them all.',
)

/** One answer for all faults of a body or search. The trace shows only the finding. */
export function issuesRefused(issues: readonly OutcomeIssue[], finding: Finding): OutcomeError {
  return new OutcomeError(400, issues, finding)
}

export function unauthorized<T extends string = 'Unauthorized'>(
  reason?: string,
  says?: Says<T>,
  headers: Readonly<Record<string, string>> = {},
): OutcomeError {
  return outcome(401, 'login', bothOf(says ?? 'Unauthorized'), {
    reason,
    headers: { 'WWW-Authenticate': 'Bearer', ...headers },
  })
}

export function forbidden<T extends string>(says: Says<T>, reason?: string, expression?: string): OutcomeError {
  return outcome(403, 'forbidden', bothOf(says), { reason, expression })
}

export function notFound<T extends string = 'Not found'>(says?: Says<T>): OutcomeError {
  return outcome(404, 'not-found', bothOf(says ?? 'Not found'))
}

export function conflict<T extends string>(says: Says<T>, reason?: string): OutcomeError {
  return outcome(409, 'conflict', bothOf(says), { reason })
}

export function tooManyRequests(allowance: Allowance): OutcomeError {
  const seconds = allowance.resetSeconds
  return outcome(
    429,
    'throttled',
    told`Too Many Requests: try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    {
      reason: `limit_${allowance.name}`,
      limit: allowance,
      headers: { 'Retry-After': String(seconds), RateLimit: rateLimitHeader([allowance]) },
    },
  )
}

export function unavailable(reason: string): OutcomeError {
  return outcome(503, 'transient', 'The server cannot answer now: try again in a moment.', {
    reason,
    headers: { 'Retry-After': '2' },
  })
}
