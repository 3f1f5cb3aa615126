import type { OperationOutcome } from '@damson/sdk'

const REASONS = 'urn:damson:reason'

/** One thing that the server found wrong. */
export interface RefusedIssue {
  /** The server's own code of why, or the error of OAuth. */
  readonly reason: string | undefined
  /** What is wrong and what to do, in English. */
  readonly text: string
  /** The field or element that is at fault. */
  readonly at?: string | undefined
}

/** What the server refused, as it said it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly outcome: OperationOutcome | undefined
  /** Each thing that was found wrong: at least one. */
  readonly issues: readonly RefusedIssue[]
  /** The server's own code of why, for what a view answers by itself. */
  readonly reason: string | undefined
  /** By which an administrator finds it among the traces. */
  readonly traceId: string | undefined
  /** How many seconds the server asks to wait. */
  readonly retryAfterSeconds: number | undefined

  constructor(answer: Response, body: unknown) {
    const outcome = isOutcome(body) ? body : undefined
    const issues = issuesOf(outcome, body)
    const told = issues.length > 0 ? issues : [{ reason: undefined, text: `${answer.status}` }]
    super(told.map(({ text }) => text).join(' '))
    this.status = answer.status
    this.outcome = outcome
    this.issues = told
    this.reason = outcome?.issue[0] === undefined ? undefined : reasonOf(outcome.issue[0])
    this.traceId = answer.headers.get('trace-id') ?? undefined
    this.retryAfterSeconds = Number(answer.headers.get('retry-after')) || undefined
  }
}

/** The server could not be reached, or did not answer in time: nothing is known of what it did. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

/** The request needs a sign-in that is fresher or stronger, and the person did not give it. */
export class NotProven extends Error {
  override readonly name = 'NotProven'
}

function isOutcome(body: unknown): body is OperationOutcome {
  return typeof body === 'object' && body !== null && 'resourceType' in body && body.resourceType === 'OperationOutcome'
}

function issuesOf(outcome: OperationOutcome | undefined, body: unknown): readonly RefusedIssue[] {
  if (outcome !== undefined)
    return outcome.issue.flatMap((issue) => {
      const text = issue.details?.text ?? issue.diagnostics
      return text === undefined ? [] : [{ reason: reasonOf(issue), text, at: issue.expression?.[0] }]
    })
  if (typeof body !== 'object' || body === null || !('error_description' in body)) return []
  const { error_description: text } = body
  const reason = 'error' in body && typeof body.error === 'string' ? body.error : undefined
  return typeof text === 'string' ? [{ reason, text }] : []
}

function reasonOf({ details }: OperationOutcome['issue'][number]): string | undefined {
  return details?.coding?.find(({ system }) => system === REASONS)?.code
}
