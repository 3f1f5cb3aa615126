import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db, Tx } from '#base/db'
import type { Log } from '#base/log'
import { timeOfUuid } from '#base/random'
import { countEvents, type EventRow, eventById, searchEvents } from './audit.store.ts'
import type { AuditEntry, KeptEvent, Personal } from './entry.ts'
import { createEventWriter, type EventValues } from './event-row.ts'
import { createGroupCommit } from './group-commit.ts'
import type { AuditQuery } from './query.ts'
import { type RenderedEvent, renderEvent } from './render.ts'
import type { AuditSettings } from './settings.ts'
import { createSubjectKeys } from './subject-keys.ts'

/** The audit cannot be written: the caller answers 503 and discloses nothing. */
export class AuditUnavailable extends Error {
  override readonly name = 'AuditUnavailable'
}

export interface Audit {
  /** Writes events in the transaction of the change they tell of. */
  record(tx: Tx, entries: readonly AuditEntry[]): Promise<void>
  /** Writes events by themselves and returns once they are durable: before that, no byte leaves. */
  committed(...entries: readonly AuditEntry[]): Promise<void>
  read(project: string, id: string): Promise<RenderedEvent | undefined>
  search(project: string, query: AuditQuery, limit: number): Promise<readonly RenderedEvent[]>
  count(project: string, query: AuditQuery): Promise<number>
}

export interface AuditParts {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
  readonly settings: AuditSettings
  /** Names this installation as the events' observer. */
  readonly baseUrl: string
}

export function createAudit({ db, keyring, clock, log, settings, baseUrl }: AuditParts): Audit {
  const keys = createSubjectKeys(db, keyring)
  const writer = createEventWriter(keys, clock)
  const group = createGroupCommit<EventValues>((rows) => writer.insert(db, rows))

  async function orUnavailable(work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch (error) {
      log.error('audit.unavailable', { error })
      throw new AuditUnavailable('the audit cannot be written', { cause: error })
    }
  }

  async function insertAll(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    const rows: EventValues[] = []
    for (const entry of entries) rows.push(await writer.row(tx, entry))
    await writer.insert(tx, rows)
  }

  async function open(row: EventRow): Promise<RenderedEvent> {
    const kept = JSON.parse(row.event) as KeptEvent
    const plain =
      row.personal === null || row.subject === null
        ? undefined
        : await keys.open(kept.project, row.subject, row.personal)
    return renderEvent(kept, plain === undefined ? {} : (JSON.parse(plain) as Personal), baseUrl)
  }

  return {
    record: (tx, entries) => (entries.length === 0 ? Promise.resolve() : orUnavailable(insertAll(tx, entries))),
    committed(...entries) {
      const written = entries.map(async (entry) => group.commit(await writer.row(db, entry)))
      return orUnavailable(withinMs(settings.commitMs, Promise.all(written)))
    },
    async read(project, id) {
      const at = timeOfUuid(id)
      const row = at === undefined ? undefined : await eventById.maybeOne(db, project, at, id)
      return row === undefined ? undefined : open(row)
    },
    async search(project, query, limit) {
      return Promise.all((await searchEvents(db, project, query, limit)).map(open))
    },
    count: (project, query) => countEvents(db, project, query),
  }
}

async function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not durable within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
