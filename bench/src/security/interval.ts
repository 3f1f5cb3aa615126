/** A difference, with the interval that has it in 95 of 100 measurements. */
export interface Interval {
  readonly middle: number
  readonly low: number
  readonly high: number
}

/** The normal distribution's 97.5 % point. There are hundreds of differences, so Student's is the same. */
const Z = 1.96

/** The mean of the differences. It sees what makes a few of them large. */
export function meanInterval(differences: readonly number[]): Interval {
  const n = differences.length
  const mean = differences.reduce((sum, one) => sum + one, 0) / n
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, n - 1)
  const half = Z * Math.sqrt(variance / n)
  return { middle: mean, low: mean - half, high: mean + half }
}

/** The median of the differences, by their order alone: pauses of the machine do not widen it. */
export function medianInterval(differences: readonly number[]): Interval {
  const sorted = [...differences].sort((a, b) => a - b)
  const n = sorted.length
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, rank))] ?? 0
  const half = (Z * Math.sqrt(n)) / 2
  const middle = (at(Math.floor((n - 1) / 2)) + at(Math.ceil((n - 1) / 2))) / 2
  return { middle, low: at(Math.floor(n / 2 - half)), high: at(Math.ceil(n / 2 + half)) }
}

/** Whether an interval lies within so many milliseconds of nothing. */
export function isWithin({ low, high }: Interval, ms: number): boolean {
  return low >= -ms && high <= ms
}

/** Whether an interval lies wholly beyond so many milliseconds: the difference is there for certain. */
export function isBeyond({ low, high }: Interval, ms: number): boolean {
  return low > ms || high < -ms
}
