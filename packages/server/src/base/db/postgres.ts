import { Pool } from 'pg'
import { withTimeout } from './deadline.ts'
import { createDeferred } from './deferred.ts'
import { TransactionAborted, unavailable } from './faults.ts'
import { insideTransaction, refuseInsideTransaction } from './nesting.ts'
import { Connection, connectionFault, type Limits, type Prepared, prepare, type Reply } from './postgres-connection.ts'
import { PostgresListener } from './postgres-listener.ts'
import { connectionSettings, type PlanMode } from './postgres-settings.ts'
import { retrying } from './retry.ts'
import type { Answer, Db, Query, ScriptTx, TxOptions } from './types.ts'

export interface PostgresOptions {
  /** `postgres://…`, with the parameters that `pg` reads from it, including those for TLS. */
  readonly url: string
  readonly poolSize?: number
  /** How long to wait for a connection, new or from the pool. */
  readonly connectTimeoutMs?: number
  readonly lockTimeoutMs?: number
  /** The server's limit for one statement. */
  readonly statementTimeoutMs?: number
  /** How long a caller waits, if the query doesn't say. */
  readonly queryTimeoutMs?: number
  /**
   * How long an idle connection stays open. A quarter of the pool always stays, so that requests need not wait for new
   * ones.
   */
  readonly idleTimeoutMs?: number
  /** Receives faults that no caller sees, such as an idle connection that broke. */
  readonly report?: (fault: Error) => void
}

const farewellMs = 3000
const LONG_WAIT_MS = 50
/** With less time than this, no statement is begun. */
const LEAST_MS = 25

/** Opens a store on PostgreSQL. Connections are made on demand, so a server that is down shows at the first statement. */
export function openPostgres(options: PostgresOptions): Db {
  return new PostgresStore(options)
}

class PostgresStore implements Db {
  readonly engine = 'postgres'
  readonly store: object = this
  /** Named statements are planned once for all values: planning them each time would double their cost. */
  readonly #pool: Pool
  /** For searches and other statements planned for their values. Nothing else waits for these connections. */
  readonly #searches: Pool
  readonly #listener: PostgresListener
  readonly #limits: Limits

  constructor(options: PostgresOptions) {
    const { poolSize = 10, connectTimeoutMs = 5000, statementTimeoutMs = 10_000, queryTimeoutMs = 10_000 } = options
    const { lockTimeoutMs = 1100, idleTimeoutMs = 60_000, report = () => undefined } = options
    this.#limits = { planMode: 'force_generic_plan', statementTimeoutMs, queryTimeoutMs }
    const settingsFor = (planMode: PlanMode) =>
      connectionSettings(options.url, { planMode, connectTimeoutMs, lockTimeoutMs, statementTimeoutMs })
    const pool = (planMode: PlanMode, max: number) => {
      // A new connection has no plans and no table metadata: its first statements take ten times as long.
      const kept = { min: Math.ceil(max / 4), idleTimeoutMillis: idleTimeoutMs }
      const made = new Pool({ ...settingsFor(planMode), pipeline: true, max, ...kept })
      made.on('error', (error) => report(connectionFault(error)))
      // The pool listens only while a connection is idle. One that breaks between two statements of a transaction would
      // otherwise end the process; the next statement tells its caller.
      made.on('connect', (client) => client.on('error', () => undefined))
      return made
    }
    // Searches never take the other half, which is left for sign-ins and changes.
    const ofSearches = Math.max(1, Math.floor(poolSize / 2))
    this.#pool = pool('force_generic_plan', Math.max(1, poolSize - ofSearches))
    this.#searches = pool('auto', ofSearches)
    this.#listener = new PostgresListener(settingsFor('auto'), report)
  }

  async query(query: Query): Promise<Answer> {
    refuseInsideTransaction(this)
    return this.#alone(prepare(query, this.#limits))
  }

  async exec(sql: string): Promise<void> {
    refuseInsideTransaction(this)
    await this.#alone({ text: sql, byValues: false, isSearch: false, timeoutMs: undefined })
  }

