/** How long a provider may take, so that the caller has an answer within five seconds. */
export const DEADLINE_MS = 4_500

/** The result of some work, or undefined if it takes longer: its later result is ignored. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
