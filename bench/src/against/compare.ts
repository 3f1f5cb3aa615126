import { median } from '../measure/measure.ts'
import type { PathName } from '../paths.ts'
import { type Measured, type TargetFigures, totalUs } from '../report/report.ts'

/** A path of this commit compared with the same path of another. */
export interface Comparison {
  readonly path: PathName
  readonly connections: number
  /** Processor time of one request, node and PostgreSQL together: medians of the rounds, in microseconds. */
  readonly thenUs: number
  readonly nowUs: number
  /** The increase in processor time per request, as a share: the median over the rounds, each compared on its own. */
  readonly change: number
  /** How far the rounds are spread, from the median to either end. */
  readonly noise: number
  readonly verdict: 'same' | 'faster' | 'slower'
}

/** A smaller change does not count, however quiet the machine is. */
const LEAST_CHANGE = 0.03

/** Compares round by round, because both sides of a round ran in succession on the machine in the same state. */
export function compare({ path, connections, rounds }: Measured): Comparison {
  const pairs = rounds.server.map((now, n) => [now, rounds.against[n]] as const)
  const changes = pairs.map(([now, then]) => (then === undefined ? 0 : totalUs(now) / totalUs(then) - 1))
  const change = median(changes)
  const noise = (Math.max(...changes) - Math.min(...changes)) / 2
  const isBeyond = Math.abs(change) > Math.max(noise, LEAST_CHANGE)
  const medianUs = (figures: readonly TargetFigures[]): number => Math.round(median(figures.map(totalUs)))
  return {
    path,
    connections,
    thenUs: medianUs(rounds.against),
    nowUs: medianUs(rounds.server),
    change,
    noise,
    verdict: isBeyond ? (change > 0 ? 'slower' : 'faster') : 'same',
  }
}
