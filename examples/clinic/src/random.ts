/** Chance that is the same for the same seed. */
export interface Random {
  /** A whole number, both ends included. */
  whole(least: number, most: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** True once in so many times. */
  once(times: number): boolean
  /** Around a mean, within three deviations. */
  around(mean: number, deviation: number): number
}

/** Mulberry32: small, fast, and good enough for people who do not exist. Never for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    whole,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    once: (times) => next() < 1 / times,
    // The sum of twelve is close to a bell curve of deviation 1 around 6.
    around(mean, deviation) {
      let sum = -6
      for (let i = 0; i < 12; i++) sum += next()
      return mean + deviation * Math.max(-3, Math.min(3, sum))
    },
  }
}
