import { Worker } from 'node:worker_threads'
import { faultOfServerError, type StoreUnavailable, unavailable } from '#base/db'
import type { EngineRequest, EngineSettings, FromEngine, ToEngine, WireAnswer } from './messages.ts'

// The worker is a separate file beside this one, in the sources and in the build. Its name says what it is, because the
// build puts it beside the programs.
const workerFile = new URL(`./pglite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url)

interface Pending {
  readonly statement: string | undefined
  readonly resolve: (answer: WireAnswer) => void
  readonly reject: (error: Error) => void
}

export type Notified = (channel: string, payload: string) => void

/** The connection to the thread that runs PGlite: sends requests, and matches replies to them. */
export class PgliteLink {
  readonly #worker: Worker
  readonly #notified: Notified
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #end: StoreUnavailable | undefined
  #version = 0
  #told: (why: StoreUnavailable) => void = () => undefined

  private constructor(worker: Worker, notified: Notified) {
    this.#worker = worker
    this.#notified = notified
  }

  /** Starts the engine; resolves when it is ready. */
  static async start(settings: EngineSettings, notified: Notified): Promise<PgliteLink> {
    // No environment and no flags: the engine needs neither the server's secrets nor its module conditions.
    const worker = new Worker(workerFile, {
      workerData: settings,
      env: {},
      execArgv: [],
      name: 'damson-pglite',
      // So deep that PostgreSQL's own limit comes first, which is an error of one statement. The end of the stack would be
      // the end of the engine.
      resourceLimits: { stackSizeMb: 64 },
    })
    const link = new PgliteLink(worker, notified)
    await link.#begin()
    return link
  }

  /** PostgreSQL's version as a number, such as 180006. */
  get version(): number {
    return this.#version
  }

  #begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (why: StoreUnavailable) => {
        reject(why)
        this.#stop(why)
      }
      this.#worker.on('message', (message: FromEngine) => {
        if (message.kind === 'ready') {
          this.#version = Number(message.version)
          resolve()
        } else this.#receive(message)
      })
      this.#worker.on('error', (error) => stop(unavailable('crashed', error instanceof Error ? error.message : '')))
      this.#worker.on('exit', () => stop(unavailable('crashed')))
    })
  }

  /** Calls back when the thread ends without having been closed. */
  onceEnded(told: (why: StoreUnavailable) => void): void {
    this.#told = told
  }

  /** Sends a request; requests are served in the order in which they are sent. */
  ask(request: EngineRequest, statement?: string): Promise<WireAnswer> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    this.#lastId += 1
    const message: ToEngine = { ...request, id: this.#lastId }
    return new Promise((resolve, reject) => {
      this.#pending.set(message.id, { statement, resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin
      this.#worker.postMessage(message)
    })
  }

  /** Shuts the engine down in order; later requests are refused. */
  async close(): Promise<void> {
    if (this.#end !== undefined) return
    const closed = this.ask({ kind: 'close' })
    this.#end = unavailable('closed')
    await closed
    await this.#worker.terminate()
  }

  #receive(message: Exclude<FromEngine, { kind: 'ready' }>): void {
    if (message.kind === 'notification') {
      this.#notified(message.channel, message.payload)
      return
    }
    const pending = this.#pending.get(message.id)
    if (pending === undefined) return
    this.#pending.delete(message.id)
    if (message.kind === 'answer') pending.resolve(message.answer)
    else pending.reject(faultOfServerError(message.error, pending.statement))
  }

  /** The thread has ended: nothing in flight will be answered. */
  #stop(why: StoreUnavailable): void {
    const isFirst = this.#end === undefined
    this.#end ??= why
    for (const pending of this.#pending.values()) pending.reject(this.#end)
    this.#pending.clear()
    if (isFirst) this.#told(why)
  }
}
