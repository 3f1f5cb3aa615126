import type { Driver } from '../drive/driver.ts'
import type { Job, Slice } from '../drive/job.ts'
import type { PathName } from '../paths.ts'
import type { Measured, TargetFigures } from '../report/report.ts'
import { processorTime } from './processor.ts'
import { jobOf, type SliceOf, type Stand, type Target, targetsOf } from './targets.ts'

/** How long and how often to measure. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** How many requests are answered before anything is measured: V8 optimises what ran often, not what ran long. */
  readonly warmUpRequests: number
}

export const FULL: Effort = { rounds: 3, seconds: 2.5, warmUpSeconds: 2, warmUpRequests: 4_000 }
export const QUICK: Effort = { rounds: 1, seconds: 0.25, warmUpSeconds: 0.1, warmUpRequests: 0 }

export const WARM_UP_CONNECTIONS = 16
const FIRST_GUESS_RPS = 1_200
const HEADROOM = 1.7
const LONGEST_SLICE_S = 10

/** An answer was wrong: the measurements of its slice do not count. */
export class WrongAnswers extends Error {
  override readonly name = 'WrongAnswers'
}

/** One of the servers that are driven in turn. */
export interface Lane {
  /** Distinguishes its requests from those of all others. */
  readonly name: string
  readonly pids: Pids
  /** The job for one slice. `expected` is the largest number of requests that it will take. */
  job(slice: SliceOf, expected: number): Promise<Job>
}

/** Drives servers in turn. */
export class InTurn {
  readonly #driver: Driver
  readonly #effort: Effort
  readonly #fastest = new Map<string, number>()

  constructor(driver: Driver, effort: Effort) {
    this.#driver = driver
    this.#effort = effort
  }

