import type { Condition } from '@damson/fhir'
import { dynamic, type PlaceholderFor, sql, statement, statementByNames, type Tx } from '#base/db'
import { idsFound } from '#domain/resources'

/** One that a finding may be about. */
export interface FoundRow {
  readonly id: string
  readonly at: Date | null
}

type OfProject = [project: string, limit: number]

/** Before which time it was last used, or made; and the one after which the rows begin: a null time is before all others. */
interface Before {
  readonly project: string
  readonly before: Date
  readonly at: Date | null
  readonly after: string
  readonly limit: number
}

/** A time as it is ordered by: cursors have no microseconds. */
const ordered = (column: string) => sql.raw(`coalesce(date_trunc('milliseconds', ${column}), '-infinity'::timestamptz)`)
const begins = (column: string, at: PlaceholderFor<Date | null>, after: PlaceholderFor<string>) =>
  sql`(${ordered(column)}, c.id) > (coalesce(${at}::timestamptz, '-infinity'::timestamptz), ${after}::uuid)`

/** The active clients that may use Basic, those that used it last first. */
export const basicClients = statement<OfProject, FoundRow>(
  'posture.basic-clients',
  (project, limit) => sql`
    select c.id::text as id, u.basic_used_at as at
    from clients c left join client_uses u on u.client_id = c.id and u.project = c.project
    where c.project = ${project} and c.active and c.basic_allowed
    order by u.basic_used_at desc nulls last, c.id
    limit ${limit}`,
)

/** Clients that may use Basic, active or not, of those that meet a condition: those that used it last first. */
export function basicClientsAfter(
  tx: Tx,
  project: string,
  condition: Condition,
  after: FoundRow | undefined,
  limit: number,
): Promise<readonly FoundRow[]> {
  const at = ordered('u.basic_used_at')
  const time = sql`coalesce(${after?.at ?? null}::timestamptz, '-infinity'::timestamptz)`
  const begun =
    after === undefined ? sql`true` : sql`(${at} < ${time} or (${at} = ${time} and c.id > ${after.id}::uuid))`
  return dynamic.rows<FoundRow>(
    tx,
    sql`
    select c.id::text as id, u.basic_used_at as at
    from (${idsFound(project, 'ClientApplication', condition)}) h
    join clients c on c.project = ${project} and c.id = h.id::uuid
    left join client_uses u on u.client_id = c.id and u.project = c.project
    where c.basic_allowed and ${begun}
    order by ${at} desc, c.id
    limit ${limit}`,
  )
}

/** How many those are. */
export async function countBasicClients(tx: Tx, project: string, condition: Condition): Promise<number> {
  const { total } = await dynamic.one<{ total: number }>(
    tx,
    sql`
    select count(*)::int as total
    from (${idsFound(project, 'ClientApplication', condition)}) h
    join clients c on c.project = ${project} and c.id = h.id::uuid
    where c.basic_allowed`,
  )
  return total
}

/** The active clients whose secret is older than a time, the oldest first. */
export const clientsWithOldSecret = statementByNames<Before, FoundRow>(
  'posture.old-secrets',
  ({ project, before, at, after, limit }) => sql`
    select c.id::text as id, s.created_at as at
    from clients c join client_secrets s on s.client_id = c.id and not s.retiring
    where c.project = ${project} and c.active and c.auth_method <> 'private_key_jwt' and s.created_at < ${before}
      and ${begins('s.created_at', at, after)}
    order by ${ordered('s.created_at')}, c.id
    limit ${limit}`,
)

/** The active clients with credentials that were not used since a time; a client is younger than its first use. */
export const unusedClients = statementByNames<Before, FoundRow>(
  'posture.unused-clients',
  ({ project, before, at, after, limit }) => sql`
    select c.id::text as id, u.used_at as at
    from clients c left join client_uses u on u.client_id = c.id and u.project = c.project
    where c.project = ${project} and c.active and c.auth_method <> 'none'
      and c.created_at < ${before}::timestamptz and (u.used_at is null or u.used_at < ${before}::timestamptz)
      and (
        c.auth_method = 'private_key_jwt' or exists (select 1 from client_secrets s where s.client_id = c.id)
      )
      and ${begins('u.used_at', at, after)}
    order by ${ordered('u.used_at')}, c.id
    limit ${limit}`,
)

export interface PolicyText {
  readonly id: string
  readonly content: string
}

/** The access policies of a project after one of them. Those that are longer than `most` characters come without text. */
export const policyTexts = statementByNames<
  { project: string; after: string; most: number; limit: number },
  PolicyText
>(
  'posture.policies',
  ({ project, after, most, limit }) => sql`
    select r.id, case when length(r.content) <= ${most}::integer then r.content else '' end as content
    from resources r
    where r.project = ${project} and r.type = 'AccessPolicy' and not r.deleted and r.id > ${after}
    order by r.id
    limit ${limit}`,
)

/** Whether somebody who does not administer the project, or a machine, has a membership that meets a condition. */
export async function isHeldByOthers(tx: Tx, project: string, condition: Condition): Promise<boolean> {
  const rows = await dynamic.rows<{ id: string }>(
    tx,
    sql`
    select m.id::text as id
    from (${idsFound(project, 'ProjectMembership', condition)}) h
    join memberships m on m.project = ${project} and m.id = h.id::uuid
    where m.active and not m.admin
    limit 1`,
  )
  return rows.length > 0
}
