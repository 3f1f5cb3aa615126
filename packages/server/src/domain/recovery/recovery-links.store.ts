import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface LinkRow {
  readonly id: string
  readonly userId: string
  readonly purpose: 'email' | 'host'
  readonly secretHash: string
  readonly keyVersion: string
  readonly expiresAt: Date
  readonly usedAt: Date | null
}

export const insertRecoveryLink = statementByNames<
  { id: string; userId: string; purpose: 'email' | 'host'; hash: string; keyVersion: string; expiresAt: Date },
  never
>(
  'recovery-links.insert',
  ({ id, userId, purpose, hash, keyVersion, expiresAt }) => sql`
    insert into recovery_links (id, user_id, purpose, secret_hash, key_version, expires_at)
    values (${id}, ${userId}, ${purpose}, ${hash}, ${keyVersion}, ${expiresAt})`,
)

export const recoveryLinkById = statement<[id: string], LinkRow>(
  'recovery-links.by-id',
  (id) => sql`
    select id::text as id, user_id::text as "userId", purpose, secret_hash as "secretHash",
      key_version as "keyVersion", expires_at as "expiresAt", used_at as "usedAt"
    from recovery_links where id = ${id}`,
)

/** Uses the link: of two concurrent uses, one finds it unused. */
export const useRecoveryLink = statement<[now: Date, id: string], { userId: string }>(
  'recovery-links.use',
  (now, id) => sql`
    update recovery_links set used_at = ${now}::timestamptz
    where id = ${id} and used_at is null and expires_at > ${now}::timestamptz
    returning user_id::text as "userId"`,
)

/** A person's links are useless once their factors are new. */
export const useRecoveryLinksOf = statement<[now: Date, userId: string], never>(
  'recovery-links.use-of-user',
  (now, userId) => sql`
    update recovery_links set used_at = ${now}::timestamptz where user_id = ${userId} and used_at is null`,
)

/** Links on the host of which nobody was told. */
export const takeUntoldLinks = statement<[now: Date], { userId: string }>(
  'recovery-links.take-untold',
  (now) => sql`
    update recovery_links set told_at = ${now} where purpose = 'host' and told_at is null
    returning user_id::text as "userId"`,
)

/** An active administrator of the server, and how many others could confirm a recovery of theirs. */
export const serverAdministrator = statement<
  [email: string],
  { userId: string; project: string; hasFactor: boolean; others: number }
>(
  'recoveries.server-administrator',
  (email) => sql`
    select u.id::text as "userId", m.project::text as project,
      exists (select 1 from factors f where f.user_id = u.id and f.confirmed_at is not null)
        or exists (select 1 from passkeys k where k.user_id = u.id) as "hasFactor",
      (
        select count(distinct o.user_id)::integer
        from memberships o join users v on v.id = o.user_id and v.active and v.email_proven_at is not null
        where o.project = m.project and o.user_type = 'User' and o.admin and o.active and not o.invitation_open
          and o.user_id <> u.id and v.email is distinct from u.email
      ) as others
    from users u
    join memberships m on m.user_id = u.id and m.user_type = 'User' and m.admin and m.active
    join projects p on p.id = m.project and p.super_admin and p.active
    where u.email = ${email} and u.email_proven_at is not null and u.active
    order by u.project
    limit 1`,
)

export const forgetRecoveryLinks = forgetStatement('recovery-links.forget', {
  table: 'recovery_links',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
