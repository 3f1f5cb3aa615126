import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { refused } from '@damson/fhir'
import { readClaim } from './claims.ts'
import { encodeFrame, FrameReader } from './frames.ts'
import { type FromWorker, PROGRAMS_KEPT, type ToWorker } from './messages.ts'
import { giveWay, type ProcessUse, useOf } from './process-use.ts'
import { LEAST_BODY_BYTES, type Outcome, Running } from './running.ts'
import type { SandboxRefusal, SandboxRun } from './types.ts'

const isSource = import.meta.url.endsWith('.ts')
// The worker is a separate file beside this one, in the sources and in the build.
const workerFile = fileURLToPath(new URL(`./sandbox-worker.${isSource ? 'ts' : 'js'}`, import.meta.url))
const wasmFile = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')

/** A worker ends its runs by itself. After this much more, it is ended. */
const GRACE_MS = 1_000
/** Until a worker has started, on a machine however busy. */
const START_MS = 60_000
/** How often a worker that has runs is looked at. */
const WATCH_MS = 500
/** The engine itself, the guest, and what an engine's memory wastes. */
const ENGINE_BYTES = 16 * 1_048_576
/** Node's own memory, the texts on their way, and engines that are thrown away. */
const PROCESS_BYTES = 384 * 1_048_576

export interface WorkerOptions {
  readonly guest: string
  /** Of one program's heap, at most. */
  readonly memoryBytes: number
  /** Words that the command begins with. */
  readonly launcher: readonly string[]
  /** Called when the process said what ours never says: somebody has broken out of the engine. */
  readonly lied?: () => void
  /** What runs instead of the worker, for tests of one that somebody has broken out of. */
  readonly program?: string
}

/** The words that start a worker: nothing of the server's, and as little as Node needs. */
function command({ memoryBytes, launcher, program = workerFile }: WorkerOptions): readonly string[] {
  const readable = [fileURLToPath(new URL('./', import.meta.url)), ...packagesOf(wasmFile), program]
  return [
    ...launcher,
    process.execPath,
    ...(isSource ? ['--conditions=source'] : []),
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--max-old-space-size=256',
    '--max-semi-space-size=1',
    // So deep that QuickJS's own limit comes first.
    '--stack-size=3000',
    program,
    wasmFile,
    String(memoryBytes + ENGINE_BYTES),
  ]
}

/** The folders of both packages that the engine is loaded from, unless it is in the bundle. */
function packagesOf(wasm: string): readonly string[] {
  const modules = wasm.slice(0, wasm.lastIndexOf('@jitl'))
  return [`${modules}@jitl/`, `${modules}quickjs-emscripten-core/`]
}

