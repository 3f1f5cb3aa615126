import type { Condition } from '@damson/fhir'
import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import { type Db, StoreUnavailable, type Tx } from '#base/db'
import type { Log } from '#base/log'
import { timeOfUuid } from '#base/random'
import {
  countEvents,
  type EventPlace,
  type EventRow,
  eventById,
  type NewEventRow,
  searchEvents,
  tryOutEvents,
} from './audit.store.ts'
import { createBreaker } from './breaker.ts'
import type { AuditEntry, KeptEvent, Personal } from './entry.ts'
import { createEventWriter } from './event-row.ts'
import { createGroupCommit } from './group-commit.ts'
import { type RenderedEvent, renderEvent } from './render.ts'
import { createSeals } from './seals.ts'
import type { AuditSettings } from './settings.ts'
import { createSubjectKeys } from './subject-keys.ts'

/** The audit cannot be written: the caller answers 503 and discloses nothing. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

export interface Audit {
  /**
   * Writes events in the transaction of the change they tell of. Resolves when they are sent: the transaction cannot
   * succeed without them, and fails with `AuditUnavailable` when they do.
   */
  record(tx: Tx, entries: readonly AuditEntry[]): Promise<void>
  /** Writes events by themselves and returns once they are durable: before that, no byte leaves. */
  committed(...entries: readonly AuditEntry[]): Promise<void>
  /**
   * Asks for what an event of a person is sealed with, whether there is such a person or not: the next event in this
   * transaction, of them or of nobody known, asks for nothing more.
   */
  lookUpPerson(tx: Tx, project: string, userId: string): Promise<void>
  read(project: string, id: string): Promise<RenderedEvent | undefined>
  /** The events for which a condition holds, after a place; it must be one that `isAuditCondition` accepts. */
  search(project: string, wanted: WantedEvents, limit: number): Promise<readonly RenderedEvent[]>
  count(project: string, condition: Condition): Promise<number>
}

export interface WantedEvents {
  readonly condition: Condition
  readonly newestFirst: boolean
  readonly after?: EventPlace | undefined
}

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
  const group = createGroupCommit<NewEventRow>((rows) => writer.insert(db, rows))
  const unlessOut = createBreaker(() => db.tx((tx) => tryOutEvents(tx)))

  async function orUnavailable(work: () => Promise<unknown>): Promise<void> {
    try {
      await unlessOut(work)
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

  async function rendered(project: string, rows: readonly EventRow[]): Promise<readonly RenderedEvent[]> {
    const open = await keys.opener(
      project,
      rows.flatMap(({ subject }) => subject ?? []),
    )
    return rows.map(({ event, personal, subject }) => {
      const plain = personal === null || subject === null ? undefined : open({ subject, sealed: personal })
      const opened = plain === undefined ? {} : (JSON.parse(plain) as Personal)
      return renderEvent(JSON.parse(event) as KeptEvent, opened, baseUrl)
    })
  }

  return {
    record: (tx, entries) => (entries.length === 0 ? Promise.resolve() : insertAll(tx, entries)),
    committed(...entries) {
      const caller = { aborted: false }
      const write = async (entry: AuditEntry): Promise<void> => group.commit(await writer.row(db, entry), caller)
      return orUnavailable(() =>
        withinMs(settings.commitMs, Promise.all(entries.map(write))).finally(() => {
          caller.aborted = true
        }),
      )
    },
    lookUpPerson: (tx, project, userId) => orUnavailable(() => keys.lookUp(tx, project, `User/${userId}`)),
    async read(project, id) {
      const at = timeOfUuid(id)
      const row = at === undefined ? undefined : await eventById.maybeOne(db, project, at, id)
      return row === undefined ? undefined : (await rendered(project, [row]))[0]
    },
    async search(project, { condition, newestFirst, after }, limit) {
      return rendered(project, await searchEvents(db, project, condition, newestFirst, after, limit))
    },
    count: (project, condition) => countEvents(db, project, condition),
  }
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
