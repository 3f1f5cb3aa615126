/** Runs a limited number of tasks at once; the others wait in line. */
export interface Semaphore {
  /** `isFirst`: before those in line that are not. */
  run<T>(work: () => Promise<T>, isFirst?: boolean): Promise<T>
}

export function createSemaphore(places: number): Semaphore {
  let free = places
  const [first, line]: [(() => void)[], (() => void)[]] = [[], []]
  function leave(): void {
    const next = first.shift() ?? line.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async run(work, isFirst = false) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => (isFirst ? first : line).push(resolve))
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
