import { sql, statement, statementByNames } from '#base/db'

type Sql = ReturnType<typeof sql>

export interface SpentCodeRow {
  readonly loginId: string
  readonly project: string | null
  readonly clientId: string | null
  readonly redirectUri: string | null
  readonly codeChallenge: string | null
  readonly codeExpiresAt: Date
  readonly issuerProject: string | null
  readonly scope: string
  readonly nonce: string | null
  readonly family: string | null
  readonly revoked: boolean
}

/** What a login gets when its code is spent, each as an expression. */
export interface Spending {
  readonly clientAuth: Sql
  readonly now: Sql
  readonly family: Sql
  readonly refreshScopes: Sql
  readonly offlineScopes: Sql
  readonly accessExpiresAt: Sql
  readonly refreshExpiresAt: Sql
  readonly refreshEndsAt: Sql
}

/** Whether the scope of a login has one of these. */
export const hasScope = (scopes: Sql): Sql => sql`string_to_array(scope, ' ') && ${scopes}`

/** When a login expires once its code is spent. `least` ignores the null of a sign-in without a consent. */
export const expiryOnceSpent = (
  p: Pick<Spending, 'refreshScopes' | 'refreshExpiresAt' | 'accessExpiresAt'>,
): Sql => sql`
      least(consent_ends_at, case
        when ${hasScope(p.refreshScopes)} then ${p.refreshExpiresAt}
        else ${p.accessExpiresAt}
      end)`

/** Spends the code of a login, and grants it. No limit exceeds the consent's. */
export const spending = (p: Spending): Sql => sql`
    code_spent_at = ${p.now}, granted_at = ${p.now}, handle_hash = null,
      client_auth = ${p.clientAuth}, last_used_at = ${p.now},
      refresh_family = case when ${hasScope(p.refreshScopes)} then ${p.family} end,
      refresh_generation = 1, refresh_turned_at = ${p.now},
      refresh_expires_at = least(${p.refreshExpiresAt}, consent_ends_at),
      refresh_ends_at = least(${p.refreshEndsAt}, consent_ends_at),
      outlives_root = ${hasScope(p.offlineScopes)},
      expires_at = ${expiryOnceSpent(p)}`

/**
 * Spends the code and grants its login, in one statement. A second call with the same code finds nothing unspent: this is
 * the single-use gate. The code is spent before anything is checked or signed. If that fails, the code is lost and the
 * person signs in again; the other order would let a retry redeem it twice (RFC 6749 §4.1.2, RFC 9700 §2.1.1).
 */
export const spendCode = statementByNames<
  {
    codeHash: string
    clientAuth: string
    now: Date
    family: string
    refreshScopes: readonly string[]
    offlineScopes: readonly string[]
    accessExpiresAt: Date
    refreshExpiresAt: Date
    refreshEndsAt: Date
  },
  SpentCodeRow
>(
  'tokens.spend-code',
  (p) => sql`
    update logins
    set ${spending({
      clientAuth: sql`${p.clientAuth}`,
      now: sql`${p.now}::timestamptz`,
      family: sql`${p.family}::uuid`,
      refreshScopes: sql`${p.refreshScopes}::text[]`,
      offlineScopes: sql`${p.offlineScopes}::text[]`,
      accessExpiresAt: sql`${p.accessExpiresAt}::timestamptz`,
      refreshExpiresAt: sql`${p.refreshExpiresAt}::timestamptz`,
      refreshEndsAt: sql`${p.refreshEndsAt}::timestamptz`,
    })}
    where code_hash = ${p.codeHash} and code_spent_at is null
    returning id::text as "loginId", project::text as project, client_id::text as "clientId", redirect_uri as "redirectUri",
      code_challenge as "codeChallenge", code_expires_at as "codeExpiresAt", issuer_project::text as "issuerProject",
      scope, nonce, refresh_family::text as family,
      revoked_at is not null as revoked`,
)

export const loginOfSpentCode = statement<[codeHash: string], { loginId: string; project: string | null }>(
  'tokens.login-of-spent-code',
  (codeHash) => sql`
    select id::text as "loginId", project::text as project from logins
    where code_hash = ${codeHash} and code_spent_at is not null`,
)

export interface RotatedRow {
  readonly loginId: string
  readonly project: string | null
  readonly generation: number
  readonly reused: boolean
}

/**
 * Rotates a refresh token. The newest generation becomes the next; its direct predecessor, within the grace period,
 * changes nothing; anything older or later revokes the login. One update decides, so that parallel requests agree.
 */
export const rotateRefresh = statementByNames<
  {
    family: string
    generation: number
    clientId: string | null
    clientAuth: string
    issuerProject: string | null
    now: Date
    graceStart: Date
    expiresAt: Date
  },
  RotatedRow
>(
  'tokens.rotate-refresh',
  ({ family, generation, clientId, clientAuth, issuerProject, now, graceStart, expiresAt }) => sql`
    update logins
    set
      refresh_generation =
        case when refresh_generation = ${generation}::integer then refresh_generation + 1 else refresh_generation end,
      refresh_turned_at =
        case when refresh_generation = ${generation}::integer then ${now}::timestamptz else refresh_turned_at end,
      refresh_expires_at = case
        when refresh_generation = ${generation}::integer then least(${expiresAt}::timestamptz, refresh_ends_at)
        else refresh_expires_at
      end,
      expires_at = greatest(expires_at, least(${expiresAt}::timestamptz, refresh_ends_at)),
      last_used_at = ${now}::timestamptz,
      revoked_at = case
        when refresh_generation = ${generation}::integer then null
        when refresh_generation = ${generation}::integer + 1 and refresh_turned_at > ${graceStart}::timestamptz then null
        else ${now}::timestamptz
      end,
      revoked_why = case
        when refresh_generation = ${generation}::integer then null
        when refresh_generation = ${generation}::integer + 1 and refresh_turned_at > ${graceStart}::timestamptz then null
        else 'refresh_reuse'
      end
    where refresh_family = ${family} and client_id is not distinct from ${clientId}::uuid and client_auth = ${clientAuth}
      and issuer_project is not distinct from ${issuerProject}::uuid
      and revoked_at is null and refresh_expires_at > ${now}::timestamptz
    returning id::text as "loginId", project::text as project, refresh_generation as generation,
      revoked_at is not null as reused`,
)

export const loginOfFamily = statement<
  [family: string],
  {
    loginId: string
    project: string | null
    clientId: string | null
    issuerProject: string | null
    generation: number
    scope: string
    live: boolean
    expiresAt: Date
  }
>(
  'tokens.login-of-family',
  (family) => sql`
    select id::text as "loginId", project::text as project, client_id::text as "clientId",
      issuer_project::text as "issuerProject",
      refresh_generation as generation, scope, revoked_at is null as live, refresh_expires_at as "expiresAt"
    from logins where refresh_family = ${family}`,
)
