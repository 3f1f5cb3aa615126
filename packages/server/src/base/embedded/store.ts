import {
  type Answer,
  createDeferred,
  type Db,
  decoderOf,
  encodeParams,
  insideTransaction,
  type Query,
  refuseInsideTransaction,
  retrying,
  type ScriptTx,
  StoreRefusal,
  TransactionAborted,
  type TxOptions,
  withTimeout,
} from '#base/db'
import { withTemporaryDirectory } from './durable-write.ts'
import { PgliteEngine } from './engine.ts'
import type { PgliteLink } from './link.ts'
import { commonMs, type EngineRequest, type EngineSettings, type WireAnswer } from './messages.ts'
import { Turns } from './turns.ts'

const defaultTimeoutMs = 10_000

interface Listener {
  readonly heard: (payload: string) => void
  readonly lost: () => void
}

export interface StoreEvents {
  /** Receives the reason when the engine crashed; another one replaces it. */
  readonly report?: (fault: Error) => void
  /** Called when the store has been closed. */
  readonly closed?: () => void
}

/** The store on PGlite, PostgreSQL in a thread of this process: one session, which all callers share in turns. */
export class PgliteStore implements Db {
  readonly engine = 'pglite'
  readonly store: object = this
  readonly #engine: PgliteEngine
  readonly #listeners: Map<string, Set<Listener>>
  readonly #turns = new Turns()
  readonly #settings: EngineSettings
  readonly #events: StoreEvents

  private constructor(
    engine: PgliteEngine,
    listeners: Map<string, Set<Listener>>,
    settings: EngineSettings,
    events: StoreEvents,
  ) {
    this.#engine = engine
    this.#listeners = listeners
    this.#settings = settings
    this.#events = events
  }

  /** Starts the engine on a directory that this process has locked, or in memory. */
  static async start(settings: EngineSettings, events: StoreEvents = {}): Promise<PgliteStore> {
    const listeners = new Map<string, Set<Listener>>()
    const tellLost = () => {
      for (const each of listeners.values()) for (const { lost } of each) lost()
    }
    const engine = await PgliteEngine.start(settings, {
      notified: (channel, payload) => {
        for (const { heard } of listeners.get(channel) ?? []) heard(payload)
      },
      crashed: (why) => {
        events.report?.(why)
        tellLost()
      },
      replaced: (link) => {
        const listening = [...listeners.keys()].map((channel) => link.ask({ kind: 'control', sql: listenTo(channel) }))
        // If it fails, the new engine has crashed as well, and `crashed` is called again.
        Promise.all(listening).then(tellLost, () => undefined)
      },
    })
    return new PgliteStore(engine, listeners, settings, events)
  }

  /** PostgreSQL's version as a number, such as 180006. */
  get version(): number {
    return this.#engine.link.version
  }

  async query(query: Query): Promise<Answer> {
    refuseInsideTransaction(this)
    const { timeoutMs = defaultTimeoutMs } = query
    const prepared = { ...prepare(query), until: commonMs() + timeoutMs }
    return this.#single(timeoutMs, async () => send(this.#engine.link, prepared))
  }

  async exec(sql: string): Promise<void> {
    refuseInsideTransaction(this)
    await this.#single(undefined, async () => this.#engine.link.ask({ kind: 'script', sql }))
  }

  async tx<T>(work: (tx: ScriptTx) => Promise<T>, options: TxOptions = {}): Promise<T> {
    refuseInsideTransaction(this)
    return retrying(options, () => this.#transaction(work))
  }

  async listen(
    channel: string,
    heard: (payload: string) => void,
    lost: () => void = () => undefined,
  ): Promise<() => Promise<void>> {
    refuseInsideTransaction(this)
    const listener = { heard, lost }
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    await this.#control(listenTo(channel))
    return async () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.#listeners.delete(channel)
      await this.#control(`un${listenTo(channel)}`)
    }
  }

  async close(): Promise<void> {
    try {
      await this.#engine.close()
    } finally {
      this.#events.closed?.()
    }
  }

  /**
   * Lends a copy of the directory, made while the store runs, with everything committed before. Statements wait for the
   * copy, not for the work.
   */
  async lendCopy(work: (directory: string) => Promise<void>): Promise<void> {
    const { dataDir } = this.#settings
    if (dataDir === undefined) throw new StoreRefusal('not_a_store', 'A store in memory has nothing to back up.')
    await withTemporaryDirectory(dataDir, async (directory) => {
      await this.#single(undefined, async () => this.#engine.link.ask({ kind: 'copy', directory }))
      await work(directory)
    })
  }

