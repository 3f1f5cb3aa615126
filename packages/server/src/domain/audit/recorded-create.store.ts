import { type PlaceholdersFor, sql, statementByNames } from '#base/db'
import { createTogether, type TogetherColumns } from '#domain/resources'
import { type EventColumns, eventRows, WRITE_MS } from './audit.store.ts'

/** The columns of events, renamed so that they don't clash with those of what they record. */
export type ToldColumns = { readonly [K in keyof EventColumns as `event_${K}`]: EventColumns[K] }

/** The events of a statement that also writes what they record, and the node that writes them. */
export type ToldEvents = ToldColumns & { readonly writer: string }

/** Inserts the events `e` of such a statement, or only those of what it wrote. */
export function toldEvents(p: PlaceholdersFor<ToldEvents>, only?: ReturnType<typeof sql>): ReturnType<typeof sql> {
  const columns = {
    project: p.event_project,
    at: p.event_at,
    id: p.event_id,
    kind: p.event_kind,
    action: p.event_action,
    outcome: p.event_outcome,
    agent: p.event_agent,
    app: p.event_app,
    entity: p.event_entity,
    patient: p.event_patient,
    loginId: p.event_loginId,
    event: p.event_event,
    personal: p.event_personal,
    subject: p.event_subject,
    sequence: p.event_sequence,
    writer: p.writer,
  }
  return eventRows(columns, only)
}

/** Creates several resources and writes their events, in one statement: all or nothing. */
export const createRecorded = statementByNames<TogetherColumns & ToldEvents, { id: string; recorded: number }>(
  'audit.create-recorded',
  (p) => sql`
    with ${createTogether(p)}, recorded as (
      ${toldEvents(p)}
      returning id
    )
    select id, (select count(*)::int from recorded) as recorded from created_together`,
  { timeoutMs: WRITE_MS },
)
