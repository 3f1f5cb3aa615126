/** What a statement may be given. The text casts where the type is not plain from the place (`$1::bigint[]`). */
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
  /** Planned for the values at hand. Named statements are not unless this is set; all others always are. */
  readonly byValues?: boolean
  /** Takes a connection of those that are for searches, as whatever is planned for its values does. */
  readonly isSearch?: boolean
  /** How long PostgreSQL works on it at the most, where its usual limit is longer; then it is `canceled`. */
  readonly workMs?: number
  /** How long the caller waits, queueing included; 10 s when left out. */
  readonly timeoutMs?: number
}

/** `count` is what the server reports: rows returned by a select, rows changed by a change. */
export interface Answer {
  readonly rows: readonly Record<string, unknown>[]
  readonly count: number
}

/** Where statements run. Domain functions take a `Tx`, never a `Db`: who calls them owns the transaction. */
export interface Tx {
  query(query: Query): Promise<Answer>
  /**
   * Only in a transaction: takes statements that were sent and whose answers nobody needs, so that they travel with what
   * comes after them, the commit too. When one fails, so does the transaction, with what that one failed with.
   */
  readonly defer?: (sent: Promise<unknown>) => void
}

/** A transaction that can also run several statements in one text, without params; migrations need it. */
export interface ScriptTx extends Tx {
  exec(sql: string): Promise<void>
}

export interface TxOptions {
  /**
   * Runs the whole work again, up to three times, when the server says that it lost against another transaction
   * (40001 serialization failure, 40P01 deadlock). Off by default, since the work must then be free of other effects.
   */
  readonly retry?: boolean
}

/** A store. As a `Tx` it runs single statements, each its own transaction. */
export interface Db extends Tx {
  readonly engine: 'postgres' | 'pglite'
  /** Begins, runs the work, commits; rolls back when the work throws. */
  tx<T>(work: (tx: ScriptTx) => Promise<T>, options?: TxOptions): Promise<T>
  /**
   * Hears `NOTIFY channel`. `lost` says that notifications may have been missed: it is called when the connection went
   * away, and again when it is back.
   */
  listen(channel: string, heard: (payload: string) => void, lost?: () => void): Promise<() => Promise<void>>
  /** Runs several statements in one text, without params and without the statement time-out. */
  exec(sql: string): Promise<void>
  close(): Promise<void>
}
