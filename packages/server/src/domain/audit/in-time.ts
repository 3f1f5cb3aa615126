import { StoreUnavailable } from '#base/db'

/**
 * Waits for the work, but not longer than the milliseconds; then fails as a slow store does, while the work goes on.
 *
 * @param hasToWait Whether, at the end of the time, the work's own end has to be awaited after all.
 */
export async function withinMs<T>(ms: number, work: Promise<T>, hasToWait: () => boolean = () => false): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    // After a stall of this thread, an answer that has arrived meanwhile is read first.
    timer = setTimeout(() => setImmediate(end), ms)
    const end = (): void => {
      if (!hasToWait()) reject(new StoreUnavailable('timeout', `not done within ${ms} ms`))
    }
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
