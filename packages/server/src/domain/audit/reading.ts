import type { Condition } from '@damson/fhir'
import type { Db } from '#base/db'
import { timeOfUuid } from '#base/random'
import { countEvents, type EventCursor, type EventRow, eventById, searchEvents } from './audit.store.ts'
import type { Bar } from './bars.ts'
import type { KeptEvent, Personal } from './entry.ts'
import { type RenderedEvent, renderEvent } from './render.ts'
import type { SubjectKeys } from './subject-keys.ts'
import { type CountedEvents, type Timeline, timelineOf } from './timeline.ts'

/** Reads the audit, for callers who may. */
export interface EventReading {
  read(project: string, id: string): Promise<RenderedEvent | undefined>
  /** The events that match a condition, after a cursor; `isAuditCondition` must accept the condition. */
  search(project: string, wanted: WantedEvents, limit: number): Promise<readonly RenderedEvent[]>
  count(project: string, condition: Condition): Promise<number>
  /** The same, by bars that follow each other. */
  timeline(project: string, wanted: CountedEvents, bars: readonly Bar[]): Promise<Timeline>
}

export interface WantedEvents {
  readonly condition: Condition
  readonly newestFirst: boolean
  readonly after?: EventCursor | undefined
}

export function createEventReading(db: Db, keys: SubjectKeys, baseUrl: string): EventReading {
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
    async read(project, id) {
      const at = timeOfUuid(id)
      const row = at === undefined ? undefined : await eventById.maybeOne(db, project, at, id)
      return row === undefined ? undefined : (await rendered(project, [row]))[0]
    },
    async search(project, { condition, newestFirst, after }, limit) {
      return rendered(project, await searchEvents(db, project, condition, newestFirst, after, limit))
    },
    count: (project, condition) => countEvents(db, project, condition),
    timeline: (project, wanted, bars) => timelineOf(db, project, wanted, bars),
  }
}
