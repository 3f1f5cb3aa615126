import type { ServerError, WireValue } from '#base/db'

/** What the thread that runs PGlite is started with. */
export interface EngineSettings {
  /** The data directory, or none for a store in memory. */
  readonly dataDir?: string
  /** A snapshot to begin with, for a store in memory only (a directory is unpacked before). */
  readonly snapshotFile?: string
}

export type EngineRequest =
  | {
      readonly kind: 'query'
      readonly sql: string
      readonly params: readonly WireValue[]
      readonly name?: string
      /** When the caller gives up, by `commonMs`: it is not begun then. Undefined in a transaction. */
      readonly until?: number
    }
  /** One statement of the driver's own, without params: begin, commit, listen. */
  | { readonly kind: 'control'; readonly sql: string }
  /** Several statements, which may change tables. */
  | { readonly kind: 'script'; readonly sql: string }
  /** Copies the data directory. */
  | { readonly kind: 'copy'; readonly directory: string }
  | { readonly kind: 'close' }

/** Rows stay in the wire's text form: the other side decodes them by type, as it does for PostgreSQL. */
export interface WireAnswer {
  readonly columns: readonly { readonly name: string; readonly oid: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
  /** The command tag without its numbers: `SELECT`, `INSERT`, `COMMIT`, `ROLLBACK`, … */
  readonly command: string
  readonly count: number
}

export type ToEngine = EngineRequest & { readonly id: number }

export type FromEngine =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WireAnswer }
  | { readonly kind: 'refused'; readonly id: number; readonly error: ServerError }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string }

/**
 * Milliseconds by the clock of the process, which both threads read alike and nobody sets. Not from `performance`, whose
 * origin each thread takes from the time of day: after a sleep of the machine, a new thread would be hours ahead.
 */
export function commonMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
