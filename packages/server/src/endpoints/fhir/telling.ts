import type { ScriptTx } from '#base/db'
import { type AuditEntry, AuditUnavailable } from '#domain/audit'
import type { FhirContext } from './dependencies.ts'

/** Notes what a change tells of stored data even when it fails. */
export type Note = (events: readonly AuditEntry[]) => void

/**
 * Runs a change, in a transaction, whose refusal tells something of stored data: whether a condition matched, or a test
 * held. What was noted is recorded before the failure is answered, since the transaction takes its own records with it.
 * A change that succeeds records for itself what it told.
 */
export async function telling<T>({ deps }: FhirContext, run: (tx: ScriptTx, note: Note) => Promise<T>): Promise<T> {
  const noted: AuditEntry[] = []
  try {
    return await deps.db.tx((tx) => run(tx, (events) => noted.push(...events)))
  } catch (error) {
    // Without an audit every change is answered alike.
    if (!(error instanceof AuditUnavailable)) await deps.audit.committed(...noted)
    throw error
  }
}
