import { Client, DatabaseError, Query as PgQuery, type PoolClient, type QueryResult } from 'pg'
import { faultOfServerError, StoreUnavailable, unavailable } from './faults.ts'
import type { PlanMode } from './postgres-settings.ts'
import type { Answer, Query } from './types.ts'
import { encodeParams, type WireValue } from './values.ts'

export interface Limits {
  /** What connections are made with. */
  readonly planMode: PlanMode
  readonly statementTimeoutMs: number
  readonly queryTimeoutMs: number
}

/** `command` is the server's command tag: `SELECT`, `COMMIT`, … */
export type Reply = Answer & { readonly command: string }

/** A query with checked and encoded params. Without values it may hold several statements. */
export interface Prepared {
  readonly text: string
  readonly values?: readonly WireValue[]
  readonly name?: string
  readonly byValues: boolean
  readonly isSearch: boolean
  readonly workMs?: number
  /** How long the caller waits; undefined for no limit. */
  readonly timeoutMs: number | undefined
}

type Sent = Pick<Prepared, 'text' | 'values' | 'name'>

/** Checks and encodes a query before it takes a connection. */
export function prepare(query: Query, limits: Limits): Prepared {
  const { sql, params, name, timeoutMs, workMs, byValues = name === undefined, isSearch = byValues } = query
  return {
    text: sql,
    values: encodeParams(params),
    byValues,
    isSearch,
    timeoutMs: timeoutMs ?? limits.queryTimeoutMs,
    ...(name !== undefined && { name }),
    ...(workMs !== undefined && { workMs }),
  }
}

/** The plan mode last set on a connection, if it differs from the initial one. */
const planModes = new WeakMap<PoolClient, PlanMode>()

/** A borrowed connection. One in a doubtful state is closed instead of returned to the pool. */
export class Connection {
  readonly #client: PoolClient
  readonly #limits: Limits
  #isBroken = false
  #isLent = true

