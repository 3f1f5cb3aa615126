import { unavailable } from './faults.ts'

/** Passes on the reply, or fails when it takes longer than the caller waits; calls `expired` first then. */
export function withTimeout<T>(
  reply: Promise<T>,
  timeoutMs: number | undefined,
  expired: () => void = () => undefined,
): Promise<T> {
  if (timeoutMs === undefined) return reply
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      expired()
      reject(unavailable('timeout', `${timeoutMs} ms have passed`))
    }, timeoutMs)
    reply.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
