import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface UserRow {
  readonly id: string
  /** The system project for server-wide users. */
  readonly project: string
  readonly email: string | null
  readonly emailProvenAt: Date | null
  readonly passwordHash: string | null
  readonly passwordKeyVersion: string | null
  /** The other system's hash scheme, if `passwordHash` is over that system's hash. */
  readonly passwordScheme: string | null
  readonly passwordSalt: string | null
  /** When the person chose the password; null for imported ones. */
  readonly passwordChangedAt: Date | null
  /** It was found on the list of common passwords. */
  readonly isPasswordListed: boolean
  /** It is shorter than one that stands alone. */
  readonly isPasswordShort: boolean
  readonly active: boolean
  /** The language that they sign in in; null until they have. */
  readonly language: string | null
}

/** For accounts `u`, with their imported passwords as `i`; see `accounts`. */
export const accountColumns = sql.raw(
  'u.id::text as id, u.project::text as project, u.email, u.email_proven_at as "emailProvenAt", ' +
    'coalesce(u.password_hash, i.password_hash) as "passwordHash", ' +
    'coalesce(u.password_key_version, i.key_version) as "passwordKeyVersion", ' +
    'i.scheme as "passwordScheme", i.salt as "passwordSalt", ' +
    'u.password_changed_at as "passwordChangedAt", u.password_listed_at is not null as "isPasswordListed", ' +
    'u.password_short as "isPasswordShort", u.active, u.language',
)

/** Accounts, each with its imported password if it has no password of ours. */
export const accounts = sql.raw(
  'users u left join imported_passwords i on i.user_id = u.id and u.password_hash is null',
)

export const insertUser = statementByNames<
  { id: string; project: string; email: string | null; provenAt: Date | null; active: boolean },
  never
>(
  'users.insert',
  ({ id, project, email, provenAt, active }) => sql`
    insert into users (id, project, email, email_proven_at, active)
    values (${id}, ${project}, ${email}, ${provenAt}, ${active})`,
)

export const putMfaRequired = statement<[isRequired: boolean, id: string], never>(
  'users.put-mfa-required',
  (isRequired, id) => sql`update users set mfa_required = ${isRequired} where id = ${id}`,
)

/** The account with a proven address: the given project's first, else the server-wide one. */
export const userByEmail = statement<[email: string, project: string, systemProject: string], UserRow>(
  'users.by-email',
  (email, project, systemProject) => sql`
    select ${accountColumns} from ${accounts}
    where u.email = ${email} and u.email_proven_at is not null and u.project in (${project}::uuid, ${systemProject}::uuid)
    order by u.project = ${systemProject}::uuid
    limit 1`,
)

export const userById = statement<[id: string], UserRow>(
  'users.by-id',
  (id) => sql`select ${accountColumns} from ${accounts} where u.id = ${id}`,
)

/** The same, locked until the transaction ends, so that its password doesn't change meanwhile. */
export const holdUser = statement<[id: string], UserRow>(
  'users.hold',
  (id) => sql`select ${accountColumns} from ${accounts} where u.id = ${id} for update of u`,
)

/**
 * Whether somebody can open an account whose address is not proven: by their number, a second factor, a passkey, or a provider
 * that did not go by the address. Then a mailbox must not open it. `isUsed`: or by any provider; then no mailbox but that of the
 * address by which the provider goes. Also reads the tables of `domain/factors`, `domain/passkeys` and `domain/identities`.
 */
export const openedOtherwise = statement<[id: string], { isOpened: boolean; isUsed: boolean }>(
  'users.opened-otherwise',
  (id) => sql`
    select o.is_opened as "isOpened", o.is_opened or exists (
        select 1 from identities i where i.user_id = ${id}::uuid and i.last_used_at is not null
      ) as "isUsed"
    from (
      select exists (select 1 from sign_in_numbers n where n.user_id = ${id}::uuid)
        or exists (select 1 from factors f where f.user_id = ${id}::uuid and f.confirmed_at is not null)
        or exists (select 1 from passkeys k where k.user_id = ${id}::uuid)
        or exists (
          select 1 from identities i where i.user_id = ${id}::uuid and i.how <> 'email' and i.last_used_at is not null
        ) as is_opened
    ) o`,
)