  async #control(sql: string): Promise<void> {
    await this.#single(defaultTimeoutMs, async () => this.#engine.link.ask({ kind: 'control', sql }))
  }

  /** Runs a single statement; waits while a transaction has the session. */
  #single<T>(timeoutMs: number | undefined, ask: () => Promise<T>): Promise<T> {
    let withdraw = () => {}
    const reply = new Promise<T>((resolve) => {
      // Sent within the turn, not after it: the next in the queue may be a transaction.
      withdraw = this.#turns.share(() => {
        const asked = ask()
        const answered = (): void => this.#turns.answered()
        asked.then(answered, answered)
        resolve(asked)
      })
    })
    return withTimeout(reply, timeoutMs, () => withdraw())
  }

  async #transaction<T>(work: (tx: ScriptTx) => Promise<T>): Promise<T> {
    let withdraw = () => {}
    const turn = new Promise<void>((resolve) => {
      withdraw = this.#turns.take(resolve)
    })
    await withTimeout(turn, defaultTimeoutMs, () => withdraw())
    const tx = new PgliteTx(this, this.#engine.link)
    try {
      const begun = tx.control('begin')
      // Not awaited, so that it travels with the first statement. It fails only if the engine does, as do all after it.
      begun.catch(() => undefined)
      const result = await insideTransaction(this, () => work(tx))
      await begun
      const end = tx.end('commit')
      // The engine works in order: the next turn need not wait for the answer to the commit.
      this.#turns.release()
      await tx.deferred.outcome(end)
      if ((await end).command === 'ROLLBACK') throw new TransactionAborted()
      return result
    } catch (error) {
      if (tx.isOpen) {
        // Not awaited, because it may wait behind a statement that the caller has given up on.
        tx.end('rollback').catch(() => undefined)
        this.#turns.release()
      }
      throw await tx.deferred.cause(error)
    }
  }
}

/** The transaction that has the session; it ends with the engine on which it began. */
class PgliteTx implements ScriptTx {
  readonly store: object
  readonly #link: PgliteLink
  readonly deferred = createDeferred()
  isOpen = true

  constructor(store: object, link: PgliteLink) {
    this.store = store
    this.#link = link
  }

  defer(sent: Promise<unknown>): void {
    this.deferred.add(sent)
  }

  async query(query: Query): Promise<Answer> {
    this.#mustBeOpen()
    return withTimeout(send(this.#link, prepare(query)), query.timeoutMs ?? defaultTimeoutMs)
  }

  async exec(sql: string): Promise<void> {
    this.#mustBeOpen()
    await this.#link.ask({ kind: 'script', sql })
  }

  control(sql: 'begin' | 'commit' | 'rollback'): Promise<WireAnswer> {
    return this.#link.ask({ kind: 'control', sql })
  }

  end(sql: 'commit' | 'rollback'): Promise<WireAnswer> {
    this.isOpen = false
    return this.control(sql)
  }

  #mustBeOpen(): void {
    if (!this.isOpen) throw new Error('This transaction is over: await every statement before its work ends.')
  }
}

type QueryRequest = EngineRequest & { readonly kind: 'query' }

/** Checks and encodes first, so that a wrong param is refused before the statement takes a turn. */
function prepare({ sql, params, name }: Query): QueryRequest {
  return { kind: 'query', sql, params: encodeParams(params), ...(name !== undefined && { name }) }
}

async function send(link: PgliteLink, request: QueryRequest): Promise<Answer> {
  return decoded(await link.ask(request, request.name))
}

function listenTo(channel: string): string {
  return `listen "${channel.replaceAll('"', '""')}"`
}

function decoded({ columns, rows, count }: WireAnswer): Answer {
  const decoders = columns.map(({ oid }) => decoderOf(oid))
  return {
    count,
    rows: rows.map((values) => {
      const row: Record<string, unknown> = {}
      for (const [i, { name }] of columns.entries()) {
        const value = values[i] ?? null
        row[name] = value === null ? null : decoders[i]?.(value)
      }
      return row
    }),
  }
}
