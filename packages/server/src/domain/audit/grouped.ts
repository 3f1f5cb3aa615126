import { type Db, SqlFault, UnstorableText } from '#base/db'
import { type IndexedDraft, newResource, type Stored } from '#domain/resources'
import type { NewEventRow } from './audit.store.ts'
import type { AuditEntry } from './entry.ts'
import type { EventWriter, RecordedCreate } from './event-row.ts'
import { type Caller, createGroupCommit } from './group-commit.ts'
import type { FoundRow, ReadRow } from './recorded-read.store.ts'

/** What is done and written in the audit by one statement, which all share that ask at the same moment. */
export interface Grouped {
  /**
   * Reads the newest version of a resource, a tombstone too, and writes that it was read (`fhir.read`) in the same statement,
   * which all share that ask at the same moment. Returns once the event is durable. Whoever may read it must be known
   * before: for what a policy narrows, and for a Binary, there is `committed`. What is too large to be shared is not found.
   */
  readRecorded(entry: AuditEntry & { readonly kind: 'fhir.read' }, of: Addressed): Promise<RecordedRead>
  /**
   * Makes a resource and writes the events that tell of it, in a statement which all share that ask at the same moment. Returns
   * once both are durable. Undefined when nothing was made, because the store refused it or one that it shared with, or it is
   * too large to be shared: it is to be made by itself.
   */
  createRecorded(draft: IndexedDraft, now: Date, entries: readonly AuditEntry[]): Promise<Stored | undefined>
}

/** A resource by its type and id. */
export interface Addressed {
  readonly type: string
  readonly id: string
}

/**
 * A resource that was read. What is not recorded must not leave before it is: a tombstone, or what is about several patients.
 * Without one, there is none, or it is too large to be shared.
 */
export type RecordedRead =
  | { readonly isRecorded: true; readonly stored: Stored }
  | { readonly isRecorded: false; readonly stored: Stored | undefined }

/** Fewer than events: resources come back. */
const MOST_READS = 100
const MOST_CREATES = 50
/** Characters of resources in a group: it is written within the time that one of them would have. */
const MOST_CREATED_TEXT = 1024 * 1024
/** What is about more patients is made by itself. */
const MOST_TOLD = 10

/** Waits for a write, but not for ever. */
export type InTime = <T>(write: (caller: Caller) => Promise<T>) => Promise<T>

export function createGrouped(db: Db, writer: EventWriter, inTime: InTime): Grouped {
  const reads = createGroupCommit<ReadRow, RecordedRead>(MOST_READS, async (rows) => {
    const found = await writer.read(db, rows)
    return (row) => recordedRead(row, found.get(row.event))
  })
  const creates = createGroupCommit<RecordedCreate, boolean>(
    MOST_CREATES,
    async (created) => {
      const isMade = await writer.create(db, created).then(() => true, unlessRefused)
      return () => isMade
    },
    { of: ({ resource }) => resource.stored.content.length, most: MOST_CREATED_TEXT },
  )

  return {
    async createRecorded(draft, now, entries) {
      const resource = entries.length > MOST_TOLD ? undefined : await newResource(draft, now)
      if (resource === undefined) return undefined
      const isMade = await inTime(async (caller) => {
        const events: NewEventRow[] = []
        for (const entry of entries) events.push(await writer.row(db, entry))
        return creates.commit({ resource, events }, caller)
      })
      return isMade ? resource.stored : undefined
    },
    readRecorded: (entry, of) => inTime(async (caller) => reads.commit(await writer.readRow(db, entry, of), caller)),
  }
}

/** The store took nothing of a group, and each of it is to be made by itself: false. Whatever else went wrong is no answer. */
function unlessRefused(error: unknown): false {
  if (error instanceof SqlFault || error instanceof UnstorableText) return false
  throw error
}

/** What was found belongs to whoever asked by the id of their event, and nobody gets another row than the one they asked for. */
function recordedRead({ project, type, id }: ReadRow, found: FoundRow | undefined): RecordedRead {
  if (found === undefined) return { isRecorded: false, stored: undefined }
  const { event: _event, isRecorded, ...stored } = found
  if (stored.project !== project || stored.type !== type || stored.id !== id) throw new Error('another row was read')
  return { isRecorded, stored }
}
