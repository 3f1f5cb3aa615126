import { sql, statement } from '#base/db'
import type { ChildRow } from './logins.store.ts'

/** A root or a login; the project is null until a membership is chosen. */
export interface EndedRow extends Omit<ChildRow, 'project'> {
  readonly project: string | null
  readonly isRoot: boolean
}

const ROOTS_AND_CHILDREN = sql.raw(`
  select id::text as id, null as project, user_id::text as "userId", null as "clientId", null as profile, true as "isRoot"
  from roots
  union all
  select id::text, project::text, user_id::text, client_id::text, profile, false from children`)

/** Ends everything signed in with one linked account: the sign-ins in browsers, and the logins under them. */
export const revokeOfIdentity = statement<[now: Date, why: string, identityId: string], EndedRow>(
  'logins.revoke-of-identity',
  (now, why, identityId) => sql`
    with roots as (
      update login_roots set revoked_at = ${now}, revoked_why = ${why}
      where identity_id = ${identityId} and revoked_at is null
      returning id, user_id
    ), children as (
      update logins set revoked_at = ${now}, revoked_why = ${why}
      where identity_id = ${identityId} and revoked_at is null
      returning id, project, user_id, client_id, profile
    )
    ${ROOTS_AND_CHILDREN}`,
)

/** Ends every sign-in with an identity provider that is still live, and the logins under it. */
export const revokeOfProvider = statement<[now: Date, why: string, providerKey: string], EndedRow>(
  'logins.revoke-of-provider',
  (now, why, providerKey) => sql`
    with roots as (
      update login_roots set revoked_at = ${now}, revoked_why = ${why}
      where provider_key = ${providerKey} and revoked_at is null
      returning id, user_id
    ), children as (
      update logins set revoked_at = ${now}, revoked_why = ${why}
      where provider_key = ${providerKey} and revoked_at is null
      returning id, project, user_id, client_id, profile
    )
    ${ROOTS_AND_CHILDREN}`,
)

/**
 * Gives what a provider signed in its new key. Of sign-ins also those that have ended: they tell with which provider a
 * browser signed in last.
 */
export const rekeyProvider = statement<[from: string, to: string], never>(
  'logins.rekey-provider',
  (from, to) => sql`
    with roots as (
      update login_roots set provider_key = ${to} where provider_key = ${from}
    )
    update logins set provider_key = ${to} where provider_key = ${from} and revoked_at is null`,
)

/** The provider keys with this prefix that have a live sign-in or login. */
export const providerKeysInUse = statement<[prefix: string], { providerKey: string }>(
  'logins.provider-keys',
  (prefix) => sql`
    select provider_key as "providerKey" from logins where starts_with(provider_key, ${prefix}) and revoked_at is null
    union
    select provider_key from login_roots where starts_with(provider_key, ${prefix}) and revoked_at is null`,
)

export const rootProvider = statement<[rootId: string], { providerKey: string | null }>(
  'roots.provider',
  (rootId) => sql`select provider_key as "providerKey" from login_roots where id = ${rootId}`,
)
