import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { accepted, type Result, refused } from '@damson/fhir'
import { readClaim, readRefusal } from './claims.ts'
import { encodeFrame, FrameReader } from './frames.ts'
import { type FromWorker, MAX_REFUSAL_BYTES, PROGRAMS_KEPT, type ToWorker } from './messages.ts'
import type { SandboxRefusal, SandboxRun } from './types.ts'

const isSource = import.meta.url.endsWith('.ts')
// The worker is a separate file beside this one, in the sources and in the build.
const workerFile = fileURLToPath(new URL(`./sandbox-worker.${isSource ? 'ts' : 'js'}`, import.meta.url))
const wasmFile = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm')

/** A worker ends its runs by itself. After this much more, it is ended. */
const GRACE_MS = 1_000
/** Until a worker has started, on a machine however busy. */
const START_MS = 60_000
/** Calls of one run that the server answers at the same time; the others wait their turn. */
const CALLS_AT_ONCE = 8
/** What a frame may hold beyond what the limits name: a refusal, or a line of the log. */
const LEAST_BODY_BYTES = 4 * MAX_REFUSAL_BYTES
/** The engine itself, the guest, and what its memory wastes. */
const ENGINE_BYTES = 16 * 1_048_576

type Outcome = Result<string, SandboxRefusal>

interface Running {
  readonly run: SandboxRun
  readonly end: (outcome: Outcome) => void
  readonly over: AbortController
  readonly timer: NodeJS.Timeout
  readonly queued: (() => Promise<void>)[]
  inFlight: number
  calls: number
  logged: number
}

export interface WorkerOptions {
  readonly guest: string
  /** Of one program's heap, at most. */
  readonly memoryBytes: number
  /** Of the largest output, argument or answer. */
  readonly messageBytes: number
  /** What runs instead of the worker, for tests of one that somebody has broken out of. */
  readonly program?: string
}

/** The words that start a worker: nothing of the server's, and as little as Node needs. */
function command({ memoryBytes, program = workerFile }: WorkerOptions): readonly string[] {
  const own = fileURLToPath(new URL('./', import.meta.url))
  const readable = isSource ? [own, ...packagesOf(wasmFile), program] : [own, wasmFile]
  return [
    ...(isSource ? ['--conditions=source'] : []),
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--no-warnings',
    '--disallow-code-generation-from-strings',
    '--max-old-space-size=64',
    '--max-semi-space-size=1',
    // So deep that QuickJS's own limit comes first.
    '--stack-size=3000',
    program,
    wasmFile,
    String(memoryBytes + ENGINE_BYTES),
  ]
}

/** The folders of both packages that the sources load the engine from. */
function packagesOf(wasm: string): readonly string[] {
  const modules = wasm.slice(0, wasm.lastIndexOf('@jitl'))
  return [`${modules}@jitl/`, `${modules}quickjs-emscripten-core/`]
}

