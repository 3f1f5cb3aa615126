import { forgetStatement, sql, statement } from '#base/db'
import { lasts } from './activity.store.ts'
import type { BearerLogin } from './bearers.store.ts'

/** A login that came of what a provider signed. */
export interface PresentedLogin extends BearerLogin {
  readonly isBearer: boolean
  /** It was revoked; or, of a Bearer, whose login lasts as long as the token is of use, it has ended in any way. */
  readonly isOver: boolean
}

/** Keeps what was signed with the login that is made of it, in the transaction of the sign-in. */
export const keepPresented = statement<[signedHashes: readonly string[], loginId: string, forgetAt: Date], never>(
  'presented.keep',
  (signedHashes, loginId, forgetAt) => sql`
    insert into presented_tokens (signed_hash, login_id, expires_at)
    select distinct signed_hash, ${loginId}::uuid, ${forgetAt}::timestamptz from unnest(${signedHashes}::text[]) as signed_hash`,
)

/**
 * The logins that came of what was signed, Bearers first. A sign-in that never came to tokens is none. What a node of an
 * earlier release took as Bearer is known by the token as it was written.
 */
export const presentedLogins = statement<
  [now: Date, signedHashes: readonly string[], tokenHashes: readonly string[]],
  PresentedLogin
>(
  'presented.logins',
  (now, signedHashes, tokenHashes) => sql`
    select l.id::text as "loginId", l.scope, l.issuer_project::text as "issuerProject", l.method = 'bearer' as "isBearer",
      l.revoked_at is not null or t.revoked_at is not null or (l.method = 'bearer' and (${lasts(now)}) is not true) as "isOver"
    from logins l join login_roots t on t.id = l.root_id
    where l.granted_at is not null and l.id in (
      select login_id from presented_tokens where signed_hash = any(${signedHashes}::text[])
      union all
      select login_id from external_bearers where token_hash = any(${tokenHashes}::text[])
    )
    order by l.method = 'bearer' desc, l.id`,
)

/** Another spelling of a token whose login lasts: from now on it is known by it too. */
export const joinBearer = statement<[tokenHash: string, loginId: string], never>(
  'presented.join',
  (tokenHash, loginId) => sql`
    insert into external_bearers (token_hash, login_id, issuer_project, expires_at)
    select ${tokenHash}, login_id, issuer_project, expires_at from external_bearers where login_id = ${loginId} limit 1`,
)

/** Ends the Bearers of what some logins of the same project came of, which have ended in this transaction. */
export const revokeBearersOfLogins = statement<[now: Date, why: string, loginIds: readonly string[]], { id: string }>(
  'presented.revoke-of-logins',
  (now, why, loginIds) => sql`
    update logins b set revoked_at = ${now}, revoked_why = ${why}
    from logins l
    join presented_tokens own on own.login_id = l.id
    join presented_tokens other on other.signed_hash = own.signed_hash
    where l.id = any(${loginIds}::uuid[]) and l.granted_at is not null
      and b.id = other.login_id and b.method = 'bearer' and b.project = l.project and b.revoked_at is null
    returning b.id::text as id`,
)

/** The same of what hangs on roots. */
export const revokeBearersOfRoots = statement<[now: Date, why: string, rootIds: readonly string[]], { id: string }>(
  'presented.revoke-of-roots',
  (now, why, rootIds) => sql`
    update logins b set revoked_at = ${now}, revoked_why = ${why}
    from logins l
    join presented_tokens own on own.login_id = l.id
    join presented_tokens other on other.signed_hash = own.signed_hash
    where l.root_id = any(${rootIds}::uuid[]) and l.granted_at is not null
      and b.id = other.login_id and b.method = 'bearer' and b.project = l.project and b.revoked_at is null
      and b.root_id <> l.root_id
    returning b.id::text as id`,
)

export const forgetPresented = forgetStatement('presented.forget', {
  table: 'presented_tokens',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
