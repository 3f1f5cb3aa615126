import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface NewJob {
  readonly id: string
  readonly project: string
  readonly botId: string
  readonly membershipId: string | null
  readonly clientId: string | null
  readonly actedFor: string | null
  readonly sealedRequest: string
  readonly now: Date
}

/** Keeps a job, unless as many of its project wait already as may, or they are as large. */
export const insertJob = statementByNames<
  NewJob & { readonly most: number; readonly mostBytes: number },
  { readonly id: string }
>(
  'bots.insert-job',
  ({ id, project, botId, membershipId, clientId, actedFor, sealedRequest, now, most, mostBytes }) => sql`
    insert into bot_jobs (id, project, bot_id, state, membership_id, client_id, acted_for, sealed_request, attempts,
      asked_at, due_at)
    select ${id}::uuid, ${project}::uuid, ${botId}::uuid, 'waiting', ${membershipId}::uuid, ${clientId}::uuid,
      ${actedFor}::uuid, ${sealedRequest}::text, 0, ${now}::timestamptz, ${now}::timestamptz
    where (
      select count(*) < ${most}::bigint and coalesce(sum(octet_length(w.sealed_request)), 0) < ${mostBytes}::bigint
      from (select sealed_request from bot_jobs where project = ${project} and state = 'waiting' limit ${most}) w
    )
    returning id::text as id`,
)

/** Whether a project keeps as many answers of jobs as it may, by their number or their size. */
export const answersAreFull = statement<
  [project: string, most: number, mostBytes: number],
  { readonly isFull: boolean }
>(
  'bots.answers-are-full',
  (project, most, mostBytes) => sql`
    select count(*) >= ${most}::bigint or coalesce(sum(octet_length(k.sealed_result)), 0) >= ${mostBytes}::bigint as "isFull"
    from (
      select sealed_result from bot_jobs where project = ${project} and sealed_result is not null limit ${most}
    ) k`,
)

/** A job for this node to run now. */
export interface TakenJob {
  readonly id: string
  readonly project: string
  readonly botId: string
  readonly sealedRequest: string
  readonly attempts: number
}

/**
 * Takes the job that has been due for the longest, of no project in `busy`. Until `leaseEnds` it is this node's; if it dies,
 * the job is due again then.
 */
export const takeJob = statementByNames<{ now: Date; leaseEnds: Date; busy: readonly string[] }, TakenJob>(
  'bots.take-job',
  ({ now, leaseEnds, busy }) => sql`
    update bot_jobs j
    set attempts = j.attempts + 1, due_at = ${leaseEnds}
    from (
      select d.id, d.project from bot_jobs d
      where d.state = 'waiting' and d.due_at <= ${now} and d.project <> all(${busy}::uuid[])
      order by d.due_at, d.id
      limit 1
      for update skip locked
    ) due
    where j.id = due.id and j.project = due.project
    returning j.id::text as id, j.project::text as project, j.bot_id::text as "botId",
      j.sealed_request as "sealedRequest", j.attempts`,
)

/** Ends a job, unless another node has taken it since or it was withdrawn. Without a result if nobody may ask for it. */
export const settleJob = statementByNames<
  { project: string; id: string; attempts: number; sealedResult: string | null; now: Date },
  { readonly id: string }
>(
  'bots.settle-job',
  ({ project, id, attempts, sealedResult, now }) => sql`
    update bot_jobs
    set state = 'done', sealed_request = null, sealed_result = ${sealedResult}, settled_at = ${now}
    where project = ${project} and id = ${id} and attempts = ${attempts} and state = 'waiting'
    returning id::text as id`,
)

/** Gives a job back: `attempts` says how often it has begun to run. */
export const postponeJob = statementByNames<
  { project: string; id: string; attempts: number; attempted: number; dueAt: Date },
  never
>(
  'bots.postpone-job',
  ({ project, id, attempts, attempted, dueAt }) => sql`
    update bot_jobs set attempts = ${attempted}, due_at = ${dueAt}
    where project = ${project} and id = ${id} and attempts = ${attempts} and state = 'waiting'`,
)

/** A job as its caller asks about it. */
export interface AskedJob {
  readonly id: string
  readonly botId: string
  readonly state: 'waiting' | 'done'
  readonly membershipId: string | null
  readonly clientId: string | null
  readonly actedFor: string | null
  readonly attempts: number
  readonly sealedResult: string | null
}

export const jobById = statement<[project: string, id: string], AskedJob>(
  'bots.job-by-id',
  (project, id) => sql`
    select id::text as id, bot_id::text as "botId", state, membership_id::text as "membershipId",
      client_id::text as "clientId", acted_for::text as "actedFor", attempts, sealed_result as "sealedResult"
    from bot_jobs
    where project = ${project} and id = ${id}`,
)

/** Forgets a job that has not begun, or has ended; nothing is found while it runs. */
export const withdrawJob = statement<[project: string, id: string], Pick<AskedJob, 'state'>>(
  'bots.withdraw-job',
  (project, id) => sql`
    delete from bot_jobs
    where project = ${project} and id = ${id} and (state = 'done' or attempts = 0)
    returning state`,
)

/** After a restore: what waited has been run long ago, or is of no use any more. */
export const dropWaitingJobs = statement<[], never>(
  'bots.drop-waiting-jobs',
  () => sql`delete from bot_jobs where state = 'waiting'`,
)

/** What was sealed with another key version than the given one. */
export const outdatedJobs = statement<
  [keyVersion: string],
  { id: string; project: string; sealedRequest: string | null; sealedResult: string | null }
>(
  'bots.outdated-jobs',
  (keyVersion) => sql`
    select id::text as id, project::text as project, sealed_request as "sealedRequest", sealed_result as "sealedResult"
    from bot_jobs
    where not starts_with(coalesce(sealed_result, sealed_request), ${keyVersion})
    limit 50`,
)

/** A job that has ended meanwhile stays as it is. */
export const resealJob = statementByNames<
  { project: string; id: string; before: string; sealedRequest: string | null; sealedResult: string | null },
  never
>(
  'bots.reseal-job',
  ({ project, id, before, sealedRequest, sealedResult }) => sql`
    update bot_jobs set sealed_request = ${sealedRequest}, sealed_result = ${sealedResult}
    where project = ${project} and id = ${id} and coalesce(sealed_result, sealed_request) = ${before}`,
)

export const forgetJobs = forgetStatement('bots.forget-jobs', {
  table: 'bot_jobs',
  by: 'settled_at',
  due: (before) => sql`o.settled_at < ${before}`,
})