/** One worker process, as the server sees it. */
export class WorkerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #reader: FrameReader
  readonly #running = new Map<number, Running>()
  readonly #programs = new Set<string>()
  readonly #startTimer: NodeJS.Timeout
  readonly #startedAt = Promise.withResolvers<void>()
  readonly #endedAt = Promise.withResolvers<void>()
  #lastRun = 0
  #hasEnded = false
  #heldSince = 0
  #project: string | undefined
  #isReady = false
  #isRetired = false

  constructor(options: WorkerOptions) {
    this.#reader = new FrameReader(Math.max(options.messageBytes, LEAST_BODY_BYTES))
    this.#child = spawn(process.execPath, [...command(options)], {
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
    this.#send({ kind: 'guest' }, options.guest)
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

  get isReady(): boolean {
    return this.#isReady
  }

  /** It takes no more runs, and ends when it has none. */
  get isRetired(): boolean {
    return this.#isRetired
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

  run(run: SandboxRun): Promise<Outcome> {
    if (this.#isRetired) return Promise.resolve(refused(LOST))
    if (this.#project === undefined) this.#heldSince = performance.now()
    this.#project = run.project
    this.#lastRun += 1
    const id = this.#lastRun
    const { key, code } = run.program
    if (!this.#programs.has(key)) {
      const oldest = this.#programs.size < PROGRAMS_KEPT ? undefined : this.#programs.values().next().value
      if (oldest !== undefined) this.#programs.delete(oldest)
      this.#programs.add(key)
      this.#send({ kind: 'program', key }, code)
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#overdue(id), run.limits.wallMs + GRACE_MS)
      this.#running.set(id, {
        run,
        end: resolve,
        over: new AbortController(),
        timer,
        queued: [],
        inFlight: 0,
        calls: 0,
        logged: 0,
      })
      this.#send({ kind: 'run', run: id, key, limits: run.limits }, run.event)
    })
  }

  retire(): void {
    this.#isRetired = true
    if (this.#running.size === 0) this.kill()
  }

  kill(): void {
    this.#isRetired = true
    this.#child.kill('SIGKILL')
  }

  /** It has not ended a run by itself, so it may be in any state. */
  #overdue(id: number): void {
    this.#end(id, refused({ why: 'timeout', message: 'The Bot has run for too long.' }))
    this.kill()
  }

  #end(id: number, outcome: Outcome): void {
    const running = this.#running.get(id)
    if (running === undefined) return
    this.#running.delete(id)
    clearTimeout(running.timer)
    running.over.abort()
    running.end(outcome)
    if (this.#isRetired && this.#running.size === 0) this.kill()
  }

  #ended(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#isRetired = true
    clearTimeout(this.#startTimer)
    for (const id of this.#running.keys()) this.#end(id, refused(LOST))
    this.#endedAt.resolve()
  }

  #send(head: ToWorker, body: string): void {
    if (!this.#hasEnded) this.#child.stdin.write(encodeFrame(head, body))
  }

  #read(chunk: Buffer): void {
    if (this.#child.killed) return
    try {
      for (const { head, body } of this.#reader.read(chunk)) this.#heard(readClaim(head), body)
    } catch {
      // Nothing that our worker says. Whatever speaks there is not heard any more.
      this.kill()
    }
  }

  /** @throws when the worker goes beyond what it may, which ours never does */
  #heard(claim: FromWorker, body: string): void {
    if (claim.kind === 'ready') {
      clearTimeout(this.#startTimer)
      this.#giveWay()
      this.#isReady = true
      this.#startedAt.resolve()
      return
    }
    const running = this.#running.get(claim.run)
    // It has just been ended from here.
    if (running === undefined) return
    switch (claim.kind) {
      case 'call':
        return this.#asked(claim, running, body)
      case 'log':
        running.logged += body.length + 1
        mustNot(running.logged > running.run.limits.logBytes + LEAST_BODY_BYTES)
        return running.run.log(claim.level, body)
      case 'done':
        mustNot(body.length > running.run.limits.outputBytes)
        return this.#end(claim.run, accepted(body))
      case 'refused': {
        const refusal = readRefusal(claim.why, body)
        if (!ORDERLY.has(claim.why)) this.#isRetired = true
        return this.#end(claim.run, refused(refusal))
      }
    }
  }

  #asked(claim: FromWorker & { kind: 'call' }, running: Running, body: string): void {
    running.calls += 1
    mustNot(running.calls > running.run.limits.calls || body.length > running.run.limits.callBytes)
    running.queued.push(() => this.#answer(claim, running, body))
    void this.#work(running)
  }

  async #work(running: Running): Promise<void> {
    if (running.inFlight >= CALLS_AT_ONCE) return
    running.inFlight += 1
    for (let next = running.queued.shift(); next !== undefined; next = running.queued.shift()) await next()
    running.inFlight -= 1
  }

  async #answer({ run, id, name }: FromWorker & { kind: 'call' }, running: Running, body: string): Promise<void> {
    const { signal } = running.over
    if (signal.aborted) return
    const answer = async (): Promise<Result<string, string>> => {
      try {
        const text = JSON.stringify((await running.run.call(name, JSON.parse(body), signal)) ?? null)
        const { callBytes } = running.run.limits
        if (Buffer.byteLength(text) <= callBytes) return accepted(text)
        return refused(`The answer is larger than the ${callBytes} bytes that a call may have.`)
      } catch (error) {
        return refused(error instanceof Error ? error.message : 'The call failed.')
      }
    }
    const made = await answer()
    if (signal.aborted) return
    this.#send({ kind: 'answer', run, id, ok: made.ok }, made.ok ? made.value : made.refusal)
  }

  /** People wait for the server, and not for a Bot. */
  #giveWay(): void {
    const { pid } = this.#child
    if (pid === undefined) return
    const tasks = `/proc/${pid}/task`
    try {
      // Linux counts each thread by itself.
      const threads = existsSync(tasks) ? readdirSync(tasks).map(Number) : [pid]
      for (const thread of threads) setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)
    } catch {
      // It has just ended.
    }
  }
}

const LOST: SandboxRefusal = { why: 'lost', message: 'The process in which the Bot ran has ended.' }

/** Endings after which the process is as good as new. */
const ORDERLY: ReadonlySet<SandboxRefusal['why']> = new Set(['threw', 'no_handler', 'unserialisable', 'never_settled'])

function mustNot(isBeyond: boolean): void {
  if (isBeyond) throw new Error('The worker goes beyond what it may.')
}
