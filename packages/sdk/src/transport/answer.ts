import {
  type FailureOptions,
  isOperationOutcome,
  OAuthError,
  OperationOutcomeError,
  UnauthenticatedError,
  UnexpectedAnswerError,
} from '../errors.ts'
import { membersIn } from '../json.ts'
import { askedWait } from './rate-limit.ts'

/** An answer whose body has been read. */
export interface Answer {
  readonly method: string
  /** In the form that may be shown (`shownUrl`). */
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The unchanged body, if the caller asked for it. */
  readonly blob?: Blob
}

export function isSuccess({ status }: Answer): boolean {
  return (status >= 200 && status < 300) || status === 304
}

/** The content of an answer: JSON as a value, any other text as a string, an empty body as undefined. */
export function valueOf(answer: Answer): unknown {
  const { text } = answer
  if (text === '') return undefined
  const type = typeOf(answer)
  if (/\bjson\b/.test(type)) return parsed(answer)
  if (/\bhtml\b/.test(type)) throw unexpected(answer)
  return text
}

/** The error that an unsuccessful answer describes. */
export function errorOf(answer: Answer, now: number): Error {
  const { status, headers } = answer
  const body = /\bjson\b/.test(typeOf(answer)) ? membersIn(answer.text) : {}
  const facts = factsOf(answer)
  if (isOperationOutcome(body)) {
    if (status === 401) return new UnauthenticatedError(body, facts)
    const wait = askedWait(headers, now)
    return new OperationOutcomeError(body, {
      ...facts,
      status,
      retryAfterSeconds: wait === 0 ? undefined : wait / 1000,
    })
  }
  const { error, error_description: description } = body
  if (typeof error === 'string')
    return new OAuthError(error, typeof description === 'string' ? description : undefined, status, facts)
  return unexpected(answer)
}

/** The error for an answer that does not come from a Damson server. */
export function unexpected(answer: Answer, options?: ErrorOptions): UnexpectedAnswerError {
  const { method, url, status } = answer
  const type = typeOf(answer)
  const what = type === '' ? 'no content type' : type
  const remedy =
    status >= 500
      ? 'The server or a proxy has a problem: try again later.'
      : 'Check that baseUrl is a Damson server, with no proxy or page in front of it.'
  return new UnexpectedAnswerError(
    `${method} ${url.replace(/\?.*/, '')} answered ${status} with ${what}, not with the JSON of Damson. ${remedy}`,
    status,
    { ...factsOf(answer), ...options },
  )
}

function factsOf({ method, url, headers }: Answer): FailureOptions {
  return { method, url, traceId: headers.get('trace-id') ?? undefined }
}

function typeOf({ headers }: Answer): string {
  return (headers.get('content-type') ?? '').toLowerCase()
}

function parsed(answer: Answer): unknown {
  try {
    return JSON.parse(answer.text) as unknown
  } catch (cause) {
    throw unexpected(answer, { cause })
  }
}
