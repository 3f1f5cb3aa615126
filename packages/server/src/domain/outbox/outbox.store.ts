import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** `kept`: in this server's inbox, instead of being sent. */
export type OutboxState = 'waiting' | 'accepted' | 'kept' | 'refused' | 'expired'

export interface KeptMail {
  readonly id: string
  readonly project: string
  readonly kind: string
  readonly about: string | null
  readonly isDecoy: boolean
  readonly sealedTo: string
  readonly sealedBody: string
  readonly now: Date
  readonly dueAt: Date
  readonly expiresAt: Date
}

export const insertMail = statementByNames<KeptMail & { readonly attempts: number }, never>(
  'outbox.insert',
  ({ id, project, kind, about, isDecoy, sealedTo, sealedBody, attempts, now, dueAt, expiresAt }) => sql`
    insert into outbox (id, project, kind, about, state, is_decoy, sealed_to, sealed_body, attempts, created_at, due_at,
      expires_at)
    values (${id}, ${project}, ${kind}, ${about}, 'waiting', ${isDecoy}, ${sealedTo}, ${sealedBody}, ${attempts}, ${now},
      ${dueAt}, ${expiresAt})`,
)

/** An e-mail for this node to send now. */
export interface TakenMail {
  readonly id: string
  readonly project: string
  readonly isDecoy: boolean
  readonly sealedBody: string
  readonly attempts: number
}

/**
 * Takes some due e-mails, those that expire first: a code is not held up by many invitations. Until `retryAt` they belong
 * to this node; if it dies, they are due again then.
 */
export const takeDue = statementByNames<{ now: Date; retryAt: Date; limit: number }, TakenMail>(
  'outbox.take-due',
  ({ now, retryAt, limit }) => sql`
    update outbox o
    set attempts = o.attempts + 1, due_at = ${retryAt}
    from (
      select d.id, d.project from outbox d
      where d.state = 'waiting' and d.due_at <= ${now} and d.expires_at > ${now} and d.sealed_body is not null
      order by d.expires_at, d.due_at
      limit ${limit}
      for update skip locked
    ) due
    where o.id = due.id and o.project = due.project
    returning o.id::text as id, o.project::text as project, o.is_decoy as "isDecoy", o.sealed_body as "sealedBody",
      o.attempts`,
)

/**
 * Once the mail server or the inbox has it, the text is nobody's here any more. What stands for an e-mail to nobody is
 * forgotten at the next upkeep: strangers choose how many there are, and whose addresses.
 */
export const noteDelivered = statementByNames<
  { project: string; id: string; state: 'accepted' | 'kept'; now: Date },
  never
>(
  'outbox.delivered',
  ({ project, id, state, now }) => sql`
    update outbox set state = ${state}, problem = null, sealed_body = null,
      settled_at = case when is_decoy then 'epoch' else ${now}::timestamptz end
    where project = ${project} and id = ${id}`,
)

/** The text stays until it expires, so that an administrator can have it sent again. */
export const noteRefused = statementByNames<{ project: string; id: string; problem: string; now: Date }, never>(
  'outbox.refused',
  ({ project, id, problem, now }) => sql`
    update outbox set state = 'refused', problem = ${problem}, settled_at = ${now}
    where project = ${project} and id = ${id} and state = 'waiting'`,
)

export const postpone = statementByNames<{ project: string; id: string; problem: string; dueAt: Date }, never>(
  'outbox.postpone',
  ({ project, id, problem, dueAt }) => sql`
    update outbox set problem = ${problem}, due_at = ${dueAt}
    where project = ${project} and id = ${id} and state = 'waiting'`,
)

/** Drops the texts of all e-mails: after a restore they were sent long ago, or their links have ended. */
export const expireAllMails = statement<[now: Date], never>(
  'outbox.expire-all',
  (now) => sql`
    update outbox set sealed_body = null, settled_at = coalesce(settled_at, ${now}),
      state = case state when 'waiting' then 'expired' else state end
    where sealed_body is not null`,
)

/** Drops the texts of e-mails that are of no use any more. */
export const expireMails = statement<[now: Date, limit: number], { state: OutboxState }>(
  'outbox.expire',
  (now, limit) => sql`
    update outbox set sealed_body = null, settled_at = coalesce(settled_at, ${now}),
      state = case state when 'waiting' then 'expired' else state end
    where ctid = any(array(
      select o.ctid from outbox o where o.sealed_body is not null and o.expires_at <= ${now}
      order by o.expires_at limit ${limit} for update skip locked
    ))
    returning state`,
)

/** An e-mail as administrators see it. */
export interface OutboxRow {
  readonly id: string
  readonly kind: string
  readonly about: string | null
  readonly state: OutboxState
  readonly sealedTo: string
  readonly attempts: number
  readonly problem: string | null
  readonly createdAt: Date
  readonly dueAt: Date
  readonly expiresAt: Date
  readonly settledAt: Date | null
}

const SHOWN = sql.raw(`id::text as id, kind, about, state, sealed_to as "sealedTo", attempts, problem,
  created_at as "createdAt", due_at as "dueAt", expires_at as "expiresAt", settled_at as "settledAt"`)

/** The newest of a project before the given one, of one state or of all. */
export const mailsOfProject = statementByNames<
  { project: string; state: OutboxState | null; before: Date; beforeId: string; limit: number },
  OutboxRow
>(
  'outbox.of-project',
  ({ project, state, before, beforeId, limit }) => sql`
    select ${SHOWN} from outbox
    where project = ${project} and not is_decoy and (created_at, id) < (${before}::timestamptz, ${beforeId}::uuid)
      and (${state}::text is null or state = ${state}::text)
    order by created_at desc, id desc
    limit ${limit}`,
)

export const mailOfProject = statement<[project: string, id: string], OutboxRow>(
  'outbox.one',
  (project, id) => sql`select ${SHOWN} from outbox where project = ${project} and id = ${id} and not is_decoy`,
)

/** Makes an e-mail due at once that is still here. Nothing is found if it was accepted, has expired, or is another's. */
export const makeDue = statement<[project: string, id: string, now: Date], { id: string }>(
  'outbox.make-due',
  (project, id, now) => sql`
    update outbox set state = 'waiting', settled_at = null, due_at = ${now}
    where project = ${project} and id = ${id} and not is_decoy and state in ('waiting', 'refused')
      and sealed_body is not null and expires_at > ${now}
    returning id::text as id`,
)

/** What was sealed with another key version than the given one. */
export const outdatedMails = statement<
  [keyVersion: string],
  { id: string; project: string; sealedTo: string; sealedBody: string | null }
>(
  'outbox.outdated',
  (keyVersion) => sql`
    select id::text as id, project::text as project, sealed_to as "sealedTo", sealed_body as "sealedBody" from outbox
    where not starts_with(sealed_to, ${keyVersion}) or (sealed_body is not null and not starts_with(sealed_body, ${keyVersion}))
    limit 50`,
)

/** Leaves a text that was sent meanwhile away. */
export const resealMail = statementByNames<
  { project: string; id: string; sealedTo: string; sealedBody: string | null },
  never
>(
  'outbox.reseal',
  ({ project, id, sealedTo, sealedBody }) => sql`
    update outbox set sealed_to = ${sealedTo},
      sealed_body = case when sealed_body is null then null else ${sealedBody}::text end
    where project = ${project} and id = ${id}`,
)

export const forgetMails = forgetStatement('outbox.forget', {
  table: 'outbox',
  by: 'settled_at',
  due: (before) => sql`o.settled_at < ${before}`,
})