/** Serialises proofs of one address until their transactions end. */
export const lockAddress = statement<[email: string, project: string], { locked: string }>(
  'users.lock-address',
  (email, project) => sql`
    select pg_advisory_xact_lock(hashtextextended(${email}::text, hashtextextended(${project}::text, 0)))::text as locked`,
)

/** Remembers the language of a person's pages, for e-mails to them. */
export const noteLanguage = statement<[language: string, id: string], never>(
  'users.note-language',
  (language, id) =>
    sql`update users set language = ${language} where id = ${id} and language is distinct from ${language}`,
)

/** Whoever has a proven address signs in with it, and no more with a number (`numbers.store.ts`). */
export const markProven = statement<[now: Date, id: string], never>(
  'users.mark-proven',
  (now, id) => sql`
    with replaced as (delete from sign_in_numbers where user_id = ${id})
    update users set email_proven_at = coalesce(email_proven_at, ${now}), email_vouched = false where id = ${id}`,
)

/** Whoever imported an account says that its address is proven. */
export const vouchForAddress = statement<[id: string], never>(
  'users.vouch',
  (id) => sql`update users set email_vouched = true where id = ${id} and email_proven_at is not null`,
)

/** Its person has confirmed an address for which others had vouched. */
export const confirmVouched = statement<[id: string], never>(
  'users.confirm-vouched',
  (id) => sql`update users set email_vouched = false where id = ${id} and email_vouched`,
)

/** Whether an address counts as proven by the word of whoever imported the account alone. */
export const isVouched = statement<[id: string], { isVouched: boolean }>(
  'users.is-vouched',
  (id) => sql`select email_vouched as "isVouched" from users where id = ${id}`,
)

export const putEmailOf = statementByNames<{ id: string; email: string | null; provenAt: Date | null }, never>(
  'users.put-email',
  ({ id, email, provenAt }) => sql`
    with replaced as (delete from sign_in_numbers where user_id = ${id} and ${provenAt}::timestamptz is not null)
    update users
    set email = ${email}, email_proven_at = ${provenAt}, email_vouched = false, password_mailed = false
    where id = ${id}`,
)

export const moveUser = statement<[project: string, id: string], never>(
  'users.move',
  (project, id) => sql`update users set project = ${project} where id = ${id}`,
)

/** Turns an account off until its owner chooses a new password. */
export const freezeUser = statement<[now: Date, id: string], never>(
  'users.freeze',
  (now, id) => sql`update users set active = false, frozen_at = ${now} where id = ${id}`,
)

/** Turns an account on that was frozen; one that is off for another reason stays so. */
export const thawUser = statement<[id: string], never>(
  'users.thaw',
  (id) => sql`update users set active = true, frozen_at = null where id = ${id} and frozen_at is not null`,
)

export const provenHolder = statement<[email: string, project: string], UserRow>(
  'users.proven-holder',
  (email, project) => sql`
    select ${accountColumns} from ${accounts} where u.email = ${email} and u.project = ${project}
      and u.email_proven_at is not null`,
)

