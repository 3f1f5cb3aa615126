import { sql, statement } from '#base/db'

export interface UserRow {
  readonly id: string
  /** The system project for server-wide users. */
  readonly project: string
  readonly email: string | null
  readonly emailProvenAt: Date | null
  readonly passwordHash: string | null
  readonly passwordKeyVersion: string | null
  readonly active: boolean
}

const COLUMNS = sql.raw(
  'id::text as id, project::text as project, email, email_proven_at as "emailProvenAt", password_hash as "passwordHash", password_key_version as "passwordKeyVersion", active',
)

export const insertUser = statement<
  [id: string, project: string, email: string | null, provenAt: Date | null, active: boolean],
  never
>(
  'users.insert',
  (id, project, email, provenAt, active) => sql`
    insert into users (id, project, email, email_proven_at, active)
    values (${id}, ${project}, ${email}, ${provenAt}, ${active})`,
)

/** The account under a proven address: that of the given project first, else the server-wide one. */
export const userByEmail = statement<[email: string, project: string, systemProject: string], UserRow>(
  'users.by-email',
  (email, project, systemProject) => sql`
    select ${COLUMNS} from users
    where email = ${email} and email_proven_at is not null and project in (${project}::uuid, ${systemProject}::uuid)
    order by project = ${systemProject}::uuid
    limit 1`,
)

export const userById = statement<[id: string], UserRow>(
  'users.by-id',
  (id) => sql`select ${COLUMNS} from users where id = ${id}`,
)

export const putPassword = statement<[hash: string, keyVersion: string, now: Date, id: string], never>(
  'users.put-password',
  (hash, keyVersion, now, id) => sql`
    update users set password_hash = ${hash}, password_key_version = ${keyVersion}, password_changed_at = ${now} where id = ${id}`,
)

/** Replaces a hash by another of the same password, unless the password was changed meanwhile. */
export const renewPassword = statement<[hash: string, keyVersion: string, id: string, earlier: string], never>(
  'users.renew-password',
  (hash, keyVersion, id, earlier) => sql`
    update users set password_hash = ${hash}, password_key_version = ${keyVersion}
    where id = ${id} and password_hash = ${earlier}`,
)

/** Lets those who prove one address go one after the other, until their transactions end. */
export const lockAddress = statement<[email: string, project: string], { locked: string }>(
  'users.lock-address',
  (email, project) => sql`
    select pg_advisory_xact_lock(hashtextextended(${email}::text, hashtextextended(${project}::text, 0)))::text as locked`,
)

export const markProven = statement<[now: Date, id: string], never>(
  'users.mark-proven',
  (now, id) => sql`update users set email_proven_at = coalesce(email_proven_at, ${now}) where id = ${id}`,
)

export const provenHolder = statement<[email: string, project: string], UserRow>(
  'users.proven-holder',
  (email, project) => sql`
    select ${COLUMNS} from users where email = ${email} and project = ${project} and email_proven_at is not null`,
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
  'id::text as id, user_id::text as "userId", kind, secret_hash as "secretHash", key_version as "keyVersion", expires_at as "expiresAt", used_at as "usedAt"',
)

/** A new link makes the older ones of its kind useless. */
export const supersedeLinks = statement<[now: Date, userId: string, kind: string], never>(
  'links.supersede',
  (now, userId, kind) => sql`
    update one_time_links set used_at = ${now} where user_id = ${userId} and kind = ${kind} and used_at is null`,
)

/** Makes every link that a person was mailed useless: once there is a password, an older letter sets no other. */
export const useLinksOf = statement<[now: Date, userId: string], never>(
  'links.use-of-user',
  (now, userId) => sql`update one_time_links set used_at = ${now} where user_id = ${userId} and used_at is null`,
)

export const insertLink = statement<
  [id: string, userId: string, kind: string, hash: string, keyVersion: string, now: Date, expiresAt: Date],
  never
>(
  'links.insert',
  (id, userId, kind, hash, keyVersion, now, expiresAt) => sql`
    insert into one_time_links (id, user_id, kind, secret_hash, key_version, created_at, expires_at)
    values (${id}, ${userId}, ${kind}, ${hash}, ${keyVersion}, ${now}, ${expiresAt})`,
)

export const linkById = statement<[id: string], LinkRow>(
  'links.by-id',
  (id) => sql`select ${LINK} from one_time_links where id = ${id}`,
)

/** Uses the link: of two who come at once, one finds it unused. This is the single-use gate. */
export const useLink = statement<[now: Date, id: string], { userId: string }>(
  'links.use',
  (now, id) => sql`
    update one_time_links
    set used_at = ${now}
    where id = ${id} and used_at is null and expires_at > ${now}
    returning user_id::text as "userId"`,
)

/** Makes every mailed link useless: after a restore, used ones would work again. */
export const useAllLinks = statement<[now: Date], never>(
  'links.use-all',
  (now) => sql`update one_time_links set used_at = ${now} where used_at is null`,
)
