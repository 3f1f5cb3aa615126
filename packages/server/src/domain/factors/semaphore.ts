/** Lets so many pieces of work run at once; the others wait in line. */
export interface Semaphore {
  /** Of those who wait, each line has its turn: a long one keeps no other waiting. */
  run<T>(work: () => Promise<T>, line?: string): Promise<T>
}

export function createSemaphore(places: number): Semaphore {
  let free = places
  const lines = new Map<string, (() => void)[]>()
  function leave(): void {
    const [first] = lines
    if (first === undefined) {
      free += 1
      return
    }
    const [name, line] = first
    const next = line.shift()
    lines.delete(name)
    if (line.length > 0) lines.set(name, line)
    next?.()
  }
  return {
    async run(work, name = '') {
      if (free > 0) free -= 1
      else
        await new Promise<void>((resolve) => {
          const line = lines.get(name)
          if (line === undefined) lines.set(name, [resolve])
          else line.push(resolve)
        })
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
