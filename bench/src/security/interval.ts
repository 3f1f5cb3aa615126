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

/** So much is left out at each end: pauses of the machine, and the answers that waited for one. */
const TRIM = 0.1
const RESAMPLES = 1_000

/**
 * The mean of the middle four fifths of the differences, with the interval that a bootstrap finds: the middle 95 % of the same
 * mean over as many differences, drawn from these with replacement. It assumes no distribution.
 */
export function trimmedInterval(differences: readonly number[]): Interval {
  const sorted = Float64Array.from(differences).sort()
  const n = sorted.length
  const draw = drawsBelow(n)
  const counts = new Uint32Array(n)
  const means = new Float64Array(RESAMPLES)
  for (let sample = 0; sample < RESAMPLES; sample += 1) {
    counts.fill(0)
    for (let taken = 0; taken < n; taken += 1) {
      const at = draw()
      counts[at] = (counts[at] ?? 0) + 1
    }
    means[sample] = trimmedMean(sorted, counts)
  }
  means.sort()
  const at = (share: number): number => means[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))] ?? 0
  return { middle: trimmedMean(sorted, new Uint32Array(n).fill(1)), low: at(0.025), high: at(0.975) }
}

/** Of sorted values that occur so often each. */
function trimmedMean(sorted: Float64Array, counts: Uint32Array): number {
  const most = sorted.length - Math.floor(TRIM * sorted.length)
  const least = sorted.length - most
  let [rank, sum] = [0, 0]
  sorted.forEach((value, at) => {
    const next = rank + (counts[at] ?? 0)
    sum += value * Math.max(0, Math.min(next, most) - Math.max(rank, least))
    rank = next
  })
  return sum / (most - least)
}

/** The same draws in each run, by a multiplicative generator: the figures of a report can be computed again. */
function drawsBelow(n: number): () => number {
  let state = 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return Math.floor((state / 2_147_483_647) * n)
  }
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
