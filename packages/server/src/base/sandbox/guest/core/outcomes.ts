/** Outcomes, and what a refused request throws, with the names of `@medplum/core`. */

export interface OutcomeIssue {
  readonly severity?: string
  readonly code?: string
  readonly details?: { readonly text?: string; readonly [name: string]: unknown }
  readonly diagnostics?: string
  readonly expression?: readonly string[]
}

export interface Outcome {
  readonly resourceType: 'OperationOutcome'
  readonly id?: string
  readonly issue?: readonly OutcomeIssue[]
}

/** A request that was refused; `outcome` says why. */
export class OperationOutcomeError extends Error {
  readonly outcome: Outcome

  constructor(outcome: Outcome, options?: ErrorOptions) {
    super(operationOutcomeToString(outcome), options)
    this.name = 'OperationOutcomeError'
    this.outcome = outcome
  }
}

export function isOperationOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && (value as Outcome).resourceType === 'OperationOutcome'
}

export function operationOutcomeIssueToString({ details, diagnostics, expression }: OutcomeIssue): string {
  const text = details?.text ?? diagnostics ?? 'Unknown error'
  return expression === undefined || expression.length === 0 ? text : `${text} (${expression.join(', ')})`
}

export function operationOutcomeToString({ issue = [] }: Outcome): string {
  return issue.length === 0 ? 'Unknown error' : issue.map(operationOutcomeIssueToString).join('; ')
}

/** What went wrong, as a text, whatever was thrown. */
export function normalizeErrorString(error: unknown): string {
  if (error instanceof Error) return error.message
  if (isOperationOutcome(error)) return operationOutcomeToString(error)
  if (typeof error === 'string') return error === '' ? 'Unknown error' : error
  if (error === undefined || error === null) return 'Unknown error'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : JSON.stringify(error)
}

export function normalizeOperationOutcome(error: unknown): Outcome {
  if (error instanceof OperationOutcomeError) return error.outcome
  return isOperationOutcome(error) ? error : badRequest(normalizeErrorString(error))
}

export function badRequest(text: string, expression?: string | readonly string[]): Outcome {
  const places = typeof expression === 'string' ? [expression] : expression
  const issue = { severity: 'error', code: 'invalid', details: { text }, ...(places && { expression: places }) }
  return { resourceType: 'OperationOutcome', issue: [issue] }
}

function simpleOutcome(id: string, severity: string, code: string, text: string): Outcome {
  return { resourceType: 'OperationOutcome', id, issue: [{ severity, code, details: { text } }] }
}

export const allOk = simpleOutcome('ok', 'information', 'informational', 'All OK')
export const created = simpleOutcome('created', 'information', 'informational', 'Created')
export const notModified = simpleOutcome('not-modified', 'information', 'informational', 'Not Modified')
export const unauthorized = simpleOutcome('unauthorized', 'error', 'login', 'Unauthorized')
export const forbidden = simpleOutcome('forbidden', 'error', 'forbidden', 'Forbidden')
export const notFound = simpleOutcome('not-found', 'error', 'not-found', 'Not found')
export const gone = simpleOutcome('gone', 'error', 'deleted', 'Gone')
export const preconditionFailed = simpleOutcome('precondition-failed', 'error', 'processing', 'Precondition Failed')
export const tooManyRequests = simpleOutcome('too-many-requests', 'error', 'throttled', 'Too Many Requests')
export const unsupportedMediaType = simpleOutcome(
  'unsupported-media-type',
  'error',
  'not-supported',
  'Unsupported media type',
)
export const multipleMatches = simpleOutcome(
  'multiple-matches',
  'error',
  'multiple-matches',
  'Multiple resources found matching condition',
)

export function accepted(location: string): Outcome {
  const issue = { severity: 'information', code: 'informational', details: { text: 'Accepted' }, diagnostics: location }
  return { resourceType: 'OperationOutcome', id: 'accepted', issue: [issue] }
}

export function conflict(text: string, code?: string): Outcome {
  const details = { ...(code !== undefined && { coding: [{ code }] }), text }
  return { resourceType: 'OperationOutcome', id: 'conflict', issue: [{ severity: 'error', code: 'conflict', details }] }
}

export function businessRule(key: string, text: string): Outcome {
  const issue = { severity: 'error', code: 'business-rule', details: { id: key, text } }
  return { resourceType: 'OperationOutcome', id: 'business-rule', issue: [issue] }
}

export function contentTooLarge(text: string): Outcome {
  return simpleOutcome('content-too-large', 'error', 'too-long', text)
}

export function serverTimeout(text = 'Server timeout'): Outcome {
  return simpleOutcome('server-timeout', 'error', 'timeout', text)
}

export function serverError(error: Error): Outcome {
  const details = { text: 'Internal server error' }
  const issue = { severity: 'error', code: 'exception', details, diagnostics: String(error) }
  return { resourceType: 'OperationOutcome', issue: [issue] }
}

export function validationError(text: string): Outcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'structure', details: { text } }] }
}

const STATUSES: Readonly<Record<string, number>> = {
  ok: 200,
  created: 201,
  accepted: 202,
  found: 302,
  'not-modified': 304,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'precondition-failed': 412,
  'multiple-matches': 412,
  'content-too-large': 413,
  'unsupported-media-type': 415,
  'business-rule': 422,
  'too-many-requests': 429,
  'server-timeout': 504,
}

export function getStatus(outcome: Outcome): number {
  return STATUSES[outcome.id ?? ''] ?? (outcome.issue?.[0]?.code === 'exception' ? 500 : 400)
}

export function isOk(outcome: Outcome): boolean {
  return getStatus(outcome) < 400
}

function hasId(...ids: readonly string[]): (outcome: Outcome) => boolean {
  return ({ id = '' }) => ids.includes(id)
}

export const isCreated = hasId('created')
export const isAccepted = hasId('accepted')
export const isNotFound = hasId('not-found')
export const isGone = hasId('gone')
export const isConflict = hasId('conflict')
export const isUnauthenticated = hasId('unauthorized')

export function assertOk(outcome: Outcome, resource: unknown): void {
  if (!isOk(outcome) || resource === undefined) throw new OperationOutcomeError(outcome)
}
