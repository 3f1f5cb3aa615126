import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export type ChangeState = 'waiting' | 'approved' | 'done' | 'refused' | 'failed'

export interface PendingRow {
  readonly id: string
  readonly project: string
  readonly clientId: string
  readonly state: ChangeState
  readonly digest: string
  /** Empty once it was decided and carried out, or refused. */
  readonly sealed: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly decidedAt: Date | null
  /** Nobody refused it: its machine took it back. */
  readonly isWithdrawn: boolean
  readonly answer: string | null
}

const COLUMNS = sql.raw(`id::text as id, project::text as project, client_id::text as "clientId", state, digest, sealed,
  created_at as "createdAt", expires_at as "expiresAt", decided_at as "decidedAt",
  state = 'refused' and decided_by is null as "isWithdrawn", answer`)

/** How many wait in a project and of one machine, and whether administrators were told of one that waits since then. */
export const waitingIn = statementByNames<
  { project: string; clientId: string; now: Date; since: Date },
  { count: number; ofMachine: number; isTold: boolean }
>(
  'pending-changes.count',
  ({ project, clientId, now, since }) => sql`
    select count(*)::integer as count, count(*) filter (where client_id = ${clientId})::integer as "ofMachine",
      coalesce(bool_or(told and created_at > ${since}), false) as "isTold"
    from pending_changes
    where project = ${project} and state = 'waiting' and expires_at > ${now}`,
)

export const insertPending = statementByNames<
  {
    id: string
    project: string
    clientId: string
    digest: string
    sealed: string
    told: boolean
    now: Date
    expiresAt: Date
  },
  never
>(
  'pending-changes.insert',
  ({ id, project, clientId, digest, sealed, told, now, expiresAt }) => sql`
    insert into pending_changes (id, project, client_id, state, digest, sealed, told, created_at, expires_at)
    values (${id}, ${project}, ${clientId}, 'waiting', ${digest}, ${sealed}, ${told}, ${now}, ${expiresAt})`,
)

export const pendingChange = statement<[project: string, id: string], PendingRow>(
  'pending-changes.one',
  (project, id) => sql`select ${COLUMNS} from pending_changes where project = ${project} and id = ${id}`,
)

/** What an administrator can decide: also what was approved and never carried out, since its node stopped. */
export const decidableIn = statement<[project: string, now: Date, stuck: Date], PendingRow>(
  'pending-changes.decidable',
  (project, now, stuck) => sql`
    select ${COLUMNS} from pending_changes
    where project = ${project} and expires_at > ${now}
      and (state = 'waiting' or (state = 'approved' and decided_at < ${stuck}))
    order by created_at, id
    limit 100`,
)

/** The gate of the decision: of two administrators, one finds it. What was refused is not kept. */
export const decidePending = statementByNames<
  { project: string; id: string; state: 'approved' | 'refused'; userId: string; now: Date; stuck: Date },
  PendingRow
>(
  'pending-changes.decide',
  ({ project, id, state, userId, now, stuck }) => sql`
    update pending_changes
    set state = ${state}, decided_at = ${now}, decided_by = ${userId},
      sealed = case ${state} when 'refused' then '' else sealed end
    where project = ${project} and id = ${id} and expires_at > ${now}
      and (state = 'waiting' or (state = 'approved' and decided_at < ${stuck}))
    returning ${COLUMNS}`,
)

/** The same for the machine that asked, which takes it back: of that and an approval, one finds it. */
export const withdrawPending = statementByNames<
  { project: string; id: string; clientId: string; now: Date },
  PendingRow
>(
  'pending-changes.withdraw',
  ({ project, id, clientId, now }) => sql`
    update pending_changes set state = 'refused', decided_at = ${now}, decided_by = null, sealed = ''
    where project = ${project} and id = ${id} and client_id = ${clientId} and state = 'waiting' and expires_at > ${now}
    returning ${COLUMNS}`,
)

/** The gate of the change, in its transaction: an approval is used once. */
export const usePending = statement<[project: string, id: string], { id: string }>(
  'pending-changes.use',
  (project, id) => sql`
    update pending_changes set state = 'done'
    where project = ${project} and id = ${id} and state = 'approved'
    returning id::text as id`,
)

/**
 * What was made is not undone by an attempt that failed: two may have carried it out. The request is not kept: nobody makes
 * it again.
 */
export const finishPending = statementByNames<
  { project: string; id: string; state: 'done' | 'failed'; answer: string },
  never
>(
  'pending-changes.finish',
  ({ project, id, state, answer }) => sql`
    update pending_changes set state = ${state}, answer = ${answer}, sealed = ''
    where project = ${project} and id = ${id} and state in ('approved', 'done')
      and (state = 'approved' or ${state} = 'done')`,
)

/** Answers may hold a secret, and are for the machine that waits for them. */
export const dropAnswers = statement<[before: Date, limit: number], never>(
  'pending-changes.drop-answers',
  (before, limit) => sql`
    update pending_changes set answer = null
    where ctid = any(array(
      select o.ctid from pending_changes o where o.answer is not null and o.decided_at < ${before}
      order by o.decided_at limit ${limit} for update skip locked
    ))`,
)

/** What was sealed with another key version than the given one. */
export const outdatedChanges = statement<[keyVersion: string], Pick<PendingRow, 'id' | 'sealed' | 'answer'>>(
  'pending-changes.outdated',
  (keyVersion) => sql`
    select id::text as id, sealed, answer from pending_changes
    where (sealed <> '' and not starts_with(sealed, ${keyVersion}))
      or (answer is not null and not starts_with(answer, ${keyVersion}))
    limit 50`,
)

export const resealChange = statement<[sealed: string, answer: string | null, id: string], never>(
  'pending-changes.reseal',
  (sealed, answer, id) => sql`update pending_changes set sealed = ${sealed}, answer = ${answer} where id = ${id}`,
)

export const forgetPending = forgetStatement('pending-changes.forget', {
  table: 'pending_changes',
  by: 'created_at',
  due: (before) => sql`o.created_at < ${before}`,
})
