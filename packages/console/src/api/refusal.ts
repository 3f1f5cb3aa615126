import type { OperationOutcome } from '@damson/sdk'

const REASONS = 'urn:damson:reason'

/** What the server refused, as it said it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly outcome: OperationOutcome | undefined
  /** The server's own code of why, for what a view answers by itself. */
  readonly reason: string | undefined
  /** By which an administrator finds it among the traces. */
  readonly traceId: string | undefined
  /** How many seconds the server asks to wait. */
  readonly retryAfterSeconds: number | undefined

  constructor(answer: Response, body: unknown) {
    const outcome = isOutcome(body) ? body : undefined
    super(textOf(outcome, body) ?? `${answer.status}`)
    this.status = answer.status
    this.outcome = outcome
    this.reason = outcome?.issue[0]?.details?.coding?.find(({ system }) => system === REASONS)?.code
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

function textOf(outcome: OperationOutcome | undefined, body: unknown): string | undefined {
  const texts = (outcome?.issue ?? []).flatMap(({ details, diagnostics }) => details?.text ?? diagnostics ?? [])
  if (texts.length > 0) return texts.join(' ')
  const description = typeof body === 'object' && body !== null && 'error_description' in body && body.error_description
  return typeof description === 'string' ? description : undefined
}
