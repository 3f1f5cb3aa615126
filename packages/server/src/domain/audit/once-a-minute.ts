import { createCache } from '#base/cache'
import type { AuditEntry } from './entry.ts'

const MOST_KEPT = 20_000
const MINUTE_MS = 60_000

/** Leaves out entries of keys that were written within the last minute. */
export function createOnceAMinute(
  write: (entries: readonly AuditEntry[]) => Promise<void>,
): (entries: ReadonlyMap<string, AuditEntry>) => Promise<void> {
  const written = createCache<true>(MOST_KEPT, MINUTE_MS)
  return async (entries) => {
    const due = [...entries].filter(([key]) => written.get(key) === undefined)
    if (due.length === 0) return
    await write(due.map(([, entry]) => entry))
    // Not before: what could not be written stands for nothing.
    for (const [key] of due) written.set(key, true)
  }
}
