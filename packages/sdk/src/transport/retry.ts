import { askedWait } from './rate-limit.ts'

/** How often and for how long a client retries. */
export interface RetryLimits {
  readonly maxRetries: number
  /** The longest single wait, in milliseconds. If the server asks for a longer one, the request fails at once. */
  readonly maxRetryTime: number
}

/** Methods that have the same effect when they are repeated (RFC 9110 §9.2.2). */
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE'])

/**
 * How many milliseconds to wait before the next try; undefined if there is none. A request over the rate limit was not
 * carried out, so any may be repeated. After a server error, or without an answer, only safe repeats are made: a create
 * with `If-None-Exist` finds what the first try made.
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
