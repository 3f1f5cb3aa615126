import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface EmailChangeRow {
  readonly id: string
  readonly userId: string
  readonly oldEmail: string | null
  readonly newEmail: string
  readonly askedBy: string | null
  readonly telecomProject: string | null
  readonly createdAt: Date
  readonly undoHash: string | null
  readonly undoKeyVersion: string | null
}

const CHANGE = sql.raw(
  'id::text as id, user_id::text as "userId", old_email as "oldEmail", new_email as "newEmail", asked_by as "askedBy", ' +
    'telecom_project::text as "telecomProject", created_at as "createdAt", undo_hash as "undoHash", ' +
    'undo_key_version as "undoKeyVersion"',
)

export const insertChange = statementByNames<
  {
    id: string
    userId: string
    oldEmail: string | null
    newEmail: string
    askedBy: string | null
    telecomProject: string | null
    now: Date
    expiresAt: Date
  },
  never
>(
  'email-changes.insert',
  ({ id, userId, oldEmail, newEmail, askedBy, telecomProject, now, expiresAt }) => sql`
    insert into email_changes
      (id, user_id, old_email, new_email, asked_by, telecom_project, created_at, expires_at)
    values (${id}, ${userId}, ${oldEmail}, ${newEmail}, ${askedBy}, ${telecomProject}, ${now}, ${expiresAt})`,
)

/** A person has one change under way. */
export const dropPending = statement<[userId: string], never>(
  'email-changes.drop-pending',
  (userId) => sql`delete from email_changes where user_id = ${userId} and confirmed_at is null`,
)

export const pendingChange = statement<[userId: string, now: Date], EmailChangeRow>(
  'email-changes.pending',
  (userId, now) => sql`
    select ${CHANGE} from email_changes
    where user_id = ${userId} and confirmed_at is null and undone_at is null and expires_at > ${now}
    order by created_at desc
    limit 1`,
)

/** Whether a provider signs a person in because it says that the account's address is theirs. */
export const providerConfirms = statement<[userId: string], { isConfirmed: boolean }>(
  'email-changes.provider-confirms',
  (userId) => sql`
    select exists (
      select 1 from identities where user_id = ${userId} and how in ('email', 'created')
    ) as "isConfirmed"`,
)

/**
 * Confirms a change: of two confirmations, one finds it open. This is the single-use gate. `oldEmail`: the address that can
 * undo it; null if there is none that anybody confirmed.
 */
export const confirmChange = statementByNames<
  {
    id: string
    userId: string
    oldEmail: string | null
    now: Date
    undoHash: string
    undoKeyVersion: string
    undoUntil: Date
  },
  { id: string }
>(
  'email-changes.confirm',
  ({ id, userId, oldEmail, now, undoHash, undoKeyVersion, undoUntil }) => sql`
    update email_changes
    set confirmed_at = ${now}::timestamptz, old_email = ${oldEmail}::text, undo_hash = ${undoHash},
      undo_key_version = ${undoKeyVersion}, undo_until = ${undoUntil}
    where id = ${id} and user_id = ${userId} and confirmed_at is null and undone_at is null
      and expires_at > ${now}::timestamptz
    returning id::text as id`,
)

/** A change that can still be undone. */
export const undoableChange = statement<[id: string, now: Date], EmailChangeRow & { undoUntil: Date }>(
  'email-changes.undoable',
  (id, now) => sql`
    select ${CHANGE}, undo_until as "undoUntil" from email_changes
    where id = ${id} and confirmed_at is not null and undone_at is null and undo_until > ${now}`,
)

/** Whether whoever had an earlier address of an account can still get it back. */
export const undoIsOpen = statement<[userId: string, now: Date], { isOpen: boolean }>(
  'email-changes.undo-is-open',
  (userId, now) => sql`
    select exists (
      select 1 from email_changes
      where user_id = ${userId}::uuid and old_email is not null and confirmed_at is not null and undone_at is null
        and undo_until > ${now}::timestamptz
    ) as "isOpen"`,
)

/** Undoes a change: of two tries, one finds it not undone. This is the single-use gate. */
export const undoChange = statement<[now: Date, id: string], { id: string }>(
  'email-changes.undo',
  (now, id) => sql`
    update email_changes set undone_at = ${now}::timestamptz
    where id = ${id} and confirmed_at is not null and undone_at is null and undo_until > ${now}::timestamptz
    returning id::text as id`,
)

/** What came after an undone change is void: whoever changed the address may have changed it again. */
export const voidLaterChanges = statement<[now: Date, userId: string, since: Date], never>(
  'email-changes.void-later',
  (now, userId, since) => sql`
    update email_changes set undone_at = ${now}
    where user_id = ${userId} and undone_at is null and created_at >= ${since}`,
)

/** Ends all that can be confirmed or undone: after a restore, links that were used would work again. */
export const endAllEmailChanges = statement<[now: Date], never>(
  'email-changes.end-all',
  (now) => sql`
    update email_changes set expires_at = least(expires_at, ${now}::timestamptz), undo_until = ${now}::timestamptz
    where expires_at > ${now}::timestamptz or undo_until > ${now}::timestamptz`,
)

/** The same of one account. */
export const endEmailChangesOf = statement<[now: Date, userId: string], never>(
  'email-changes.end-of-user',
  (now, userId) => sql`
    update email_changes set expires_at = least(expires_at, ${now}::timestamptz), undo_until = ${now}::timestamptz
    where user_id = ${userId} and (expires_at > ${now}::timestamptz or undo_until > ${now}::timestamptz)`,
)

/** Long enough to undo a change, and to read about it later. */
export const forgetEmailChanges = forgetStatement('email-changes.forget', {
  table: 'email_changes',
  by: 'created_at',
  due: (before) => sql`created_at < ${before}`,
})
