import { forgetStatement, sql, statement } from '#base/db'
import { lasts } from './activity.store.ts'
import type { BearerLogin } from './bearers.store.ts'

/** A login made with a provider's token. */
export interface PresentedLogin extends BearerLogin {
  readonly isBearer: boolean
  /** It was revoked. A Bearer's login, which lasts as long as its token is accepted, may have ended in any way. */
  readonly isOver: boolean
}

/** Records the signed part of the tokens with the login made from them, in the transaction of the sign-in. */
export const keepPresented = statement<[signedHashes: readonly string[], loginId: string, forgetAt: Date], never>(
  'presented.keep',
  (signedHashes, loginId, forgetAt) => sql`
    insert into presented_tokens (signed_hash, login_id, expires_at)
    select distinct signed_hash, ${loginId}::uuid, ${forgetAt}::timestamptz
    from unnest(${signedHashes}::text[]) as signed_hash`,
)

/**
 * The logins made from these signed parts, Bearers first. A sign-in that never got tokens doesn't count. A Bearer
 * accepted by a node of an earlier release is found by the hash of the whole token.
 */
export const presentedLogins = statement<
  [now: Date, signedHashes: readonly string[], tokenHashes: readonly string[]],
  PresentedLogin
>(
  'presented.logins',
  (now, signedHashes, tokenHashes) => sql`
    select l.id::text as "loginId", l.scope, l.issuer_project::text as "issuerProject", l.method = 'bearer' as "isBearer",
      l.revoked_at is not null or t.revoked_at is not null
        or (l.method = 'bearer' and (${lasts(now)}) is not true) as "isOver"
    from logins l join login_roots t on t.id = l.root_id
    where l.granted_at is not null and l.id in (
      select login_id from presented_tokens where signed_hash = any(${signedHashes}::text[])
      union all
      select login_id from external_bearers where token_hash = any(${tokenHashes}::text[])
    )
    order by l.method = 'bearer' desc, l.id`,
)

/** Another encoding of a token whose login lasts: from now on it finds that login too. */
export const joinBearer = statement<[tokenHash: string, loginId: string], never>(
  'presented.join',
  (tokenHash, loginId) => sql`
    insert into external_bearers (token_hash, login_id, issuer_project, expires_at)
    select ${tokenHash}, login_id, issuer_project, expires_at from external_bearers where login_id = ${loginId} limit 1`,
)

/** Ends the Bearer logins made from the same tokens as these logins, which ended in this transaction in the same project. */
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

/** The same for all logins under these roots. */
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

export const forgetPresentedTokens = forgetStatement('presented.forget', {
  table: 'presented_tokens',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