  async tx<T>(work: (tx: ScriptTx) => Promise<T>, options: TxOptions = {}): Promise<T> {
    refuseInsideTransaction(this)
    return retrying(options, () => this.#transaction(work))
  }

  async listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>> {
    refuseInsideTransaction(this)
    return this.#listener.listen(channel, heard, lost)
  }

  async close(): Promise<void> {
    await this.#listener.close()
    if (this.#pool.ending) return
    // A frozen server doesn't close its connections, and the process must still be able to end.
    const ended = Promise.all([this.#pool.end(), this.#searches.end()])
    await withTimeout(ended, farewellMs).catch(() => undefined)
  }

  async #connect(isSearch = false): Promise<Connection> {
    const [pool, planMode] = isSearch
      ? ([this.#searches, 'auto'] as const)
      : ([this.#pool, 'force_generic_plan'] as const)
    try {
      return new Connection(await pool.connect(), { ...this.#limits, planMode })
    } catch (error) {
      throw connectionFault(error)
    }
  }

  /** Runs a single statement; the caller's time limit covers the connection and the answer together. */
  #alone(query: Prepared): Promise<Answer> {
    const asked = performance.now()
    let connection: Connection | undefined
    let isLate = false
    const run = async (): Promise<Answer> => {
      connection = await this.#connect(query.isSearch)
      try {
        if (isLate) throw unavailable('timeout')
        return await connection.ask(withinWhatIsLeft(query, performance.now() - asked), false)
      } finally {
        connection.giveBack()
      }
    }
    return withTimeout(run(), query.timeoutMs, () => {
      isLate = true
      connection?.abandon()
    })
  }

  async #transaction<T>(work: (tx: ScriptTx) => Promise<T>): Promise<T> {
    const connection = await this.#connect()
    const tx = new PostgresTx(this, connection, this.#limits)
    let isEnding = false
    try {
      connection.gather()
      const begun = tx.control('begin')
      // Not awaited, so that it travels with the first statement. It fails only if the connection does, as do all after
      // it.
      begun.catch(() => undefined)
      const result = await insideTransaction(this, () => work(tx))
      tx.isOpen = false
      await begun
      isEnding = true
      const ended = tx.control('commit')
      await tx.deferred.outcome(ended)
      if ((await ended) === 'ROLLBACK') throw new TransactionAborted()
      return result
    } catch (error) {
      tx.isOpen = false
      if (!isEnding && !connection.isBroken) await tx.control('rollback').catch(() => undefined)
      throw await tx.deferred.cause(error)
    } finally {
      connection.giveBack()
    }
  }
}

/**
 * After a long wait for a connection, less is left of the caller's time than the server has for locks or for the
 * statement. The server must still give up first: otherwise it would change what the caller was told is unchanged.
 */
function withinWhatIsLeft(query: Prepared, waitedMs: number): Prepared {
  const { timeoutMs, workMs } = query
  if (timeoutMs === undefined || workMs !== undefined || waitedMs < LONG_WAIT_MS) return query
  const leftMs = Math.floor(timeoutMs - waitedMs - LONG_WAIT_MS)
  if (leftMs < LEAST_MS) throw unavailable('timeout')
  return { ...query, workMs: leftMs }
}

class PostgresTx implements ScriptTx {
  readonly store: object
  readonly #connection: Connection
  readonly #limits: Limits
  readonly deferred = createDeferred()
  isOpen = true

  constructor(store: object, connection: Connection, limits: Limits) {
    this.store = store
    this.#connection = connection
    this.#limits = limits
  }

  async query(query: Query): Promise<Answer> {
    this.#mustBeOpen()
    return this.#ask(prepare(query, this.#limits))
  }

  async exec(sql: string): Promise<void> {
    this.#mustBeOpen()
    await this.#ask({ text: sql, byValues: false, isSearch: false, timeoutMs: undefined })
  }

  defer(sent: Promise<unknown>): void {
    this.#connection.gather()
    this.deferred.add(sent)
  }

  async control(text: 'begin' | 'commit' | 'rollback'): Promise<string> {
    return (await this.#ask({ text, byValues: false, isSearch: false, timeoutMs: this.#limits.queryTimeoutMs })).command
  }

  #ask(query: Prepared): Promise<Reply> {
    return withTimeout(this.#connection.ask(query, true), query.timeoutMs, () => this.#connection.abandon())
  }

  #mustBeOpen(): void {
    if (!this.isOpen) throw new Error('This transaction is over: await every statement before its work ends.')
  }
}