export interface LinkRow {
  readonly id: string
  readonly userId: string
  readonly kind: string
  readonly secretHash: string
  readonly keyVersion: string
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

const LINK = sql.raw(
  'id::text as id, user_id::text as "userId", kind, secret_hash as "secretHash", key_version as "keyVersion", ' +
    'expires_at as "expiresAt", used_at as "usedAt"',
)

/** Serialises the making of one person's links until their transactions end. */
export const lockLinks = statement<[userId: string], { locked: string }>(
  'links.lock',
  (userId) => sql`select pg_advisory_xact_lock(hashtextextended(${userId}::text, 31))::text as locked`,
)

/** A new link makes the older ones of its kind useless. */
export const supersedeLinks = statement<[now: Date, userId: string, kind: string], never>(
  'links.supersede',
  (now, userId, kind) => sql`
    update one_time_links set used_at = ${now} where user_id = ${userId} and kind = ${kind} and used_at is null`,
)

/** Makes all of a person's links useless: after a password is set, an older e-mail must not set another. */
export const useLinksOf = statement<[now: Date, userId: string], never>(
  'links.use-of-user',
  (now, userId) => sql`update one_time_links set used_at = ${now} where user_id = ${userId} and used_at is null`,
)

export const insertLink = statementByNames<
  { id: string; userId: string; kind: string; hash: string; keyVersion: string; now: Date; expiresAt: Date },
  never
>(
  'links.insert',
  ({ id, userId, kind, hash, keyVersion, now, expiresAt }) => sql`
    insert into one_time_links (id, user_id, kind, secret_hash, key_version, created_at, expires_at)
    values (${id}, ${userId}, ${kind}, ${hash}, ${keyVersion}, ${now}, ${expiresAt})`,
)

export const linkById = statement<[id: string], LinkRow>(
  'links.by-id',
  (id) => sql`select ${LINK} from one_time_links where id = ${id}`,
)

/** Uses the link: of two concurrent uses, one finds it unused. This is the single-use gate. */
export const useLink = statement<[now: Date, id: string], { userId: string }>(
  'links.use',
  (now, id) => sql`
    update one_time_links
    set used_at = ${now}
    where id = ${id} and used_at is null and expires_at > ${now}
    returning user_id::text as "userId"`,
)

/**
 * Deletes some old accounts from registrations whose address was never proven, and returns them. This is the gate: an
 * account with a membership, an identity, an open invitation, an import or a sign-in stays. Only a registration leaves a
 * password without a proven address: people who are invited, imported or vouched for prove the address when they choose a
 * password. Also reads the tables of `domain/memberships`, `domain/identities`, `domain/registration` and
 * `domain/logins`.
 */
export const forgetUnproven = statement<[before: Date, limit: number], { id: string; project: string }>(
  'users.forget-unproven',
  (before, limit) => sql`
    delete from users where id in (
      select u.id from users u
      where u.email_proven_at is null and u.password_hash is not null and u.password_changed_at <= ${before}
        and not exists (select 1 from memberships m where m.user_id = u.id)
        and not exists (select 1 from identities i where i.user_id = u.id)
        and not exists (select 1 from imported_passwords p where p.user_id = u.id)
        and not exists (select 1 from imported_people p where p.user_id = u.id)
        and not exists (select 1 from one_time_links l where l.user_id = u.id and l.kind = 'invite' and l.used_at is null)
        and not exists (select 1 from login_roots r where r.user_id = u.id and r.method <> 'registration')
        and not exists (select 1 from login_roots r join logins o on o.root_id = r.id
          where r.user_id = u.id and o.granted_at is not null)
      order by u.password_changed_at
      limit ${limit}
      for update of u skip locked
    )
    returning id::text as id, project::text as project`,
)

export const deleteLinksOf = statement<[userId: string], never>(
  'links.delete-of-user',
  (userId) => sql`delete from one_time_links where user_id = ${userId}`,
)

/** Deletes some expired reset links, including those for addresses without an account. */
export const forgetResets = forgetStatement('links.forget-resets', {
  table: 'one_time_links',
  by: 'expires_at',
  due: (before) => sql`kind = 'reset' and expires_at < ${before}`,
})

/** Makes all links useless: after a restore, used ones would work again. */
export const useAllLinks = statement<[now: Date], never>(
  'links.use-all',
  (now) => sql`update one_time_links set used_at = ${now} where used_at is null`,
)
