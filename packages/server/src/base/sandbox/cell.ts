import { webcrypto } from 'node:crypto'
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import { type EngineMemory, FIRST_BYTES, makeEngine, type WasmModule } from './engine.ts'
import { MemoryImage } from './memory-image.ts'
import { LARGEST_WAITING, LOG_LINE_BYTES, MAX_REFUSAL_BYTES } from './messages.ts'
import { preambleText } from './preamble.ts'
import type { SandboxLevel, SandboxLimits, SandboxRefusal } from './types.ts'

/** Of the engine's own stack, which is 5 MB. V8's would end next, and an engine that V8 breaks off is of no more use. */
const STACK_BYTES = 512 * 1_024
const JOBS_AT_ONCE = 64
const MAX_TIMERS = 1_000
const MAX_LINE = 8_192
const PROGRAM_FILE = 'bot.js'
const BROKEN_OFF = 'The Bot has broken its engine off: it needs too much memory, or nests too deeply.'

export interface CellJob {
  readonly code: string
  readonly event: string
  readonly limits: SandboxLimits
}

/** What a run asks of its worker. */
export interface CellHost {
  call(id: number, name: string, argument: string): void
  log(level: SandboxLevel, text: string): void
  ended(end: CellEnd): void
}

export type CellEnd = { readonly ok: true; readonly output: string } | ({ readonly ok: false } & SandboxRefusal)

interface Current {
  readonly job: CellJob
  readonly host: CellHost
  readonly deadline: number
  readonly timers: Map<number, NodeJS.Timeout>
  waiting: number
  calls: number
  /** The length of each call that waits for its answer, and of all of them. */
  readonly asked: Map<number, number>
  askedBytes: number
  logged: number
  isLogFull: boolean
  cpuMicros: number
  /** The processor time of the thread when the program was last entered. */
  entered: number
  end: CellEnd | undefined
}

