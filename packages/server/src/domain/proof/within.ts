/** For how long a provider is waited for: whoever waits for us has their sentence within five seconds. */
export const DEADLINE_MS = 4_500

/** What a work gives within a time; undefined when it takes longer: what it does then is nobody's business any more. */
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
