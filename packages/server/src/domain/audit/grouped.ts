import { type Caller, createGroupCommit, type Db, SqlFault, type Tx, UnstorableText } from '#base/db'
import { type IndexedDraft, newResource, type Stored, weightOf } from '#domain/resources'
import type { NewEventRow } from './audit.store.ts'
import type { Breaker } from './breaker.ts'
import type { AuditEntry } from './entry.ts'
import type { EventWriter, RecordedCreate } from './event-row.ts'
import type { ToldEvents } from './recorded-create.store.ts'
import type { FoundRow, ReadRow } from './recorded-read.store.ts'

/** Work that one statement does and records in the audit; concurrent requests share that statement. */
export interface Grouped {
  /**
   * Reads the newest version of a resource, or its tombstone, and writes the `fhir.read` event in the same statement,
   * which concurrent requests share. Returns once the event is durable. Check access before the call; for reads that a
   * policy narrows, and for a Binary, use `committed`. A resource that is too large to share is not found.
   */
  readRecorded(entry: AuditEntry & { readonly kind: 'fhir.read' }, of: Addressed): Promise<RecordedRead>
  /**
   * Creates a resource and writes its events in a statement that concurrent requests share. Returns once both are
   * durable. Undefined when nothing was created: the store refused this resource or another one in the group, or this one
   * is too large to share. Then create it alone.
   */
  createRecorded(draft: IndexedDraft, now: Date, entries: readonly AuditEntry[]): Promise<Stored | undefined>
  /** Rows of another module that are written with their events in a statement that concurrent requests share. */
  writtenTogether<Row>(write: WriteTogether<Row>): WrittenTogether<Row>
}

/**
 * Writes rows and their events in one statement. Returns the ids of the events that were written, each with its row; of
 * the others, neither the event nor the row was.
 */
export type WriteTogether<Row> = (tx: Tx, rows: readonly Row[], events: ToldEvents) => Promise<ReadonlySet<string>>

/**
 * Resolves once the row and its event are durable. False: neither was written, since the store refused this row or another
 * one in the group. Then write it alone.
 */
export type WrittenTogether<Row> = (row: Row, entry: AuditEntry) => Promise<boolean>

/** A resource by its type and id. */
export interface Addressed {
  readonly type: string
  readonly id: string
}

/**
 * A resource that was read. An unrecorded one (a tombstone, or one about several patients) must be recorded before it
 * leaves. Without `stored`, there is no such resource, or it is too large to share.
 */
export type RecordedRead =
  | { readonly isRecorded: true; readonly stored: Stored }
  | { readonly isRecorded: false; readonly stored: Stored | undefined }

/** Lower than for events, because resources come back. */
const MOST_READS = 100
const MOST_CREATES = 50
/**
 * The most characters of resources and their index in a group, so that it is written within the time limit of a single
 * event.
 */
const MOST_CREATED_TEXT = 1024 * 1024
const MOST_WRITTEN = 50
/** A resource about more patients is created alone. */
const MOST_TOLD = 10

/**
 * Waits for a write, but not forever. A change whose statement was sent is waited for to its end, so that one which is
 * called failed isn't made after all; the store limits that.
 */
export type InTime = <T>(write: (caller: Caller) => Promise<T>, isChange?: boolean) => Promise<T>

export function createGrouped(db: Db, writer: EventWriter, unlessOut: Breaker, inTime: InTime): Grouped {
  const reads = createGroupCommit<ReadRow, RecordedRead>(MOST_READS, async (rows) => {
    const found = await unlessOut(() => writer.read(db, rows), 'shared')
    return (row) => recordedRead(row, found.get(row.event))
  })
  const creates = createGroupCommit<RecordedCreate, boolean>(
    MOST_CREATES,
    async (created) => {
      const isMade = await unlessOut(() => writer.create(db, created), 'shared').then(() => true, unlessRefused)
      return () => isMade
    },
    { size: { of: ({ resource }) => weightOf(resource), most: MOST_CREATED_TEXT } },
  )

  return {
    async createRecorded(draft, now, entries) {
      const resource = entries.length > MOST_TOLD ? undefined : await newResource(draft, now)
      if (resource === undefined) return undefined
      const isMade = await inTime(async (caller) => {
        const events: NewEventRow[] = []
        for (const entry of entries) events.push(await writer.row(db, entry))
        return creates.commit({ resource, events }, caller)
      }, true)
      return isMade ? resource.stored : undefined
    },
    writtenTogether<Row>(write: WriteTogether<Row>): WrittenTogether<Row> {
      type Told = { readonly row: Row; readonly event: NewEventRow }
      const group = createGroupCommit<Told, boolean>(
        MOST_WRITTEN,
        async (told) => {
          const events = writer.told(told.map(({ event }) => event))
          const rows = told.map(({ row }) => row)
          const written = await unlessOut(() => write(db, rows, events), 'shared').catch(unlessRefused)
          return ({ event }) => written !== false && written.has(event.id)
        },
        { gathers: true },
      )
      return (row, entry) =>
        inTime(async (caller) => group.commit({ row, event: await writer.row(db, entry) }, caller), true)
    },
    readRecorded: (entry, of) => inTime(async (caller) => reads.commit(await writer.readRow(db, entry, of), caller)),
  }
}

/** False: the store refused a whole group, and each of its resources must be created alone. Other errors are rethrown. */
function unlessRefused(error: unknown): false {
  if (error instanceof SqlFault || error instanceof UnstorableText) return false
  throw error
}

/** Each request gets the row with its own event id, and never another request's row. */
function recordedRead({ project, type, id }: ReadRow, found: FoundRow | undefined): RecordedRead {
  if (found === undefined) return { isRecorded: false, stored: undefined }
  const { event: _event, isRecorded, ...stored } = found
  if (stored.project !== project || stored.type !== type || stored.id !== id) throw new Error('another row was read')
  return { isRecorded, stored }
}
