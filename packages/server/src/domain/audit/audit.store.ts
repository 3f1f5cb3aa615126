import type { Condition } from '@damson/fhir'
import { type Db, dynamic, type PlaceholdersFor, sql, statement, statementByNames, type Tx } from '#base/db'
import { auditConditionSql, beginningOf, IS_RARE } from './condition.store.ts'

/** A new event as stored in its row. */
export interface NewEventRow {
  readonly project: string
  readonly at: string
  readonly id: string
  readonly kind: string
  readonly action: string
  readonly outcome: string
  readonly agent: string | null
  readonly app: string | null
  readonly entity: string | null
  readonly patient: string | null
  readonly loginId: string | null
  readonly event: string
  readonly personal: string | null
  readonly subject: string | null
  readonly sequence: string
}

/** The columns of several events, each an array of the same length. */
export type EventColumns = { readonly [K in keyof NewEventRow]: readonly NewEventRow[K][] }

/**
 * How long the store may take to write an event, so that the caller gets an answer within 2 s. Longer than a lock wait,
 * so that the store gives up first: the commit sent with the event then rolls the change back.
 */
export const WRITE_MS = 1_200

/** Inserts events `e`, or only some of them; also part of statements that write what the events record. */
export function eventRows(
  p: PlaceholdersFor<EventColumns & { writer: string }>,
  only: ReturnType<typeof sql> = sql``,
): ReturnType<typeof sql> {
  return sql`
    insert into audit_events
      (project, at, id, kind, action, outcome, agent, app, entity, patient, login_id, event, personal, subject,
        sequence, writer)
    select e.*, ${p.writer}::uuid
    from unnest(
      ${p.project}::uuid[], ${p.at}::timestamptz[], ${p.id}::uuid[], ${p.kind}::text[], ${p.action}::text[],
      ${p.outcome}::smallint[], ${p.agent}::text[], ${p.app}::text[], ${p.entity}::text[], ${p.patient}::text[],
      ${p.loginId}::uuid[], ${p.event}::text[], ${p.personal}::text[], ${p.subject}::text[], ${p.sequence}::bigint[]
    ) as e (project, at, id, kind, action, outcome, agent, app, entity, patient, login_id, event, personal, subject,
      sequence) ${only}`
}

export const insertEvents = statementByNames<EventColumns & { writer: string }, never>(
  'audit.insert',
  (p) => eventRows(p),
  {
    timeoutMs: WRITE_MS,
  },
)

/**
 * Succeeds when nothing blocks the writing of events; fails by `lock_timeout` when something does. It has a short time of
 * its own for locks, and a connection that those who wait for the audit don't hold.
 */
export async function tryOutEvents(db: Db): Promise<void> {
  await dynamic.run(
    db,
    sql`do $$ begin
      perform set_config('lock_timeout', '120ms', true);
      lock table audit_events, audit_subject_keys in row exclusive mode;
    end $$`,
    { timeoutMs: WRITE_MS },
  )
}

export const subjectKey = statement<[project: string, subject: string], { sealedKey: string }>(
  'audit.subject-key',
  (project, subject) => sql`
    select sealed_key as "sealedKey" from audit_subject_keys where project = ${project} and subject = ${subject}`,
  { timeoutMs: WRITE_MS },
)

export const subjectKeys = statement<
  [project: string, subjects: readonly string[]],
  { subject: string; sealedKey: string }
>(
  'audit.subject-keys',
  (project, subjects) => sql`
    select subject, sealed_key as "sealedKey" from audit_subject_keys
    where project = ${project} and subject = any(${subjects}::text[])`,
)

/** Subject keys sealed with another master key than the one whose version is given. */
export const outdatedSubjectKeys = statement<
  [keyVersion: string],
  { project: string; subject: string; sealedKey: string }
>(
  'audit.outdated-subject-keys',
  (keyVersion) => sql`
    select project::text as project, subject, sealed_key as "sealedKey"
    from audit_subject_keys
    where not starts_with(sealed_key, ${keyVersion})
    limit 500`,
)

export const resealSubjectKey = statementByNames<
  { sealedKey: string; project: string; subject: string; earlier: string },
  never
>(
  'audit.reseal-subject-key',
  ({ sealedKey, project, subject, earlier }) => sql`
    update audit_subject_keys set sealed_key = ${sealedKey}
    where project = ${project} and subject = ${subject} and sealed_key = ${earlier}`,
)

export const insertSubjectKey = statementByNames<
  { project: string; subject: string; sealedKey: string; now: Date },
  never
>(
  'audit.insert-subject-key',
  ({ project, subject, sealedKey, now }) => sql`
    insert into audit_subject_keys (project, subject, sealed_key, created_at)
    values (${project}, ${subject}, ${sealedKey}, ${now})
    on conflict do nothing`,
  { timeoutMs: WRITE_MS },
)

export interface EventRow {
  readonly id: string
  readonly at: Date
  readonly event: string
  readonly personal: string | null
  readonly subject: string | null
}

export const eventById = statement<[project: string, at: Date, id: string], EventRow>(
  'audit.read',
  (project, at, id) => sql`
    select id, at, event, personal, subject
    from audit_events
    where project = ${project} and at = ${at} and id = ${id}`,
)

