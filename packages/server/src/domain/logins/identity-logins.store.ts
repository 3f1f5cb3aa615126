import { sql, statement } from '#base/db'

/** Ends what was signed in by one link to an identity provider's person: the sign-ins in browsers, and what hangs on them. */
export const revokeOfIdentity = statement<
  [now: Date, why: string, identityId: string],
  { id: string; isRoot: boolean }
>(
  'logins.revoke-of-identity',
  (now, why, identityId) => sql`
    with roots as (
      update login_roots set revoked_at = ${now}, revoked_why = ${why}
      where identity_id = ${identityId} and revoked_at is null
      returning id
    ), children as (
      update logins set revoked_at = ${now}, revoked_why = ${why}
      where identity_id = ${identityId} and revoked_at is null
      returning id
    )
    select id::text as id, true as "isRoot" from roots
    union all
    select id::text as id, false as "isRoot" from children`,
)

export const rootProvider = statement<[rootId: string], { providerKey: string | null }>(
  'roots.provider',
  (rootId) => sql`select provider_key as "providerKey" from login_roots where id = ${rootId}`,
)
