/** Counts by name; only non-zero counts take memory. */
export interface Tally {
  of(name: string): number
  add(name: string, amount: number): void
}

export function createTally(): Tally {
  const amounts = new Map<string, number>()
  return {
    of: (name) => amounts.get(name) ?? 0,
    add(name, amount) {
      const now = (amounts.get(name) ?? 0) + amount
      if (now === 0) amounts.delete(name)
      else amounts.set(name, now)
    },
  }
}
