import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { DemoError, isOpen } from './ports.ts'

/** A process of the demo. */
export interface Program {
  readonly name: string
  /** What Node runs. */
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Where it listens once it is up; without one it is waited for until it ends well. */
  readonly port?: number
}

const END_WITH_DEMO = import.meta.resolve('./end-with-demo.ts')
const UP_WITHIN_MS = 60_000
/** What they keep is thrown away: nothing is worth a longer wait. */
const DOWN_WITHIN_MS = 3_000
const POLL_MS = 50
const LINES_SHOWN = 12

/** The processes of the demo: all run, or all end. */
export class Programs {
  readonly #running = new Map<Program, ChildProcess>()
  readonly #died = Promise.withResolvers<never>()
  #isStopping = false

  /** Rejects when one ends that should not have. */
  get died(): Promise<never> {
    return this.#died.promise
  }

  /** Starts one, and waits until it is up. */
  async start(program: Program): Promise<void> {
    if (this.#isStopping) throw new DemoError('Stopped.')
    // In a separate process group: Ctrl-C reaches only the demo, which then ends them.
    const child = spawn(process.execPath, ['--import', END_WITH_DEMO, ...program.words], {
      cwd: program.cwd,
      // Vite would leave compiled modules in the temporary folder.
      env: { ...ownEnvironment(), NODE_DISABLE_COMPILE_CACHE: '1', ...program.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    this.#running.set(program, child)
    const output = lastLinesOf(child)
    const ended = once(child, 'close').then(([code]: unknown[]) => {
      this.#running.delete(program)
      if (code === 0 && program.port === undefined) return
      if (this.#isStopping) throw new DemoError('Stopped.')
      const error = new DemoError(`${program.name} ended unexpectedly:\n${output()}`)
      this.#died.reject(error)
      throw error
    })
    if (program.port === undefined) return ended
    ended.catch(() => undefined)
    await Promise.race([ended, up(program.name, program.port)])
  }

  /** Ends all, and waits until they are gone. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#died.promise.catch(() => undefined)
    await Promise.all([...this.#running.values()].map(end))
  }

  /** Ends all processes immediately. */
  kill(): void {
    for (const child of this.#running.values()) child.kill('SIGKILL')
  }
}

/** The environment without what was meant for another server. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const isForeign = (name: string): boolean => /^(DAMSON_|VITE_|DATABASE_URL$|CLIENT_)/.test(name)
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name)))
}

function lastLinesOf({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer): void => {
    text = `${text}${chunk.toString()}`.slice(-8_000)
  }
  stdout?.on('data', add)
  stderr?.on('data', add)
  return () => text.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n')
}

async function up(name: string, port: number): Promise<void> {
  const late = Date.now() + UP_WITHIN_MS
  while (!(await isOpen('127.0.0.1', port))) {
    if (Date.now() > late) throw new DemoError(`${name} does not listen on port ${port} after a minute.`)
    await wait(POLL_MS)
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'close')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), DOWN_WITHIN_MS)
  await gone
  clearTimeout(timer)
}