/** One worker process, as the server sees it. */
export class WorkerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #reader = new FrameReader(LEAST_BODY_BYTES)
  readonly #running = new Map<number, Running>()
  readonly #programs = new Set<string>()
  readonly #startTimer: NodeJS.Timeout
  readonly #startedAt = Promise.withResolvers<void>()
  readonly #endedAt = Promise.withResolvers<void>()
  #watch: NodeJS.Timeout | undefined
  /** What the process had used when it was last asked whether it listens; undefined once it has answered. */
  #unanswered: ProcessUse | undefined
  #lastRun = 0
  readonly #lied: () => void
  #hasEnded = false
  #heldSince = 0
  #idleSince = 0
  #project: string | undefined
  #isReady = false
  #retiredAt: number | undefined

  constructor(options: WorkerOptions) {
    this.#lied = options.lied ?? (() => undefined)
    const [program = '', ...words] = command(options)
    this.#child = spawn(program, words, {
      env: {},
      cwd: '/',
      // A signal that a terminal sends to the server's group is not for it: it ends with its pipe.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#startTimer = setTimeout(() => this.kill(), START_MS)
    this.#child.on('error', () => this.#ended())
    this.#child.on('exit', () => this.#ended())
    this.#child.stdin.on('error', () => this.kill())
    this.#child.stdout.on('error', () => this.kill())
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    void this.#send({ kind: 'guest' }, options.guest)
    this.#giveWay()
  }

  /** Never, when the process ends before. */
  get started(): Promise<void> {
    return this.#startedAt.promise
  }

  get ended(): Promise<void> {
    return this.#endedAt.promise
  }

  /** The project whose programs it runs. It serves no other. */
  get project(): string | undefined {
    return this.#project
  }

  /** For how long it has been a project's. */
  get heldMs(): number {
    return performance.now() - this.#heldSince
  }

  /** For how long it has had no run. */
  get idleMs(): number {
    return this.#running.size === 0 ? performance.now() - this.#idleSince : 0
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** It takes no more runs, and ends when it has none. */
  get isRetired(): boolean {
    return this.#retiredAt !== undefined
  }

  get retiredMs(): number | undefined {
    return this.#retiredAt === undefined ? undefined : performance.now() - this.#retiredAt
  }

  get runs(): number {
    return this.#running.size
  }

  get served(): number {
    return this.#lastRun
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  async run(run: SandboxRun): Promise<Outcome> {
    if (this.isRetired) return refused(LOST)
    if (this.#project === undefined) this.#heldSince = performance.now()
    this.#project = run.project
    this.#lastRun += 1
    const id = this.#lastRun
    const { key, code } = run.program
    if (!this.#programs.has(key)) {
      const oldest = this.#programs.size < PROGRAMS_KEPT ? undefined : this.#programs.values().next().value
      if (oldest !== undefined) this.#programs.delete(oldest)
      this.#programs.add(key)
      void this.#send({ kind: 'program', key }, code)
    }
    const { wallMs, outputBytes, callBytes } = run.limits
    this.#reader.allow(Math.max(outputBytes, callBytes))
    const running = new Running(id, run, (answer, body) => this.#send(answer, body))
    this.#running.set(id, running)
    this.#watch ??= setInterval(() => this.#look(), WATCH_MS)
    const timer = setTimeout(() => this.#overdue(id, TIMEOUT), wallMs + GRACE_MS)
    void this.#send({ kind: 'run', run: id, key, limits: run.limits }, run.event)
    return running.outcome.finally(() => clearTimeout(timer))
  }

  retire(): void {
    this.#retiredAt ??= performance.now()
    if (this.#running.size === 0) this.kill()
  }

  /** Ends it with what still runs in it. */
  giveUp(refusal: SandboxRefusal): void {
    for (const id of this.#running.keys()) this.#end(id, refused(refusal))
    this.kill()
  }

  kill(): void {
    this.#retiredAt ??= performance.now()
    this.#child.kill('SIGKILL')
  }

  /** It has not ended a run by itself, so it may be in any state. */
  #overdue(id: number, refusal: SandboxRefusal): void {
    this.#end(id, refused(refusal))
    this.kill()
  }

  #end(id: number, outcome: Outcome): void {
    const running = this.#running.get(id)
    if (running === undefined) return
    this.#running.delete(id)
    if (this.#running.size === 0) {
      this.#idleSince = performance.now()
      clearInterval(this.#watch)
      this.#watch = undefined
      this.#unanswered = undefined
    }
    running.end(outcome)
    if (this.isRetired && this.#running.size === 0) this.kill()
  }

  #ended(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#retiredAt ??= performance.now()
    clearTimeout(this.#startTimer)
    for (const id of this.#running.keys()) this.#end(id, refused(LOST))
    this.#endedAt.resolve()
  }

  async #send(head: ToWorker, body: string): Promise<void> {
    const { stdin } = this.#child
    if (this.#hasEnded || stdin.write(encodeFrame(head, body))) return
    // What the worker does not read would be kept here.
    await Promise.race([new Promise((resolve) => stdin.once('drain', resolve)), this.ended])
  }

  /**
   * QuickJS asks its worker now and then whether it may go on, but not within each of its own functions. A worker that
   * has computed for longer than any of its runs may, without listening, is ended; so is one that has grown too large.
   */
  #look(): void {
    const use = this.#child.pid === undefined ? undefined : useOf(this.#child.pid)
    if (use === undefined) return
    const runs = [...this.#running.values()].map(({ run }) => run.limits)
    const mostBytes = runs.reduce((sum, { memoryBytes }) => sum + memoryBytes + ENGINE_BYTES, PROCESS_BYTES)
    if (use.residentBytes > mostBytes) this.#overrun(MEMORY)
    else if (this.#unanswered === undefined) {
      this.#unanswered = use
      void this.#send({ kind: 'listen' }, '')
    } else if (use.cpuMs - this.#unanswered.cpuMs > Math.max(...runs.map(({ cpuMs }) => cpuMs)) + GRACE_MS)
      this.#overrun(CPU)
  }

  /** Which of several runs it was, nobody outside can know. */
  #overrun(refusal: SandboxRefusal): void {
    const [only, ...more] = this.#running.keys()
    if (only !== undefined && more.length === 0) this.#overdue(only, refusal)
    else this.kill()
  }

  #read(chunk: Buffer): void {
    if (this.#child.killed) return
    try {
      for (const { head, body } of this.#reader.read(chunk)) this.#heard(readClaim(head), body)
    } catch {
      // Nothing that our worker says. Whatever speaks there is not heard any more.
      this.kill()
      this.#lied()
    }
  }

  /** @throws when the worker goes beyond what it may, which ours never does */
  #heard(claim: FromWorker, body: string): void {
    if (claim.kind === 'here') this.#unanswered = undefined
    else if (claim.kind === 'ready') {
      clearTimeout(this.#startTimer)
      this.#giveWay()
      this.#isReady = true
      this.#startedAt.resolve()
    } else {
      // Otherwise it has just been ended from here.
      const outcome = this.#running.get(claim.run)?.heard(claim, body)
      if (outcome === undefined) return
      if (!outcome.ok && !ORDERLY.has(outcome.refusal.why)) this.#retiredAt ??= performance.now()
      this.#end(claim.run, outcome)
    }
  }

  /** People wait for the server, and not for a Bot. */
  #giveWay(): void {
    if (this.#child.pid !== undefined) giveWay(this.#child.pid)
  }
}

const LOST: SandboxRefusal = { why: 'lost', message: 'The process in which the Bot ran has ended.' }
const TIMEOUT: SandboxRefusal = { why: 'timeout', message: 'The Bot has run for too long.' }
const CPU: SandboxRefusal = { why: 'cpu', message: 'The Bot has computed for too long.' }
const MEMORY: SandboxRefusal = { why: 'memory', message: 'The Bot needs too much memory.' }

/** Endings after which the process is as good as new. */
const ORDERLY: ReadonlySet<SandboxRefusal['why']> = new Set(['threw', 'no_handler', 'unserialisable', 'never_settled'])