  constructor(client: PoolClient, limits: Limits) {
    this.#client = client
    this.#limits = limits
  }

  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Sends a statement; earlier ones are answered first. */
  async ask(query: Prepared, isInTransaction: boolean): Promise<Reply> {
    if (!isInTransaction) this.#keepPlanMode(query)
    const settings = this.#settingsFor(query, isInTransaction)
    if (settings.length === 0) return this.#send(query, isInTransaction)
    const set = (which: 'meanwhile' | 'usual') => {
      const texts = settings.map((one) => `set ${isInTransaction ? 'local ' : ''}${one.name} = ${one[which]}`)
      return this.#send({ text: texts.join(';') }, true)
    }
    // All three travel together. A failed transaction accepts no more statements, and its settings end with it.
    this.gather()
    const before = set('meanwhile')
    before.catch(() => undefined)
    const answer = this.#send(query, isInTransaction)
    answer.catch(() => undefined)
    const usual = set('usual')
    const [, answered] = await Promise.allSettled([before, answer, usual])
    if (isInTransaction) return answer
    // A cancellation may come so late that it meets the next statement, which shall be nobody's.
    const late = answered.status === 'rejected' ? [this.#send({ text: 'select' }, true)] : []
    // What was not set, or not taken back, would hold for whoever has the connection next.
    await Promise.all([before, usual, ...late]).catch(() => {
      this.#isBroken = true
    })
    return answer
  }

  /**
   * Sets the plan mode of the connection, and leaves it so: the next search is probably of the same kind, and setting it
   * twice per search costs a quarter of the search. Travels with the statement.
   */
  #keepPlanMode({ byValues }: Prepared): void {
    const wanted: PlanMode = byValues ? 'auto' : 'force_generic_plan'
    if (wanted === (planModes.get(this.#client) ?? this.#limits.planMode)) return
    planModes.set(this.#client, wanted)
    this.gather()
    this.#send({ text: `set plan_cache_mode = ${wanted}` }, true).catch(() => {
      this.#isBroken = true
    })
  }

  /** The settings that differ from the connection's own while the query runs. */
  #settingsFor(
    { byValues, workMs, timeoutMs = 0 }: Prepared,
    isInTransaction: boolean,
  ): { name: string; meanwhile: string | number; usual: string | number }[] {
    const { planMode, statementTimeoutMs } = this.#limits
    // The server's own limit must not be shorter than the caller's.
    const mayBeLonger = timeoutMs === 0 || timeoutMs > statementTimeoutMs
    const limitMs = workMs ?? (mayBeLonger ? timeoutMs : undefined)
    return [
      ...(isInTransaction && byValues && planMode !== 'auto'
        ? [{ name: 'plan_cache_mode', meanwhile: 'auto', usual: planMode }]
        : []),
      ...(limitMs === undefined ? [] : [{ name: 'statement_timeout', meanwhile: limitMs, usual: statementTimeoutMs }]),
    ]
  }

  /** Everything sent from now until this turn of the event loop ends goes out in one packet. */
  gather(): void {
    if (!(this.#client instanceof Client)) return
    const { stream } = this.#client.connection
    stream.cork()
    process.nextTick(() => stream.uncork())
  }

  giveBack(): void {
    if (!this.#isLent) return
    this.#isLent = false
    this.#client.release(this.#isBroken)
  }

  /** Closes the connection with everything it is still doing; the server ends the transaction. */
  abandon(): void {
    this.#isBroken = true
    if (this.#client instanceof Client) this.#client.connection.stream.destroy()
    this.giveBack()
  }

  async #send(query: Sent, isInTransaction: boolean): Promise<Reply> {
    try {
      // A script returns a list of results; only the last is used.
      const answer = await submit(this.#client, query)
      const result = Array.isArray(answer) ? answer.at(-1) : answer
      return { rows: result?.rows ?? [], count: result?.rowCount ?? 0, command: result?.command ?? '' }
    } catch (error) {
      // Nothing has run yet: outside a transaction the statement may be sent again, without its name.
      const mayRepeat = query.name !== undefined && !isInTransaction && isOutdated(error)
      const fault = this.#judge(error, query.name)
      if (!mayRepeat) throw fault
      const { text, values } = query
      return this.#send({ text, ...(values !== undefined && { values }) }, false)
    }
  }

  #judge(error: unknown, name: string | undefined): unknown {
    if (!(error instanceof DatabaseError)) {
      // Only an unreadable value is our fault; all other errors are the connection's.
      if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) return error
      this.#isBroken = true
      return connectionFault(error)
    }
    const fault = faultOfServerError(error, name)
    const isOver = fault instanceof StoreUnavailable && !(fault.outage in survivable)
    if (isOver || isOutdated(error)) this.#isBroken = true
    return fault
  }
}

/** The outages after which a connection is still good. */
const survivable = { lock_timeout: true, canceled: true, resources: true }

/** A prepared statement that the server has lost, or that a migration has outdated, always fails on its connection. */
function isOutdated(error: unknown): boolean {
  return error instanceof DatabaseError && (error.routine === 'RevalidateCachedQuery' || error.code === '26000')
}

// By hand and not by `client.query(config)`, which copies the config property by property: a twentieth of a short query.
function submit(client: PoolClient, { text, values, name }: Sent): Promise<QueryResult | QueryResult[]> {
  return new Promise((resolve, reject) => {
    const query = new PgQuery(text, values === undefined ? undefined : [...values])
    const callback = (error: unknown, result: QueryResult | QueryResult[]) => (error ? reject(error) : resolve(result))
    client.query(Object.assign(query, { name, callback }))
  })
}

/** Converts errors of `pg` and the network to ours; their texts name hosts, never values. */
export function connectionFault(error: unknown): Error {
  if (error instanceof StoreUnavailable) return error
  if (error instanceof DatabaseError) return faultOfServerError(error)
  if (error instanceof AggregateError && error.errors.length > 0) return connectionFault(error.errors[0])
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith('timeout exceeded')) return unavailable('too_many_connections', 'all of the pool are in use')
  if (message.startsWith('Cannot use a pool')) return unavailable('closed')
  return unavailable('connection', message)
}
