import type { Driver } from '../drive/driver.ts'
import type { Job, Slice } from '../drive/job.ts'
import type { PathName } from '../paths.ts'
import type { Measured, TargetFigures } from '../report/report.ts'
import { jobOf, type Stand, type Target, targetsOf } from './targets.ts'

/** How long, and how often. */
export interface Effort {
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
}

export const FULL: Effort = { rounds: 5, seconds: 1.5, warmUpSeconds: 2 }
export const QUICK: Effort = { rounds: 1, seconds: 0.7, warmUpSeconds: 0.3 }

const WARM_UP_CONNECTIONS = 16
const FIRST_GUESS_RPS = 1_200
const HEADROOM = 1.7
const LONGEST_SLICE_S = 10

/** An answer that was wrong: nothing that was measured beside it counts. */
export class WrongAnswers extends Error {
  override readonly name = 'WrongAnswers'
}

export class Measurement {
  readonly #driver: Driver
  readonly #stand: Stand
  readonly #effort: Effort
  readonly #fastest = new Map<string, number>()

  constructor(driver: Driver, stand: Stand, effort: Effort) {
    this.#driver = driver
    this.#stand = stand
    this.#effort = effort
  }

  /** Brings code and caches to temperature; its figures are not kept. */
  async warmUp(path: PathName, targets: readonly Target[] = targetsOf(path)): Promise<void> {
    for (const target of targets) await this.#slice(path, target, WARM_UP_CONNECTIONS, this.#effort.warmUpSeconds)
  }

  /** The targets in turn, again and again, so that whatever else the machine does hits all of them. */
  async measure(path: PathName, connections: number, targets: readonly Target[] = targetsOf(path)): Promise<Measured> {
    const slices = new Map<Target, Slice[]>(targets.map((target) => [target, []]))
    for (let round = 0; round < this.#effort.rounds; round += 1) {
      for (const target of targets)
        slices.get(target)?.push(await this.#slice(path, target, connections, this.#effort.seconds))
    }
    const figures = (target: Target): TargetFigures | undefined => {
      const own = slices.get(target)
      return own === undefined ? undefined : figuresOf(own)
    }
    return {
      path,
      connections,
      server: figures('server') ?? figures('peer'),
      floor: figures('floor'),
      audited: figures('audited'),
    }
  }

  async #slice(path: PathName, target: Target, connections: number, seconds: number): Promise<Slice> {
    const key = `${path} ${target} ${connections}`
    const rps = this.#fastest.get(key) ?? FIRST_GUESS_RPS * Math.min(connections, 4)
    const expected = Math.ceil(rps * seconds * HEADROOM)
    const job = await jobOf(this.#stand, path, target, { connections, seconds }, expected)
    const slice = await this.#driver.run(job)
    await untilDone(job)
    // On a machine that is busy with other things a short slice may end before the first answer.
    if (slice.wrong + slice.latencies.length === 0 && seconds < LONGEST_SLICE_S)
      return this.#slice(path, target, connections, seconds * 3)
    if (slice.wrong > 0 || slice.latencies.length === 0)
      throw new WrongAnswers(
        `${path} on the ${target} with ${connections} connections: ${slice.wrong} wrong answers beside ` +
          `${slice.latencies.length} right ones. ${slice.example ?? ''}`,
      )
    this.#fastest.set(key, Math.max(this.#fastest.get(key) ?? 0, slice.latencies.length / slice.seconds))
    return slice
  }
}

/**
 * A slice ends with requests that nobody waits for any more, and a server that hashes passwords for them takes that time
 * from the next slice. One more request that is answered comes after them.
 */
async function untilDone({ url, shots: [shot], once, refreshing }: Job): Promise<void> {
  if (shot === undefined || once === true || refreshing === true) return
  const { method, path, headers, body = null } = shot
  const answer = await fetch(url + path, { method, headers, body })
  await answer.arrayBuffer()
}

function figuresOf(slices: readonly Slice[]): TargetFigures {
  const latencies = slices.flatMap((slice) => slice.latencies).sort((a, b) => a - b)
  const seconds = slices.reduce((sum, slice) => sum + slice.seconds, 0)
  return {
    rps: latencies.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p95Ms: percentile(latencies, 0.95),
    p99Ms: percentile(latencies, 0.99),
  }
}

/** Nearest rank. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
