/** The types of params. The text casts where the type isn't clear from the context (`$1::bigint[]`). */
export type Param =
  | string
  | number
  | boolean
  | bigint
  | Date
  | Uint8Array
  | null
  | readonly (string | null)[]
  | readonly (bigint | null)[]

/** One statement, ready to be sent: the text has `$1`, `$2`, … where the params go. */
export interface Query {
  readonly sql: string
  readonly params: readonly unknown[]
  /** Prepared once per connection under this name; the same name always means the same text. */
  readonly name?: string
  /** Planned for the values at hand. Named statements are so only if this is set; all others always are. */
  readonly byValues?: boolean
  /** Takes a connection from those for searches, as all statements planned for their values do. */
  readonly isSearch?: boolean
  /** The longest time for PostgreSQL, if that is less than its usual limit; then the statement is `canceled`. */
  readonly workMs?: number
  /** How long the caller waits, including the queue; 10 s by default. */
  readonly timeoutMs?: number
}

/** `count` is what the server reports: rows returned by a select, rows changed by a change. */
export interface Answer {
  readonly rows: readonly Record<string, unknown>[]
  readonly count: number
}

/** Runs statements. Domain functions take a `Tx`, never a `Db`: the caller owns the transaction. */
export interface Tx {
  /** The identity of the store, the same in all its transactions: what a node remembers about a store belongs to it. */
  readonly store: object
  query(query: Query): Promise<Answer>
  /**
   * Only in a transaction: takes sent statements whose answers nobody needs, so that they travel with the statements
   * after them, including the commit. If one fails, the transaction fails with its error.
   */
  readonly defer?: (sent: Promise<unknown>) => void
}

/** A transaction that can also run several statements in one text, without params; migrations need it. */
export interface ScriptTx extends Tx {
  exec(sql: string): Promise<void>
}

export interface TxOptions {
  /**
   * Runs the whole work again, up to three times, when the server reports a lost conflict with another transaction (40001
   * serialization failure, 40P01 deadlock). Off by default, because the work must then have no other effects.
   */
  readonly retry?: boolean
}

/** A store. As a `Tx` it runs single statements, each its own transaction. */
export interface Db extends Tx {
  readonly engine: 'postgres' | 'pglite'
  /** Begins, runs the work, commits; rolls back when the work throws. */
  tx<T>(work: (tx: ScriptTx) => Promise<T>, options?: TxOptions): Promise<T>
  /**
   * Listens to `NOTIFY channel`. `lost` says that notifications may have been missed: it is called when the connection
   * breaks, and again when it is back.
   */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>
  /** Runs several statements in one text, without params and without the statement time-out. */
  exec(sql: string): Promise<void>
  close(): Promise<void>
}
