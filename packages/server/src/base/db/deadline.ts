import { unavailable } from './faults.ts'

/** Passes on the reply, or fails when it takes longer than the caller waits; calls `expired` first then. */
export function withTimeout<T>(
  reply: Promise<T>,
  timeoutMs: number | undefined,
  expired: () => void = () => undefined,
): Promise<T> {
  if (timeoutMs === undefined) return reply
  return new Promise((resolve, reject) => {
    let isSettled = false
    const expire = (): void => {
      if (isSettled) return
      expired()
      reject(unavailable('timeout', `${timeoutMs} ms have passed`))
    }
    // After a stall of this thread, a reply that has arrived meanwhile is read first.
    const timer = setTimeout(() => setImmediate(expire), timeoutMs)
    reply.then(resolve, reject).finally(() => {
      isSettled = true
      clearTimeout(timer)
    })
  })
}