const threadMicros = (): number => {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/**
 * One engine: an instance of QuickJS with a memory of its own, in which one program runs at a time. After each run its
 * memory is set back to what it was before, so that a program finds nothing of another, whatever that has done to it.
 */
export class Cell {
  readonly #memory: EngineMemory
  readonly #context: QuickJSContext
  readonly #launch: QuickJSHandle
  readonly #settle: QuickJSHandle
  readonly #fire: QuickJSHandle
  readonly #image: MemoryImage
  #current: Current | undefined
  #isSpoilt = false

  private constructor(memory: EngineMemory, context: QuickJSContext, guest: string) {
    this.#memory = memory
    this.#context = context
    const runtime = context.runtime
    runtime.setMaxStackSize(STACK_BYTES)
    runtime.setInterruptHandler(() => this.#mustStop())
    const entries = this.#begin()
    this.#launch = context.getProp(entries, 'launch')
    this.#settle = context.getProp(entries, 'settle')
    this.#fire = context.getProp(entries, 'fire')
    const made = context.unwrapResult(context.evalCode(`(() => {${guest}\nreturn guest\n})()`, 'guest.js'))
    context.unwrapResult(context.callFunction(context.getProp(entries, 'adopt'), context.undefined, made))
    context.unwrapResult(runtime.executePendingJobs())
    this.#image = new MemoryImage(memory.buffer)
  }

  /** @param maxBytes - of its memory, all in all */
  static async make(wasm: WasmModule, guest: string, maxBytes: number): Promise<Cell> {
    const { engine, memory } = await makeEngine(wasm, maxBytes)
    return new Cell(memory, engine.newContext(), guest)
  }

  /** False once a run has left it in no known state, or has made it grow: it is thrown away. */
  get isUsable(): boolean {
    return !this.#isSpoilt
  }

  run(job: CellJob, host: CellHost): void {
    const { limits } = job
    this.#context.runtime.setMemoryLimit(limits.memoryBytes)
    this.#current = {
      job,
      host,
      deadline: performance.now() + limits.wallMs,
      timers: new Map(),
      waiting: 0,
      calls: 0,
      asked: new Map(),
      askedBytes: 0,
      logged: 0,
      isLogFull: false,
      cpuMicros: 0,
      entered: 0,
      end: undefined,
    }
    // Also when it waits for nothing but an answer.
    this.#current.timers.set(
      0,
      setTimeout(() => this.#stop('timeout', 'The Bot has run for too long.'), limits.wallMs),
    )
    this.#enter(() => {
      const text = `(function (module, exports, require) {\n${job.code}\n})`
      const program = this.#context.evalCode(text, PROGRAM_FILE)
      if (program.error) return this.#threw(program.error)
      const event = this.#context.newString(job.event)
      this.#call(this.#launch, program.value, event)
    })
  }

  settle(id: number, isAnswer: boolean, text: string): void {
    const current = this.#current
    if (current === undefined) return
    current.waiting -= 1
    current.askedBytes -= current.asked.get(id) ?? 0
    current.asked.delete(id)
    this.#enter(() => {
      const context = this.#context
      this.#call(this.#settle, context.newNumber(id), isAnswer ? context.true : context.false, context.newString(text))
    })
  }

  /** The server wants no answer anymore. */
  #stop(why: SandboxRefusal['why'], message: string, stack?: string): void {
    const current = this.#current
    if (current === undefined) return
    current.end ??= { ok: false, why, message, ...(stack !== undefined && { stack }) }
    if (current.entered === 0) this.#finish(current)
  }

  /** Runs something inside, and whatever follows from it, until the program waits or has ended. */
  #enter(act: () => void): void {
    const current = this.#current
    if (current === undefined || current.end !== undefined) return
    current.entered = threadMicros()
    try {
      act()
      this.#pump(current)
    } catch (error) {
      // V8 has broken the engine off in the middle, at the end of a stack or of the memory. It is of no more use.
      this.#isSpoilt = true
      const isLimit = error instanceof Error && (error.name === 'RangeError' || error.name === 'RuntimeError')
      current.end ??= { ok: false, why: isLimit ? 'memory' : 'lost', message: BROKEN_OFF }
    }
    current.cpuMicros += threadMicros() - current.entered
    current.entered = 0
    if (current.end !== undefined) this.#finish(current)
  }

  #pump(current: Current): void {
    const { runtime } = this.#context
    while (current.end === undefined && runtime.hasPendingJob()) {
      this.#mustStop()
      const done = runtime.executePendingJobs(JOBS_AT_ONCE)
      if (done.error) this.#threw(done.error)
    }
    if (current.end === undefined && current.waiting === 0 && current.timers.size === 1)
      this.#stop('never_settled', 'The Bot waits for a promise that nothing will settle.')
  }

  #call(entry: QuickJSHandle, ...words: QuickJSHandle[]): void {
    const result = this.#context.callFunction(entry, this.#context.undefined, ...words)
    if (result.error) this.#threw(result.error)
  }

  /** Asked by the engine every few thousand steps. */
  #mustStop(): boolean {
    const current = this.#current
    if (current === undefined) return false
    if (current.end === undefined) {
      const cpuMs = (current.cpuMicros + threadMicros() - current.entered) / 1_000
      const { limits } = current.job
      if (cpuMs > limits.cpuMs) this.#stop('cpu', `The Bot has computed for more than ${limits.cpuMs} ms.`)
      else if (performance.now() > current.deadline) this.#stop('timeout', 'The Bot has run for too long.')
    }
    return current.end !== undefined
  }

  #threw(error: QuickJSHandle): void {
    const { name, message, stack } = Object(this.#context.dump(error)) as Record<string, unknown>
    this.#failed({ name, message, stack })
  }

  #failed({ name, message, stack, why }: Readonly<Record<string, unknown>>): void {
    const text = typeof message === 'string' ? message.slice(0, MAX_REFUSAL_BYTES / 4) : 'The Bot threw no error.'
    if (name === 'InternalError' && text === 'out of memory')
      this.#stop('memory', `The Bot needs more than ${this.#current?.job.limits.memoryBytes} bytes of memory.`)
    else
      this.#stop(
        why === 'no_handler' || why === 'unserialisable' ? why : 'threw',
        typeof name === 'string' ? `${name.slice(0, 100)}: ${text}` : text,
        typeof stack === 'string' ? inProgram(stack).slice(0, MAX_REFUSAL_BYTES / 4) : undefined,
      )
  }

  /** The functions that the preamble is given, and those that it gives. */
  #begin(): QuickJSHandle {
    const context = this.#context
    const post = context.newFunction('', (kind, id, name, text) => {
      const isMoreWanted = this.#posted(context.getString(kind), context.getNumber(id), name, text)
      return isMoreWanted ? context.true : context.false
    })
    const draw = context.newFunction('', (count) => {
      const bytes = new Uint8Array(Math.min(Math.max(0, context.getNumber(count) | 0), 65_536))
      return context.newArrayBuffer(webcrypto.getRandomValues(bytes).buffer)
    })
    const clock = context.newFunction('', () => context.newNumber(Date.now()))
    const begin = context.unwrapResult(context.evalCode(preambleText(), 'preamble.js'))
    return context.unwrapResult(context.callFunction(begin, context.undefined, post, draw, clock))
  }

  #posted(kind: string, id: number, name: QuickJSHandle, text: QuickJSHandle): boolean {
    const current = this.#current
    if (current === undefined || current.end !== undefined) return false
    const length = this.#context.getProp(text, 'length').consume((handle) => this.#context.getNumber(handle))
    switch (kind) {
      case 'call':
        this.#asked(current, id, this.#context.getString(name), text, length)
        break
      case 'log':
        return this.#logged(current, this.#context.getString(name), text, length)
      case 'timer':
        this.#timed(current, id, Number(this.#context.getString(text)))
        break
      case 'cleared':
        clearTimeout(current.timers.get(id))
        current.timers.delete(id)
        break
      case 'done':
        this.#done(current, text, length)
        break
      case 'failed':
        this.#failed(JSON.parse(this.#context.getString(text)) as Record<string, unknown>)
    }
    return true
  }

  #asked(current: Current, id: number, name: string, text: QuickJSHandle, length: number): void {
    const { calls, callBytes } = current.job.limits
    current.calls += 1
    if (current.calls > calls) return this.#stop('calls', `The Bot has made more than ${calls} calls.`)
    const argument = length <= callBytes ? this.#context.getString(text) : undefined
    const bytes = argument === undefined ? Infinity : Buffer.byteLength(argument)
    const most = callBytes * LARGEST_WAITING
    current.waiting += 1
    if (argument !== undefined && bytes <= callBytes && current.askedBytes + bytes <= most) {
      current.asked.set(id, bytes)
      current.askedBytes += bytes
      return current.host.call(id, name, argument)
    }
    const sentence =
      bytes > callBytes
        ? `This call is larger than the ${callBytes} bytes that a call may have.`
        : `The calls that wait for their answers would be larger than ${most} bytes together: await some of them first.`
    setImmediate(() => {
      if (this.#current === current) this.settle(id, false, sentence)
    })
  }

  /** Whether there is room for another line. */
  #logged(current: Current, level: string, text: QuickJSHandle, length: number): boolean {
    const { logBytes } = current.job.limits
    const isKnown = level === 'debug' || level === 'info' || level === 'warn' || level === 'error'
    const line = length > logBytes ? undefined : this.#context.getString(text).slice(0, MAX_LINE)
    current.logged += line === undefined ? logBytes : Buffer.byteLength(line) + LOG_LINE_BYTES
    const hasRoom = line !== undefined && current.logged <= logBytes
    if (hasRoom) current.host.log(isKnown ? level : 'info', line)
    else if (!current.isLogFull) current.host.log('warn', 'The log is full: what follows is left out.')
    current.isLogFull ||= !hasRoom
    return hasRoom
  }

  #timed(current: Current, id: number, ms: number): void {
    if (current.timers.size > MAX_TIMERS) return this.#stop('calls', `The Bot has set more than ${MAX_TIMERS} timers.`)
    const wait = Math.min(Math.max(0, ms || 0), current.job.limits.wallMs + 1)
    const timer = setTimeout(() => {
      current.timers.delete(id)
      if (this.#current === current) this.#enter(() => this.#call(this.#fire, this.#context.newNumber(id)))
    }, wait)
    current.timers.set(id, timer)
  }

  #done(current: Current, text: QuickJSHandle, length: number): void {
    const { outputBytes } = current.job.limits
    const output = length <= outputBytes ? this.#context.getString(text) : undefined
    if (output === undefined || Buffer.byteLength(output) > outputBytes)
      this.#stop('output', `The Bot's output is larger than ${outputBytes} bytes.`)
    else current.end = { ok: true, output }
  }

  #finish(current: Current): void {
    for (const timer of current.timers.values()) clearTimeout(timer)
    this.#current = undefined
    this.#setBack(current.end)
    if (current.end !== undefined) current.host.ended(current.end)
  }

  #setBack(end: CellEnd | undefined): void {
    const isOrderly = end?.ok === true || end?.why === 'threw' || end?.why === 'never_settled'
    if (!isOrderly || this.#memory.buffer.byteLength !== FIRST_BYTES) this.#isSpoilt = true
    if (!this.#isSpoilt) this.#image.restore(this.#memory.buffer)
  }
}

/** The program begins on the second line of what the engine reads. Lines of ours are left out. */
function inProgram(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.includes(`${PROGRAM_FILE}:`))
    .map((line) => line.replace(/bot\.js:(\d+)/, (_, number) => `${PROGRAM_FILE}:${Number(number) - 1}`))
    .join('\n')
}
