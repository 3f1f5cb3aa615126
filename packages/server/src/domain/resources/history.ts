import type { Tx } from '#base/db'
import { type HistoryCursor, selectTypeVersions, selectVersions } from './history.store.ts'
import { takePage } from './page.ts'
import type { Stored } from './stored.ts'

/** Versions, newest first. */
export interface HistoryPage {
  readonly versions: readonly Stored[]
  /** Whether older versions follow. */
  readonly more: boolean
}

/** A page of the versions of one resource, not before `since` and older than version `before`. */
export async function instanceHistory(
  tx: Tx,
  project: string,
  type: string,
  id: string,
  count: number,
  since?: Date,
  before?: number,
): Promise<HistoryPage> {
  const { rows, more } = await takePage<Stored>(
    count,
    (last, limit) => selectVersions(tx, project, type, id, since, last?.version ?? before, limit),
    (version) => version,
  )
  return { versions: rows, more }
}

/** A page of the versions of all resources of a type, after a cursor and not before `since`. */
export async function typeHistory(
  tx: Tx,
  project: string,
  type: string,
  count: number,
  since?: Date,
  after?: HistoryCursor,
): Promise<HistoryPage> {
  const { rows, more } = await takePage<Stored>(
    count,
    (last, limit) => selectTypeVersions(tx, project, type, since, last ?? after, limit),
    (version) => version,
  )
  return { versions: rows, more }
}
