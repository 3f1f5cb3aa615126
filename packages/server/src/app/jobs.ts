import type { Clock } from '#base/clock'
import type { Log } from '#base/log'
import type { JobReport } from '../endpoints/health/index.ts'

/** Periodic work. */
export interface Job {
  readonly name: string
  /** Returns how many rows it deleted or changed. */
  run(now: Date): Promise<number>
  /** The next job does not wait for it. */
  readonly isBeside?: boolean
}

export interface Jobs {
  /** Runs all jobs one after the other. @throws {JobsFailed} When some failed; the log has each failure already. */
  run(): Promise<void>
  /** The result of each job since the start. */
  reports(): readonly JobReport[]
}

/** Some jobs failed; `cause` is the first failure. */
export class JobsFailed extends Error {
  override readonly name = 'JobsFailed'
  readonly jobs: readonly string[]

  constructor(failed: readonly { readonly name: string; readonly error: unknown }[]) {
    const jobs = failed.map(({ name }) => name)
    super(`failed: ${jobs.join(', ')}`, { cause: failed[0]?.error })
    this.jobs = jobs
  }
}

/** Few enough that each statement is short and other work runs in between. */
const AT_ONCE = 2_000
/** How long one job may take in a run; the rest waits for the next run. */
const SHARE_MS = 4_000

export function createJobs(clock: Clock, log: Log, jobs: readonly Job[]): Jobs {
  const reports = new Map<string, JobReport>(
    jobs.map(({ name }) => [
      name,
      { name, rows: 0, failures: 0, seconds: 0, succeededAt: undefined, ranAt: undefined },
    ]),
  )

  /** Undefined when it succeeded. */
  async function attempt(job: Job): Promise<{ readonly error: unknown } | undefined> {
    const [began, ranAt] = [clock.monotonic(), clock.now()]
    let rows = 0
    let failure: { readonly error: unknown } | undefined
    try {
      rows = await job.run(ranAt)
    } catch (error) {
      failure = { error }
    }
    const before = reports.get(job.name)
    reports.set(job.name, {
      name: job.name,
      rows: (before?.rows ?? 0) + rows,
      failures: (before?.failures ?? 0) + (failure === undefined ? 0 : 1),
      seconds: (clock.monotonic() - began) / 1000,
      succeededAt: failure === undefined ? clock.now() : before?.succeededAt,
      ranAt,
    })
    if (failure !== undefined) log.error('upkeep.failed', { code: job.name, error: failure.error })
    return failure
  }

  return {
    async run() {
      const failed: { readonly name: string; readonly error: unknown }[] = []
      for (const job of jobs) {
        const attempted = attempt(job)
        const failure = job.isBeside === true ? undefined : await attempted
        if (failure !== undefined) failed.push({ name: job.name, ...failure })
      }
      if (failed.length > 0) throw new JobsFailed(failed)
    },
    reports: () => [...reports.values()],
  }
}

/** Runs a job in batches until little is left, or its share of the time is used up. Returns how many rows it changed. */
export async function inBatches(
  clock: Pick<Clock, 'monotonic'>,
  some: (limit: number) => Promise<{ readonly looked: number; readonly rows: number }>,
): Promise<number> {
  const until = clock.monotonic() + SHARE_MS
  for (let count = 0; ; ) {
    const { looked, rows } = await some(AT_ONCE)
    count += rows
    if (looked < AT_ONCE || clock.monotonic() >= until) return count
  }
}
