import { forgetStatement, sql, statement, statementByNames } from '#base/db'
import { cameTo } from './came-to.store.ts'

/** The login of a provider's token that came as Bearer. */
export interface BearerLogin {
  readonly loginId: string
  readonly scope: string
  /** The project at whose address it came first; null for the server's own. */
  readonly issuerProject: string | null
}

/** Serialises first uses of one token until their transactions end, so that only one signs in. */
export const lockBearer = statement<[tokenHash: string], { locked: string }>(
  'bearers.lock',
  (tokenHash) => sql`select pg_advisory_xact_lock(hashtextextended(${tokenHash}::text, 10))::text as locked`,
)

/** The login that a token made, whatever its state. */
export const bearerLogin = statement<[tokenHash: string], BearerLogin>(
  'bearers.login',
  (tokenHash) => sql`
    select b.login_id::text as "loginId", coalesce(l.scope, '') as scope, b.issuer_project::text as "issuerProject"
    from external_bearers b left join logins l on l.id = b.login_id
    where b.token_hash = ${tokenHash}`,
)

/**
 * Grants a complete login to a provider's token until the token expires, and binds the two. No row if the login has ended
 * meanwhile. The key refuses a second login for the same token.
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
        idle_from = ${now}::timestamptz, idle_seconds = ${idleSeconds}, overall_seconds = ${overallSeconds},
        expires_at = ${expiresAt}
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
