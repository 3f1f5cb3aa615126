import { sql, statementByNames } from '#base/db'
import { STORED, type Stored } from '#domain/resources'
import { WRITE_MS } from './audit.store.ts'

/** A resource to be read, and its event as far as it is known before the read. */
export interface ReadRow {
  readonly project: string
  readonly type: string
  readonly id: string
  /** The event's id, by which each answer finds its request. */
  readonly event: string
  readonly at: string
  readonly agent: string | null
  readonly app: string | null
  readonly loginId: string | null
  /** The event's text up to its patient, between patient and version, and after the version. */
  readonly before: string
  readonly between: string
  readonly after: string
  readonly personal: string | null
  readonly subject: string | null
  readonly sequence: string
}

/** In bytes. A hundred of this size can be read well within the time limit for an event. */
const LONGEST = 64 * 1024

/** The columns of several reads, each an array of the same length. */
export type ReadColumns = { readonly [K in keyof ReadRow]: readonly ReadRow[K][] }

/** The row found for a read, and whether its event was written. */
export type FoundRow = Stored & { readonly event: string; readonly isRecorded: boolean }

/**
 * Reads the newest versions of several resources and writes an event for each, in one statement: once it commits, every
 * answer marked as recorded is in the audit. Tombstones are returned but not recorded, since they disclose nothing.
 * Resources about several patients are not recorded here, since they need an event per patient. Large resources are not
 * returned, since all the others would wait for them.
 */
export const readRecorded = statementByNames<ReadColumns & { kind: string; action: string; writer: string }, FoundRow>(
  'audit.read-recorded',
  (p) => sql`
    with found as (
      select wanted.event, wanted.at, wanted.agent, wanted.app, wanted.login_id, wanted.before, wanted.between_both,
        wanted.after,
        wanted.personal, wanted.subject, wanted.sequence,
        r.rk, r.project, r.type, r.id, r.version, r.updated_at, r.deleted, r.content, r.extended, r.patients
      from unnest(
        ${p.project}::uuid[], ${p.type}::text[], ${p.id}::text[], ${p.event}::uuid[], ${p.at}::timestamptz[],
        ${p.agent}::text[],
        ${p.app}::text[], ${p.loginId}::uuid[], ${p.before}::text[], ${p.between}::text[], ${p.after}::text[],
        ${p.personal}::text[], ${p.subject}::text[], ${p.sequence}::bigint[]
      ) as wanted(
        project, type, id, event, at, agent, app, login_id, before, between_both, after, personal, subject, sequence
      )
      join resources r on r.project = wanted.project and r.type = wanted.type and r.id = wanted.id
        and octet_length(r.content) + octet_length(r.extended) <= ${sql.lit(LONGEST)}
    ), recorded as (
      insert into audit_events
        (project, at, id, kind, action, outcome, agent, app, entity, patient, login_id, event, personal, subject,
          sequence, writer)
      select project, at, event, ${p.kind}, ${p.action}, 0, agent, app, type || '/' || id,
        coalesce(patients[1], case when type = 'Patient' then 'Patient/' || id end), login_id,
        before || coalesce(',"patient":' || to_json(patients[1])::text, '') || between_both
          || ',"version":' || version || after,
        personal, subject, sequence, ${p.writer}::uuid
      from found
      where not deleted and cardinality(patients) < 2
      returning id
    )
    select r.event::text as event, recorded.id is not null as "isRecorded", ${STORED}
    from found r left join recorded on recorded.id = r.event`,
  { timeoutMs: WRITE_MS },
)
