/** Runs a limited number of tasks at once; the others wait in line. */
export interface Semaphore {
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createSemaphore(places: number): Semaphore {
  let free = places
  const line: (() => void)[] = []
  function leave(): void {
    const next = line.shift()
    if (next === undefined) free += 1
    else next()
  }
  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => line.push(resolve))
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
