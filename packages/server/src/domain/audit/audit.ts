import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, StoreUnavailable, type Tx } from '#base/db'
import type { Log } from '#base/log'
import type { Stored } from '#domain/resources'
import { type NewEventRow, tryOutEvents } from './audit.store.ts'
import { createBreaker } from './breaker.ts'
import type { AuditEntry } from './entry.ts'
import { createEventWriter } from './event-row.ts'
import { type Caller, createGroupCommit } from './group-commit.ts'
import { createEventReading, type EventReading } from './reading.ts'
import type { FoundRow, ReadRow } from './recorded-read.store.ts'
import { createSeals } from './seals.ts'
import type { AuditSettings } from './settings.ts'
import { createSubjectKeys } from './subject-keys.ts'

/** The audit cannot be written: the caller answers 503 and discloses nothing. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

export interface Audit extends EventReading {
  /**
   * Writes events in the transaction of the change they tell of. Resolves when they are sent: the transaction cannot
   * succeed without them, and fails with `AuditUnavailable` when they do.
   */
  record(tx: Tx, entries: readonly AuditEntry[]): Promise<void>
  /** Writes events by themselves and returns once they are durable: before that, no byte leaves. */
  committed(...entries: readonly AuditEntry[]): Promise<void>
  /**
   * Reads the newest version of a resource, a tombstone too, and writes that it was read (`fhir.read`) in the same statement,
   * which all share that ask at the same moment. Returns once the event is durable. Whoever may read it must be known
   * before: for what a policy narrows, and for a Binary, there is `committed`.
   */
  readRecorded(entry: AuditEntry & { readonly kind: 'fhir.read' }, of: Addressed): Promise<RecordedRead>
  /**
   * Asks for what an event of a person is sealed with, whether there is such a person or not: the next event in this
   * transaction, of them or of nobody known, asks for nothing more.
   */
  lookUpPerson(tx: Tx, project: string, userId: string): Promise<void>
}

/** A resource by its type and id. */
export interface Addressed {
  readonly type: string
  readonly id: string
}

/** A resource that was read. What is not recorded must not leave before it is: a tombstone, or what is about several patients. */
export type RecordedRead =
  | { readonly isRecorded: true; readonly stored: Stored }
  | { readonly isRecorded: false; readonly stored: Stored | undefined }

export interface AuditDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
  readonly settings: AuditSettings
  /** Names this installation as the events' observer. */
  readonly baseUrl: string
}

export function createAudit({ db, keyring, clock, log, settings, baseUrl }: AuditDeps): Audit {
  const keys = createSubjectKeys(db, keyring)
  const writer = createEventWriter(createSeals(keys), clock)
  const group = createGroupCommit<NewEventRow, void>(MOST_EVENTS, async (rows) => {
    await writer.insert(db, rows)
    return () => undefined
  })
  const reads = createGroupCommit<ReadRow, RecordedRead>(MOST_READS, async (rows) => {
    const found = await writer.read(db, rows)
    return (row) => recordedRead(row, found.get(row.event))
  })
  const unlessOut = createBreaker(() => db.tx((tx) => tryOutEvents(tx)))

  async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await unlessOut(work)
    } catch (error) {
      log.error('audit.unavailable', { error })
      throw new AuditUnavailable('the audit cannot be written', { cause: error })
    }
  }

  /** Returns once the events are on their way: the transaction waits for them, and fails with them. */
  async function insertAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    const { promise: sent, resolve } = Promise.withResolvers<void>()
    const done = orUnavailable(async () => {
      const rows: NewEventRow[] = []
      for (const entry of entries) rows.push(await writer.row(tx, entry))
      const inserted = writer.insert(tx, rows)
      resolve()
      await inserted
    })
    if (tx.defer === undefined) return done
    tx.defer(done)
    await Promise.race([sent, done])
  }

  /** What callers wait for, but not for ever. */
  function inTime<T>(write: (caller: Caller) => Promise<T>): Promise<T> {
    const caller = { aborted: false }
    return orUnavailable(() =>
      withinMs(settings.commitMs, write(caller)).finally(() => {
        caller.aborted = true
      }),
    )
  }

  return {
    record: (tx, entries) => (entries.length === 0 ? Promise.resolve() : insertAll(tx, entries)),
    async committed(...entries) {
      await inTime((caller) =>
        Promise.all(entries.map(async (entry) => group.commit(await writer.row(db, entry), caller))),
      )
    },
    readRecorded: (entry, of) => inTime(async (caller) => reads.commit(await writer.readRow(db, entry, of), caller)),
    lookUpPerson: (tx, project, userId) => orUnavailable(() => keys.lookUp(tx, project, `User/${userId}`)),
    ...createEventReading(db, keys, baseUrl),
  }
}

const MOST_EVENTS = 500
/** Fewer, since resources come back. */
const MOST_READS = 100

/** What was found belongs to whoever asked by the id of their event, and nobody gets another row than the one they asked for. */
function recordedRead({ project, type, id }: ReadRow, found: FoundRow | undefined): RecordedRead {
  if (found === undefined) return { isRecorded: false, stored: undefined }
  const { event: _event, isRecorded, ...stored } = found
  if (stored.project !== project || stored.type !== type || stored.id !== id) throw new Error('another row was read')
  return { isRecorded, stored }
}

async function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable('timeout', `not durable within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
