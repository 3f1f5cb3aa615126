import type { Clock } from '../host.ts'

/** The limits of a piece of work. */
export interface Bounds {
  readonly signals: readonly AbortSignal[]
  readonly timeoutMs?: number
  /** The error when time is up. */
  readonly late?: () => Error
}

/** Runs work until it ends, a signal aborts or time is up, whichever is first, even if the work ignores the signal. */
export async function bounded<T>(
  clock: Clock,
  { signals, timeoutMs, late }: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const aborted = signals.find((signal) => signal.aborted)
  if (aborted !== undefined) throw reasonOf(aborted)
  const [inner, timer] = [new AbortController(), new AbortController()]
  const stops: (() => void)[] = []
  const stopped = new Promise<never>((_, reject) => {
    const stop = (why: unknown): void => {
      // The caller's signal chooses the reason, so it may be any value.
      reject(why)
      inner.abort(why)
    }
    for (const signal of signals) {
      const hear = (): void => stop(reasonOf(signal))
      signal.addEventListener('abort', hear)
      stops.push(() => signal.removeEventListener('abort', hear))
    }
    if (timeoutMs !== undefined && late !== undefined) {
      const ring = (): void => (timer.signal.aborted ? undefined : stop(late()))
      clock.sleep(timeoutMs, timer.signal).then(ring, ring)
    }
  })
  try {
    return await Promise.race([stopped, work(inner.signal)])
  } finally {
    timer.abort()
    for (const stop of stops) stop()
  }
}

/** Older hosts abort without a reason. */
function reasonOf(signal: AbortSignal): unknown {
  const reason: unknown = signal.reason
  if (reason !== undefined) return reason
  const error = new Error('The request was aborted.')
  error.name = 'AbortError'
  return error
}
