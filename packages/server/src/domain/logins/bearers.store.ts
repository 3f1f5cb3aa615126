import { forgetStatement, sql, statement, statementByNames } from '#base/db'
import { cameTo } from './came-to.store.ts'

/** The login of a provider's token that came as Bearer. */
export interface BearerLogin {
  readonly loginId: string
  readonly scope: string
  /** The project at whose address it came first; null for the server's own. */
  readonly issuerProject: string | null
}

/** Lets those who bring a token for the first time go one after the other, until their transactions end: one signs in. */
export const lockBearer = statement<[tokenHash: string], { locked: string }>(
  'bearers.lock',
  (tokenHash) => sql`select pg_advisory_xact_lock(hashtextextended(${tokenHash}::text, 10))::text as locked`,
)

/** The login that a token has made, in whatever state it is by now. */
export const bearerLogin = statement<[tokenHash: string], BearerLogin>(
  'bearers.login',
  (tokenHash) => sql`
    select b.login_id::text as "loginId", coalesce(l.scope, '') as scope, b.issuer_project::text as "issuerProject"
    from external_bearers b left join logins l on l.id = b.login_id
    where b.token_hash = ${tokenHash}`,
)

/**
 * Grants a login that has all it needs to whoever brings the token, until the token ends, and binds the two. Nothing where
 * the login has ended meanwhile. Of two for one token the second is refused by the key.
 */
export const grantToBearer = statementByNames<
  {
    id: string
    tokenHash: string
    issuerProject: string | null
    now: Date
    expiresAt: Date
    forgetAt: Date
    idleSeconds: number
    overallSeconds: number
  },
  BearerLogin
>(
  'bearers.grant',
  ({ id, tokenHash, issuerProject, now, expiresAt, forgetAt, idleSeconds, overallSeconds }) => sql`
    with granted as (
      update logins
      set granted_at = ${now}::timestamptz, handle_hash = null, client_auth = 'none', last_used_at = ${now}::timestamptz,
        idle_from = ${now}::timestamptz, idle_seconds = ${idleSeconds}, overall_seconds = ${overallSeconds}, expires_at = ${expiresAt}
      where id = ${id} and membership_id is not null and granted_at is null and revoked_at is null
        and handle_expires_at > ${now}::timestamptz
      returning id, scope, project, membership_id
    ), came as (${cameTo(now, sql.raw('granted'))}
    ), bound as (
      insert into external_bearers (token_hash, login_id, issuer_project, expires_at)
      select ${tokenHash}, granted.id, ${issuerProject}, ${forgetAt} from granted
    )
    select id::text as "loginId", scope, ${issuerProject}::uuid::text as "issuerProject" from granted`,
)

export const forgetBearers = forgetStatement('bearers.forget', {
  table: 'external_bearers',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
