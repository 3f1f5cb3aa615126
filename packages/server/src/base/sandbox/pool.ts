import { type Result, refused } from '@damson/fhir'
import type { Log } from '#base/log'
import { IDLE_MS, makingRoom, type Need } from './making-room.ts'
import type { SandboxSettings } from './settings.ts'
import type { Sandbox, SandboxRefusal, SandboxRun } from './types.ts'
import { WorkerProcess } from './worker-process.ts'

type Outcome = Result<string, SandboxRefusal>

export interface SandboxOptions {
  readonly settings: SandboxSettings
  readonly log: Log
  /** The script that is evaluated before each program. */
  readonly guest: () => Promise<string>
}

/** Nested runs may go beyond what a worker has otherwise, or they would wait for their own callers. */
const NESTED_FACTOR = 2
const LONGEST_PAUSE_MS = 30_000
/** Whoever waits in the queue for longer is told to come again. */
const QUEUED_MS = 20_000

const BUSY: SandboxRefusal = { why: 'busy', message: 'Too many Bots run at the moment. Try again in a few seconds.' }
const GIVEN_UP: SandboxRefusal = {
  why: 'lost',
  message: 'The server has ended the Bot, because Bots of other projects had waited for too long.',
}
const STOPPED: SandboxRefusal = { why: 'busy', message: 'The server stops. Try again in a few seconds.' }

interface Waiting {
  readonly run: SandboxRun
  readonly begin: (worker: WorkerProcess) => void
  readonly refuse: (refusal: SandboxRefusal) => void
}

/** The processes that run programs, and the queue in front of them. None is started before it is needed. */
export class Pool implements Sandbox {
  readonly #settings: SandboxSettings
  readonly #log: Log
  readonly #guest: () => Promise<string>
  readonly #workers = new Set<WorkerProcess>()
  #queue: readonly Waiting[] = []
  /** When the projects that wait last had a process, in an order of no unit. */
  readonly #left = new Map<string, number>()
  #leavings = 0
  /** Processes that are about to be started. */
  #starting = 0
  /** Processes that ended before they were ready, in a row. */
  #failures = 0
  #pause: NodeJS.Timeout | undefined
  #later: NodeJS.Timeout | undefined
  #isWarm = false
  #isStopped = false

  constructor({ settings, log, guest }: SandboxOptions) {
    this.#settings = settings
    this.#log = log
    this.#guest = guest
  }

