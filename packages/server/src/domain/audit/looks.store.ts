import { sql, statementByNames } from '#base/db'

/** How often somebody looked at a patient's data on one day, all at once or one resource. */
export interface LookRow {
  /** In UTC, as `2026-11-28`. */
  readonly day: string
  /** The person, also where a client or Bot acted for them. What a Bot does by itself, it does not for its caller. */
  readonly agent: string | null
  /** A resource, or a type that was searched. */
  readonly entity: string | null
  readonly times: number
}

/** Who was shown a patient's data, the latest day first. */
export const looksAtPatient = statementByNames<
  { project: string; patient: string; since: Date; limit: number },
  LookRow
>(
  'audit.looks-at-patient',
  ({ project, patient, since, limit }) => sql`
    select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day,
      case
        when app ~ '^(Practitioner|Patient|RelatedPerson)/' and (agent !~ '^Bot/' or position('"actedFor":' in event) > 0)
        then app
        else agent
      end as agent, entity,
      count(*)::integer as times
    from audit_events
    where project = ${project} and patient = ${patient} and at >= ${since} and outcome = 0
      and kind in ('fhir.read', 'fhir.vread', 'fhir.search', 'fhir.history')
    group by 1, 2, 3
    order by 1 desc, 2, 3
    limit ${limit}`,
)
