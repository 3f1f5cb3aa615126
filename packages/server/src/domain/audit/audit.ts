import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { createGroupCommit, type Db, newCaller, type Tx } from '#base/db'
import type { Log } from '#base/log'
import { type NewEventRow, tryOutEvents } from './audit.store.ts'
import { createBreaker } from './breaker.ts'
import type { AuditEntry } from './entry.ts'
import { createEventWriter } from './event-row.ts'
import { createGrouped, type Grouped, type InTime } from './grouped.ts'
import { withinMs } from './in-time.ts'
import { createOnceAMinute } from './once-a-minute.ts'
import { createEventReading, type EventReading } from './reading.ts'
import { createSeals } from './seals.ts'
import type { AuditSettings } from './settings.ts'
import { createSubjectKeys } from './subject-keys.ts'

/** The audit cannot be written: the caller answers 503 and discloses nothing. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

export interface Audit extends EventReading, Grouped {
  /**
   * Writes events in the transaction of the change they record. Resolves when they are sent; if writing them fails, the
   * transaction fails with `AuditUnavailable`.
   */
  record(tx: Tx, entries: readonly AuditEntry[]): Promise<void>
  /** Writes events outside of any transaction and returns once they are durable: before that, no byte may leave. */
  committed(...entries: readonly AuditEntry[]): Promise<void>
  /**
   * The same for what is done over and over: an event stands for a minute of it. Entries of a key that this node has written
   * within the last minute are left out; the key must say who does what.
   */
  committedOnceAMinute(entries: ReadonlyMap<string, AuditEntry>): Promise<void>
  /**
   * Fetches the sealing key for a person's event, whether the person exists or not. The next event in this transaction,
   * for that person or for an unknown caller, then needs no query.
   */
  lookUpPerson(tx: Tx, project: string, userId: string): Promise<void>
  /** Seals a text with the key of a person, for a record that outlives their account. */
  sealFor(tx: Tx, project: string, userId: string, plain: string, now: Date): Promise<string>
}

export interface AuditDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
  readonly settings: AuditSettings
  /** Identifies this installation as the events' observer. */
  readonly baseUrl: string
  /** Told of each event, before it is written: for figures, since what is told may not come about. */
  readonly happened?: (entry: AuditEntry) => void
}

export function createAudit({ db, keyring, clock, log, settings, baseUrl, happened }: AuditDeps): Audit {
  const keys = createSubjectKeys(db, keyring)
  const writer = createEventWriter(createSeals(keys), clock, happened)
  const unlessOut = createBreaker(() => tryOutEvents(db))
  const group = createGroupCommit<NewEventRow, void>(MOST_EVENTS, async (rows) => {
    await unlessOut(() => writer.insert(db, rows))
    return () => undefined
  })

  async function orUnavailable<T>(work: () => Promise<T>, waitsFor: 'audit' | 'shared' = 'audit'): Promise<T> {
    try {
      return await unlessOut(work, waitsFor)
    } catch (error) {
      log.error('audit.unavailable', { error })
      throw new AuditUnavailable('the audit cannot be written', { cause: error })
    }
  }

  /** Returns once the events are sent: the transaction waits for them, and fails with them. */
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

  function inTime(waitsFor: 'audit' | 'shared'): InTime {
    return (write, isChange = false) => {
      const caller = newCaller()
      // The outcome of a change has to be known once it is sent: the store's limit for a statement comes on top.
      const ms = isChange ? (settings.commitMs * 2) / 3 : settings.commitMs
      const work = () =>
        withinMs(ms, write(caller), () => isChange && caller.isSent).finally(() => {
          caller.aborted = true
        })
      return orUnavailable(work, waitsFor)
    }
  }

  async function committed(entries: readonly AuditEntry[]): Promise<void> {
    await inTime('audit')((caller) =>
      Promise.all(entries.map(async (entry) => group.commit(await writer.row(db, entry), caller))),
    )
  }

  return {
    record: (tx, entries) => (entries.length === 0 ? Promise.resolve() : insertAll(tx, entries)),
    committed: (...entries) => committed(entries),
    committedOnceAMinute: createOnceAMinute(committed),
    lookUpPerson: (tx, project, userId) => orUnavailable(() => keys.lookUp(tx, project, `User/${userId}`)),
    async sealFor(tx, project, userId, plain, now) {
      return (await keys.keyOf(tx, project, `User/${userId}`, now)).seal(plain)
    },
    ...createGrouped(db, writer, unlessOut, inTime('shared')),
    ...createEventReading(db, keys, baseUrl),
  }
}

const MOST_EVENTS = 500
