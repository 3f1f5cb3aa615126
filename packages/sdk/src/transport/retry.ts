import { askedWait } from './rate-limit.ts'

/** How often and for how long a client tries again. */
export interface RetryLimits {
  readonly maxRetries: number
  /** The longest single wait, in milliseconds: who is asked to wait longer gives up at once. */
  readonly maxRetryTime: number
}

/** Methods that do no more when they are repeated. */
const REPEATABLE = new Set(['GET', 'PUT', 'DELETE'])

/**
 * How many milliseconds to wait before the next try; undefined when there is none. A request over the limit was not
 * carried out, so any may be repeated; after a fault of the server only those that can do no harm twice.
 */
export function waitBeforeRetry(
  { method, tries, limits }: { readonly method: string; readonly tries: number; readonly limits: RetryLimits },
  answer: { readonly status: number; readonly headers: Headers },
  now: number,
): number | undefined {
  const mayRetry = answer.status === 429 || (answer.status >= 500 && REPEATABLE.has(method))
  if (!mayRetry || tries > limits.maxRetries) return undefined
  const wait = Math.max(500 * 1.5 ** (tries - 1), askedWait(answer.headers, now))
  return wait > limits.maxRetryTime ? undefined : wait
}
