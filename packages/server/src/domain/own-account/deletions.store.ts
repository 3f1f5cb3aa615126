import { sql, statement, statementByNames } from '#base/db'

export interface DeletionRow {
  readonly userId: string
  readonly dueAt: Date
  readonly language: string
  readonly issuerProject: string | null
}

const DELETION = sql.raw(
  'user_id::text as "userId", due_at as "dueAt", language, issuer_project::text as "issuerProject"',
)

/** Asked for again, it stays due when it was. */
export const insertDeletion = statementByNames<
  { userId: string; now: Date; dueAt: Date; language: string; issuerProject: string | null },
  { userId: string }
>(
  'account-deletions.insert',
  ({ userId, now, dueAt, language, issuerProject }) => sql`
    insert into account_deletions (user_id, asked_at, due_at, language, issuer_project)
    values (${userId}, ${now}, ${dueAt}, ${language}, ${issuerProject})
    on conflict (user_id) do nothing
    returning user_id::text as "userId"`,
)

export const deletionOf = statement<[userId: string], DeletionRow>(
  'account-deletions.of-user',
  (userId) => sql`select ${DELETION} from account_deletions where user_id = ${userId}`,
)

export const dropDeletion = statement<[userId: string], { userId: string }>(
  'account-deletions.drop',
  (userId) => sql`delete from account_deletions where user_id = ${userId} returning user_id::text as "userId"`,
)

/**
 * The earlier addresses of an account that can still undo its changes of address. Reads the table of
 * `domain/email-changes`.
 */
export const undoingAddresses = statement<[userId: string, now: Date], { email: string }>(
  'account-deletions.undoing-addresses',
  (userId, now) => sql`
    select distinct old_email as email from email_changes
    where user_id = ${userId} and old_email is not null and confirmed_at is not null and undone_at is null
      and undo_until > ${now}`,
)

export const dueDeletions = statement<[now: Date, limit: number], DeletionRow>(
  'account-deletions.due',
  (now, limit) => sql`
    select ${DELETION} from account_deletions where due_at <= ${now} order by due_at limit ${limit}`,
)

/** Takes a deletion that is due: of two nodes, and of a person who keeps the account, one finds it. */
export const takeDue = statement<[userId: string, now: Date], { userId: string }>(
  'account-deletions.take',
  (userId, now) => sql`
    delete from account_deletions where user_id = ${userId} and due_at <= ${now} returning user_id::text as "userId"`,
)

/** After a restore, a deletion that was cancelled since would be due: its owner gets the time to cancel it again. */
export const postponeDeletions = statement<[dueAt: Date], never>(
  'account-deletions.postpone-all',
  (dueAt) => sql`update account_deletions set due_at = greatest(due_at, ${dueAt}::timestamptz)`,
)

/** Of two nodes, the one that is late moves nothing. */
export const postponeDeletion = statement<[userId: string, now: Date, dueAt: Date], never>(
  'account-deletions.postpone',
  (userId, now, dueAt) => sql`
    update account_deletions set due_at = ${dueAt} where user_id = ${userId} and due_at <= ${now}`,
)

/**
 * The projects that an account may not leave: nobody else there has the admin flag, or it is the emergency account. Also
 * reads the tables of `domain/memberships` and `domain/projects`.
 */
export const projectsWithoutOthers = statement<[userId: string], { project: string }>(
  'account-deletions.projects-without-others',
  (userId) => sql`
    select m.project::text as project
    from memberships m join projects p on p.id = m.project and p.active
    where m.user_id = ${userId} and m.user_type = 'User' and m.active and (
      p.emergency_membership = m.id
      or m.admin and not exists (
        select 1 from memberships o join users u on u.id = o.user_id and u.active and u.password_hash is not null
        where o.project = m.project and o.user_type = 'User' and o.admin and o.active and o.user_id <> m.user_id
          and not exists (select 1 from account_deletions d where d.user_id = o.user_id)
      )
    )
    order by m.project`,
)

/**
 * Makes the earliest other administrator the owner in the place of an owner who leaves, and returns their account. Without
 * one, only a suspended project loses its owner. Also reads the table of `domain/projects`.
 */
export const handOver = statement<[project: string, userId: string], { userId: string; owner: boolean }>(
  'account-deletions.hand-over',
  (project, userId) => sql`
    with next as (
      select o.id from memberships o join users u on u.id = o.user_id and u.active
      where o.project = ${project} and o.user_type = 'User' and o.admin and o.active and o.user_id <> ${userId}
      order by o.invited_at nulls first, o.id
      limit 1
    )
    update memberships m set owner = coalesce(m.id = (select id from next), false)
    where m.project = ${project} and (m.id = (select id from next) or m.user_id = ${userId} and m.user_type = 'User')
      and exists (
        select 1 from memberships l
        where l.project = ${project} and l.user_type = 'User' and l.user_id = ${userId} and l.owner
      )
      and (exists (select 1 from next) or exists (select 1 from projects p where p.id = ${project} and not p.active))
    returning m.user_id::text as "userId", m.owner`,
)

/** Empties an account: the row stays, because the audit and the record name it by its id. */
export const emptyUser = statement<[userId: string], never>(
  'account-deletions.empty-user',
  (userId) => sql`
    update users
    set email = null, email_proven_at = null, password_hash = null, password_key_version = null,
      password_changed_at = null, password_listed_at = null, active = false, frozen_at = null
    where id = ${userId}`,
)

/** Everything else that belongs to the account alone. Also writes tables of other modules, each by its user's id. */
export const forgetParts = statement<[userId: string], never>(
  'account-deletions.forget-parts',
  (userId) => sql`
    with f as (delete from factors where user_id = ${userId}),
      r as (delete from recovery_codes where user_id = ${userId}),
      c as (delete from mailed_codes where user_id = ${userId}),
      p as (delete from passkeys where user_id = ${userId}),
      a as (delete from passkey_accounts where user_id = ${userId}),
      i as (delete from imported_passwords where user_id = ${userId}),
      e as (delete from email_changes where user_id = ${userId}),
      n as (delete from sign_in_numbers where user_id = ${userId})
    delete from one_time_links where user_id = ${userId}`,
)

/** The earlier versions of the account's resource have the person's name and address. */
export const forgetVersions = statement<[project: string, id: string], never>(
  'account-deletions.forget-versions',
  (project, id) => sql`
    delete from resource_history where project = ${project} and type = 'User' and id = ${id}`,
)