  /** Warms up code and caches; its figures are discarded. */
  async warmUp(lanes: readonly Lane[]): Promise<void> {
    const { warmUpSeconds, warmUpRequests } = this.#effort
    for (const lane of lanes) {
      let answered = 0
      do answered += (await this.#slice(lane, WARM_UP_CONNECTIONS, warmUpSeconds)).slice.latencies.length
      while (answered < warmUpRequests)
    }
  }

  /**
   * Measures the lanes round by round, every second round in reverse order. Other load on the machine, and growth during
   * the run, then affects all of them alike. The figures of the rounds come in the order of the lanes.
   */
  async measure(lanes: readonly Lane[], connections: number): Promise<readonly (readonly TargetFigures[])[]> {
    const rounds = lanes.map((lane) => ({ lane, figures: [] as TargetFigures[] }))
    for (let round = 0; round < this.#effort.rounds; round += 1) {
      for (const { lane, figures } of round % 2 === 0 ? rounds : rounds.toReversed())
        figures.push(figuresOf(await this.#slice(lane, connections, this.#effort.seconds)))
    }
    return rounds.map(({ figures }) => figures)
  }

  async #slice(lane: Lane, connections: number, seconds: number): Promise<Counted> {
    const key = `${lane.name} ${connections}`
    const rps = this.#fastest.get(key) ?? FIRST_GUESS_RPS * Math.min(connections, 4)
    const job = await lane.job({ connections, seconds }, Math.ceil(rps * seconds * HEADROOM))
    const counted = await countedSlice(this.#driver, job, lane.pids, lane.name)
    if (counted === undefined) return this.#slice(lane, connections, seconds * 3)
    const { slice } = counted
    this.#fastest.set(key, Math.max(this.#fastest.get(key) ?? 0, slice.latencies.length / slice.seconds))
    return counted
  }
}

/** Measures paths on the targets of a stand. */
export class Measurement {
  readonly #inTurn: InTurn
  readonly #stand: Stand

  constructor(driver: Driver, stand: Stand, effort: Effort) {
    this.#inTurn = new InTurn(driver, effort)
    this.#stand = stand
  }

  async warmUp(path: PathName, targets: readonly Target[] = targetsOf(path)): Promise<void> {
    await this.#inTurn.warmUp(targets.map((target) => this.#lane(path, target)))
  }

  async measure(path: PathName, connections: number, targets: readonly Target[] = targetsOf(path)): Promise<Measured> {
    const lanes = targets.map((target) => this.#lane(path, target))
    const measured = await this.#inTurn.measure(lanes, connections)
    const of = (target: Target): readonly TargetFigures[] => measured[targets.indexOf(target)] ?? []
    const figures = (target: Target): TargetFigures | undefined => mediansOf(of(target))
    return {
      path,
      connections,
      server: figures('server') ?? figures('peer'),
      floor: figures('floor'),
      audited: figures('audited'),
      rounds: { server: of('server'), against: of('against'), peer: of('peer') },
    }
  }

  #lane(path: PathName, target: Target): Lane {
    return {
      name: `${path} on the ${target}`,
      pids: { server: pidOf(this.#stand, target), postmaster: this.#stand.postmasterPid },
      job: (slice, expected) => jobOf(this.#stand, path, target, slice, expected),
    }
  }
}

/** The processes whose time is counted. */
export interface Pids {
  readonly server: number
  readonly postmaster: number | undefined
}

/**
 * Runs a slice and counts the processor time that it took. Undefined if it ended before the first answer, as a short one
 * may on a busy machine.
 *
 * @throws {WrongAnswers}
 */
export async function countedSlice(driver: Driver, job: Job, pids: Pids, what: string): Promise<Counted | undefined> {
  const before = processorTime(pids.server, pids.postmaster)
  const slice = await driver.run(job)
  const more = await untilDone(job)
  const after = processorTime(pids.server, pids.postmaster)
  if (slice.wrong + slice.latencies.length === 0 && job.seconds < LONGEST_SLICE_S) return undefined
  if (slice.wrong > 0 || slice.latencies.length === 0)
    throw new WrongAnswers(
      `${what} with ${job.connections} connections: ${slice.wrong} wrong answers beside ` +
        `${slice.latencies.length} right ones. ${slice.example ?? ''}`,
    )
  return { slice, more, nodeUs: after.nodeUs - before.nodeUs, postgresUs: after.postgresUs - before.postgresUs }
}

export interface Counted {
  readonly slice: Slice
  /** Requests that were served after the time was up: the processor's time includes them. */
  readonly more: number
  readonly nodeUs: number
  readonly postgresUs: number
}

/** Zero for a remote server, whose processor time cannot be read. */
function pidOf({ pids, against }: Stand, target: Target): number {
  if (target === 'peer') return 0
  return target === 'against' ? (against?.pids.server ?? 0) : target === 'server' ? pids.server : pids.floor
}

/**
 * A slice ends while requests are still running, and a server that hashes passwords for them takes that time from the
 * next slice. One more request, which waits behind them, shows when they are done. Returns how many these are.
 */
async function untilDone({ url, shots: [shot], once, refreshing, connections }: Job): Promise<number> {
  if (shot === undefined || once === true || refreshing === true) return 0
  const { method, path, headers, body = null } = shot
  const answer = await fetch(url + path, { method, headers, body })
  await answer.arrayBuffer()
  return connections + 1
}

export function figuresOf({ slice, more, nodeUs, postgresUs }: Counted): TargetFigures {
  const latencies = [...slice.latencies].sort((a, b) => a - b)
  const answered = latencies.length
  return {
    rps: answered / slice.seconds,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
    nodeUs: nodeUs / (answered + more),
    postgresUs: postgresUs / (answered + more),
  }
}

const FIGURES = ['rps', 'p50Ms', 'p95Ms', 'p99Ms', 'nodeUs', 'postgresUs'] as const

/** The median of each figure over the rounds. */
export function mediansOf(rounds: readonly TargetFigures[]): TargetFigures | undefined {
  if (rounds.length === 0) return undefined
  const medians = FIGURES.map((figure) => [figure, median(rounds.map((round) => round[figure]))])
  return Object.fromEntries(medians) as Record<(typeof FIGURES)[number], number>
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

/** Nearest rank. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
