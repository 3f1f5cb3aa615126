import { askedWait } from './rate-limit.ts'

/** How often and for how long a client tries again. */
export interface RetryLimits {
  readonly maxRetries: number
  /** The longest single wait, in milliseconds: who is asked to wait longer gives up at once. */
  readonly maxRetryTime: number
}

/** Methods that do no more when they are repeated (RFC 9110 §9.2.2). */
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE'])

/**
 * How many milliseconds to wait before the next try; undefined when there is none. A request over the limit was not
 * carried out, so any may be repeated; after a fault of the server, or without an answer, only those that can do no harm
 * twice: a create with `If-None-Exist` finds what it made the first time.
 */
export function waitBeforeRetry(
  { method, headers }: { readonly method: string; readonly headers: Headers },
  answer: { readonly status: number; readonly headers: Headers } | undefined,
  { tries, limits, now }: { readonly tries: number; readonly limits: RetryLimits; readonly now: number },
): number | undefined {
  const isFault = answer === undefined || answer.status >= 500
  const mayRetry = isFault ? REPEATABLE.has(method) || headers.has('if-none-exist') : answer.status === 429
  if (!mayRetry || tries > limits.maxRetries) return undefined
  const wait = Math.max(500 * 1.5 ** (tries - 1), answer === undefined ? 0 : askedWait(answer.headers, now))
  return wait > limits.maxRetryTime ? undefined : wait
}