/** The start of a page of events: after this one. */
export interface EventCursor {
  readonly at: Date
  readonly id: string
}

/**
 * A page of events, newest or oldest first, after the given cursor. Where an index has the events of a search in order, it is
 * read no further than the page: how often somebody acted does not matter then.
 */
export async function searchEvents(
  tx: Tx,
  project: string,
  condition: Condition,
  newestFirst: boolean,
  after: EventCursor | undefined,
  limit: number,
): Promise<readonly EventRow[]> {
  const [direction, beyond] = newestFirst ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const afterCursor = after === undefined ? sql`` : sql`and (at, id) ${beyond} (${after.at}, ${after.id}::uuid)`
  const inOrder = sql`order by at ${direction}, id ${direction} limit ${limit}`
  const page = (by: Fragment, rest: Condition) => sql`
    (select id, at, event, personal, subject
    from audit_events
    where project = ${project} and ${by} and ${auditConditionSql(rest)} ${afterCursor}
    ${inOrder})`
  const first = (pages: Fragment) =>
    dynamic.rows<EventRow>(tx, sql`select id, at, event, personal, subject from ${pages} ${inOrder}`)
  const beginning = beginningOf(condition)
  if (beginning === undefined) return dynamic.rows<EventRow>(tx, page(sql`true`, condition))
  const { values = [], kinds, rest } = beginning
  if (kinds !== undefined)
    return first(sql`unnest(${kinds}::text[]) as wanted (kind)
      cross join lateral ${page(sql`audit_events.kind = wanted.kind and ${IS_RARE}`, rest)} as found`)
  // An event that has several of the values is in the page of the first.
  const pages = values.map((by, at) => {
    const notBefore = values.slice(0, at).map((other) => sql`and (${other}) is not true`)
    return page(sql`${by} ${notBefore.length === 0 ? sql`` : sql.join(notBefore, sql` `)}`, rest)
  })
  return first(sql`(${sql.join(pages, sql` union all `)}) as found`)
}

type Fragment = ReturnType<typeof sql>

export async function countEvents(tx: Tx, project: string, condition: Condition): Promise<number> {
  const { total } = await dynamic.one<{ total: number }>(
    tx,
    sql`select count(*) as total from audit_events where project = ${project} and ${auditConditionSql(condition)}`,
  )
  return total
}

/** Makes the partition of one month, if it is missing. Names and bounds come from our own clock, never from input. */
export async function createPartition(tx: Tx, name: string, from: string, to: string): Promise<void> {
  await dynamic.run(
    tx,
    sql`create table if not exists ${sql.table(name)} partition of audit_events for values
      from (${sql.lit(from)}) to (${sql.lit(to)})`,
  )
  await revokeChanges(tx, name)
  await dynamic.run(
    tx,
    sql`create or replace trigger no_truncate before truncate on ${sql.table(name)}
      for each statement execute function audit_is_append_only()`,
  )
}

/** Whether the default partition has events of a period. */
export const isInDefault = statement<[from: Date, end: Date], { found: number }>(
  'audit.is-in-default',
  (from, end) => sql`select 1 as found from audit_events_rest where at >= ${from} and at < ${end} limit 1`,
)

/** Serialises nodes that start together, or see a new month begin. */
export const lockPartitions = statement<[], { locked: string }>(
  'audit.lock-partitions',
  () => sql`select pg_advisory_xact_lock(hashtext('damson.audit-partitions'))::text as locked`,
)

export const partitions = statement<[], { name: string }>(
  'audit.partitions',
  () => sql`
    select c.relname as name
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_events'::regclass`,
)

/**
 * Audit tables whose owner, or any role, may change written events, for example after the restore of a dump without
 * grants. Reads the catalogue, because a superuser may do anything whatever is revoked.
 */
const unprotected = statement<[], { name: string }>(
  'audit.unprotected',
  () => sql`
    with audit as (
      select oid, relname, relacl, relowner from pg_class
      where oid in ('audit_events'::regclass, 'audit_chain'::regclass)
        or oid in (select inhrelid from pg_inherits where inhparent = 'audit_events'::regclass)
    ), granted as (
      select audit.relname, a.grantee, a.privilege_type
      from audit cross join lateral aclexplode(coalesce(relacl, acldefault('r', relowner))) a
      union all
      select audit.relname, a.grantee, a.privilege_type
      from audit join pg_attribute c on c.attrelid = audit.oid and c.attacl is not null
      cross join lateral aclexplode(c.attacl) a
    )
    select distinct relname as name from granted
    where privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
      and grantee in (0, (select oid from pg_roles where rolname = current_user))`,
)

/**
 * No role may change written events, not even the tables' owner. Revokes only where needed: a `revoke` changes the
 * catalogue even if there is nothing to revoke, and every node must then prepare its audit statements again.
 */
export async function protect(tx: Tx): Promise<void> {
  for (const { name } of await unprotected.rows(tx)) await revokeChanges(tx, name)
}

async function revokeChanges(tx: Tx, name: string): Promise<void> {
  await dynamic.run(tx, sql`revoke update, delete, truncate on ${sql.table(name)} from public, current_user`)
}
