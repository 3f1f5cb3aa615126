import { type PlaceholderFor, sql, statement, statementByNames, type Tx } from '#base/db'
import type { ChosenPassword } from './password-choice.ts'

const putPassword = statementByNames<
  { hash: string; keyVersion: string; isShort: boolean; isMailed: boolean; now: Date; id: string },
  never
>(
  'users.put-password',
  ({ hash, keyVersion, isShort, isMailed, now, id }) => sql`
    with gone as (delete from imported_passwords where user_id = ${id})
    update users set password_hash = ${hash}, password_key_version = ${keyVersion}, password_changed_at = ${now},
      password_listed_at = null, password_short = ${isShort}, password_mailed = password_mailed or ${isMailed}
    where id = ${id}`,
)

/**
 * Sets a password, and deletes an imported one. `isMailed`: with a link that was mailed to the account's address. One that
 * replaces such a password by that password counts as mailed too.
 */
export function storePassword(
  tx: Tx,
  { hash, keyVersion, isShort }: ChosenPassword,
  { id, now, isMailed = false }: { readonly id: string; readonly now: Date; readonly isMailed?: boolean },
): Promise<unknown> {
  return putPassword.run(tx, { hash, keyVersion, isShort, isMailed, now, id })
}

/**
 * Removes a password that others may know: an imported one, and any that was not chosen with a link to the account's address.
 * A sign-in with it that is under way ends, because it has changed.
 */
export const removeUnmailedPassword = statement<[now: Date, id: string], { id: string }>(
  'users.remove-unmailed-password',
  (now, id) => sql`
    with gone as (delete from imported_passwords where user_id = ${id} returning user_id)
    update users
    set password_hash = null, password_key_version = null, password_changed_at = ${now}, password_listed_at = null,
      password_short = false
    where id = ${id}
      and (exists (select 1 from gone) or (password_hash is not null and not password_mailed))
    returning id::text as id`,
)

/** Whether the owner of a listed password was last told so before then, or never. */
export const listedNoticeDue = statement<[id: string, before: Date], { due: boolean }>(
  'users.listed-notice-due',
  (id, before) => sql`
    select coalesce(password_listed_at < ${before}, true) as due from users where id = ${id}`,
)

/**
 * Notes that the owner is told now, unless the password was changed after it was compared; of two sign-ins at once, one
 * finds the notice due.
 */
export const noteListedPassword = statementByNames<
  { id: string; changedAt: Date | null; before: Date; now: Date },
  { id: string }
>(
  'users.note-listed-password',
  ({ id, changedAt, before, now }) => sql`
    update users set password_listed_at = ${now}
    where id = ${id} and password_changed_at is not distinct from ${changedAt}
      and coalesce(password_listed_at < ${before}, true)
    returning id::text as id`,
)

/** Replaces a hash, own or imported, by another of the same password, unless the password was changed meanwhile. */
export const renewPassword = statementByNames<{ hash: string; keyVersion: string; id: string; earlier: string }, never>(
  'users.renew-password',
  ({ hash, keyVersion, id, earlier }) => sql`
    with gone as (delete from imported_passwords where user_id = ${id} and password_hash = ${earlier} returning user_id)
    update users set password_hash = ${hash}, password_key_version = ${keyVersion}
    where id = ${id} and (password_hash = ${earlier} or (password_hash is null and exists (select 1 from gone)))`,
)

export const insertImportedPassword = statementByNames<
  { userId: string; project: string; scheme: string; salt: string; hash: string; keyVersion: string },
  never
>(
  'imported-passwords.insert',
  ({ userId, project, scheme, salt, hash, keyVersion }) => sql`
    insert into imported_passwords (user_id, project, scheme, salt, password_hash, key_version)
    values (${userId}, ${project}, ${scheme}, ${salt}, ${hash}, ${keyVersion})`,
)

const schemesOf = (project: PlaceholderFor<string>) => sql`
    with recursive found as (
      (select scheme from imported_passwords where project = ${project} order by scheme limit 1)
      union all
      select (
        select i.scheme from imported_passwords i
        where i.project = ${project} and i.scheme > f.scheme
        order by i.scheme
        limit 1
      )
      from found f
      where f.scheme is not null
    )
    select scheme from found where scheme is not null limit 32`

/** The schemes of the imported passwords of a project that have not been used yet; at most 32. */
export const schemesLeft = statement<[project: string], { scheme: string }>(
  'imported-passwords.schemes-left',
  schemesOf,
)

/** The same as an array, for a larger statement. */
export const schemesAsArray = (project: PlaceholderFor<string>) => sql`array(${schemesOf(project)})`

/** Serialises imports of a new scheme into a project, until their transactions end. */
export const lockSchemes = statement<[project: string], { locked: string }>(
  'imported-passwords.lock-schemes',
  (project) => sql`select pg_advisory_xact_lock(hashtextextended(${project}::text, 2))::text as locked`,
)
