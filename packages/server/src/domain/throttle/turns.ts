/** Lets a limited number through at once for each key; the others wait in line. */
export interface Turns {
  /** Resolves when it is the caller's turn, with the function that ends the turn. */
  take(key: string): Promise<() => void>
}

export function createTurns(places: number): Turns {
  const keys = new Map<string, { taken: number; line: (() => void)[] }>()
  return {
    async take(key) {
      const state = keys.get(key) ?? { taken: 0, line: [] }
      keys.set(key, state)
      if (state.taken < places) state.taken += 1
      else await new Promise<void>((resolve) => state.line.push(resolve))
      let ended = false
      return () => {
        if (ended) return
        ended = true
        const next = state.line.shift()
        if (next !== undefined) return next()
        state.taken -= 1
        if (state.taken === 0) keys.delete(key)
      }
    },
  }
}
