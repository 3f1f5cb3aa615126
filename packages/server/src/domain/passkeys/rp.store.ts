import { sql, statement } from '#base/db'

export interface FixedRow {
  readonly rpId: string
  readonly origins: readonly string[]
}

/** The host that passkeys are bound to, once there is one. */
export const fixedRp = statement<[], FixedRow>(
  'passkeys.rp',
  () => sql`select rp_id as "rpId", origins from passkey_rp`,
)

/** Fixes the host with the first passkey; returns the one that is fixed. */
export const fixRp = statement<[rpId: string, now: Date], { rpId: string }>(
  'passkeys.fix-rp',
  (rpId, now) => sql`
    insert into passkey_rp (rp_id, origins, fixed_at) values (${rpId}, '{}', ${now})
    on conflict (fixed) do update set rp_id = passkey_rp.rp_id
    returning rp_id as "rpId"`,
)

export const noteOrigin = statement<[origin: string], never>(
  'passkeys.note-origin',
  (origin) => sql`
    update passkey_rp set origins = array_append(origins, ${origin}) where not ${origin}::text = any(origins)`,
)

export const releaseRp = statement<[rpId: string], never>(
  'passkeys.release-rp',
  (rpId) => sql`delete from passkey_rp where rp_id = ${rpId} and not exists (select 1 from passkeys)`,
)

export const countPasskeys = statement<[], { count: number }>(
  'passkeys.count',
  () => sql`select count(*)::integer as count from passkeys`,
)

/** Ends some passkeys, and tells whose they were. */
export const deleteSome = statement<[limit: number], { id: string; userId: string; project: string }>(
  'passkeys.delete-some',
  (limit) => sql`
    delete from passkeys p using users u
    where u.id = p.user_id and p.id in (select id from passkeys order by id limit ${limit})
    returning p.id::text as id, p.user_id::text as "userId", u.project::text as project`,
)