  run(run: SandboxRun): Promise<Outcome> {
    if (this.#isStopped) return Promise.resolve(refused(STOPPED))
    const worker = this.#find(run)
    return worker === undefined ? this.#wait(run) : this.#perform(worker, run)
  }

  keepWarm(isNeeded: boolean): void {
    this.#isWarm = isNeeded
    this.#fill()
    if (!isNeeded) for (const worker of this.#workers) if (worker.project === undefined) worker.retire()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#pause)
    clearTimeout(this.#later)
    for (const { refuse } of this.#queue) refuse(STOPPED)
    this.#queue = []
    for (const worker of this.#workers) worker.kill()
    await Promise.all([...this.#workers].map((worker) => worker.ended))
  }

  async #perform(worker: WorkerProcess, run: SandboxRun): Promise<Outcome> {
    // No run has more memory than the process was started for.
    const memoryBytes = Math.min(run.limits.memoryBytes, this.#settings.memoryMegabytes * 1_048_576)
    const ended = worker.run({ ...run, limits: { ...run.limits, memoryBytes } })
    this.#fill()
    const outcome = await ended
    if (worker.served >= this.#settings.runsBeforeRecycling) worker.retire()
    this.#begin()
    return outcome
  }

  /** A worker that takes the run at once: the project's own with nothing to do, a fresh one, or the project's own. */
  #find({ project, nested }: SandboxRun): WorkerProcess | undefined {
    const usable = [...this.#workers].filter((worker) => worker.isReady && !worker.isRetired)
    const own = usable.filter((worker) => worker.project === project).toSorted((a, b) => a.runs - b.runs)
    const [freest] = own
    if (freest?.runs === 0) return freest
    const fresh = own.length < this.#perProject ? usable.find((worker) => worker.project === undefined) : undefined
    const most = this.#settings.runsPerWorker * (nested === true ? NESTED_FACTOR : 1)
    return fresh ?? (freest !== undefined && freest.runs < most ? freest : undefined)
  }

  /** One process is always for somebody else. */
  get #perProject(): number {
    return Math.max(1, this.#settings.workers - 1)
  }

  #wait(run: SandboxRun): Promise<Outcome> {
    const ofProject = this.#queue.filter((waiting) => waiting.run.project === run.project).length
    const { queue } = this.#settings
    const isFull = this.#queue.length >= queue || ofProject >= Math.ceil(queue / 4)
    // What a nested run waits for may be its own caller.
    if (isFull || (run.nested === true && this.#heldBy(run.project) > 0)) return Promise.resolve(refused(BUSY))
    return new Promise((resolve) => {
      const leave = (outcome: Outcome | Promise<Outcome>): void => {
        clearTimeout(timer)
        this.#queue = this.#queue.filter((other) => other !== waiting)
        resolve(outcome)
      }
      const waiting: Waiting = {
        run,
        begin: (worker) => leave(this.#perform(worker, run)),
        refuse: (refusal) => leave(refused(refusal)),
      }
      const timer = setTimeout(() => waiting.refuse(BUSY), QUEUED_MS)
      this.#queue = [...this.#queue, waiting]
      this.#fill()
    })
  }

  #heldBy(project: string): number {
    return [...this.#workers].filter((worker) => worker.project === project && !worker.isRetired).length
  }

  /** Begins what waits, the projects with the fewest runs first, and of those the ones that had a process longest ago. */
  #begin(): void {
    const runsOf = (project: string): number =>
      [...this.#workers].reduce((sum, worker) => sum + (worker.project === project ? worker.runs : 0), 0)
    const inTurn = ({ run: { project: a } }: Waiting, { run: { project: b } }: Waiting): number =>
      runsOf(a) - runsOf(b) || (this.#left.get(a) ?? 0) - (this.#left.get(b) ?? 0)
    for (const waiting of this.#queue.toSorted(inTurn)) {
      const worker = this.#find(waiting.run)
      if (worker !== undefined) waiting.begin(worker)
    }
    this.#fill()
  }

  /** Starts processes as far as there is need and room. Without room, one of another project makes it. */
  #fill(): void {
    if (this.#isStopped || this.#pause !== undefined) return
    const { workers } = this.#settings
    const waiting = new Map<string, number>()
    for (const { run } of this.#queue) waiting.set(run.project, (waiting.get(run.project) ?? 0) + 1)
    const needy = [...waiting.keys()].filter((project) => this.#heldBy(project) < this.#perProject).length
    const fresh = [...this.#workers].filter((worker) => worker.project === undefined && !worker.isRetired).length
    const coming = fresh + this.#starting
    let missing = Math.max(needy, this.#isWarm ? 1 : 0) - coming
    let started = 0
    for (; missing > 0 && this.#workers.size + this.#starting < workers; missing -= 1) {
      started += 1
      void this.#start()
    }
    if (missing > 0) this.#makeRoom({ missing, coming: coming + started, waiting })
  }

  #makeRoom(need: Need): void {
    const { retire, end } = makingRoom([...this.#workers], need)
    for (const worker of end) worker.giveUp(GIVEN_UP)
    for (const worker of retire) worker.retire()
    this.#later ??= setTimeout(() => {
      this.#later = undefined
      this.#fill()
    }, IDLE_MS / 5).unref()
  }

  async #start(): Promise<void> {
    this.#starting += 1
    const guest = await this.#guest().finally(() => {
      this.#starting -= 1
    })
    if (this.#isStopped) return
    const worker: WorkerProcess = new WorkerProcess({
      guest,
      memoryBytes: this.#settings.memoryMegabytes * 1_048_576,
      launcher: this.#settings.launcher,
      lied: () =>
        this.#log.error('sandbox.forged_message', {
          ...(worker.project !== undefined && { projectId: worker.project }),
        }),
    })
    this.#workers.add(worker)
    void worker.started.then(() => this.#begin())
    void worker.ended.then(() => this.#gone(worker))
  }

  /** A project that waits on comes after those that have had no process since. */
  #noteTurn(project: string | undefined): void {
    this.#leavings += 1
    if (project !== undefined) this.#left.set(project, this.#leavings)
    const waiting = new Set(this.#queue.map(({ run }) => run.project))
    for (const one of this.#left.keys()) if (!waiting.has(one)) this.#left.delete(one)
  }

  #gone(worker: WorkerProcess): void {
    this.#workers.delete(worker)
    this.#noteTurn(worker.project)
    this.#failures = worker.isReady || this.#isStopped ? 0 : this.#failures + 1
    if (this.#failures > 0) {
      this.#log.error('sandbox.worker_failed', { count: this.#failures })
      this.#pause ??= setTimeout(
        () => {
          this.#pause = undefined
          this.#fill()
        },
        Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures),
      )
    }
    this.#fill()
  }
}
