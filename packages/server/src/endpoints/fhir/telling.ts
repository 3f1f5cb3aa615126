import type { ScriptTx } from '#base/db'
import { type AuditEntry, AuditUnavailable } from '#domain/audit'
import type { FhirContext } from './dependencies.ts'

/** Notes what a change discloses about stored data even if it fails. */
export type Note = (events: readonly AuditEntry[]) => void

/**
 * Runs a change in a transaction. Even a refused change can disclose stored data: whether a condition matched, or a test
 * held. A rollback would drop the records of that, so they are written after it, before the answer. A change that
 * succeeds writes its own records.
 */
export async function telling<T>({ deps }: FhirContext, run: (tx: ScriptTx, note: Note) => Promise<T>): Promise<T> {
  const noted: AuditEntry[] = []
  try {
    return await deps.db.tx((tx) => run(tx, (events) => noted.push(...events)))
  } catch (error) {
    // If the audit fails, every change gets the same answer, which discloses nothing.
    if (!(error instanceof AuditUnavailable)) await deps.audit.committed(...noted)
    throw error
  }
}
