import { sql, statementByNames } from '#base/db'
import { type PrincipalRow, principalColumns, principalJoins } from '#domain/access'
import { type ToldEvents, toldEvents, WRITE_MS } from '#domain/audit'
import { expiryOnceSpent, hasScope, type Spending, type SpentCodeRow, spending } from './tokens.store.ts'

/** An unspent code with its login, and the principal as it will be once the code is spent. */
export interface UnspentCodeRow
  extends PrincipalRow,
    Pick<SpentCodeRow, 'redirectUri' | 'codeChallenge' | 'codeExpiresAt' | 'issuerProject' | 'nonce'> {
  readonly codeHash: string
  readonly loginId: string
  /** Which version of the login was read: every change gives it another one. */
  readonly version: string
  /** The scope has a refresh token. */
  readonly refreshes: boolean
}

/** The columns of several codes, each an array of the same length; times as ISO texts. The scopes are those of all. */
export type AskedColumns = {
  readonly [K in
    | 'codeHash'
    | 'accessExpiresAt'
    | 'refreshExpiresAt'
    | 'refreshScopes'
    | 'offlineScopes']: readonly string[]
}

const ASKED_MS = 5_000

/** Looks at several codes, each given once, and takes none. */
export const unspentCodes = statementByNames<AskedColumns, UnspentCodeRow>(
  'tokens.unspent-codes',
  (p) => {
    const refreshScopes = sql`${p.refreshScopes}::text[]`
    const once = { refreshScopes, accessExpiresAt: sql`n.access_ends`, refreshExpiresAt: sql`n.refresh_expires` }
    return sql`
    select n.hash as "codeHash", l.version, l.refreshes, l.redirect_uri as "redirectUri",
      l.code_challenge as "codeChallenge", l.code_expires_at as "codeExpiresAt",
      l.issuer_project::text as "issuerProject", l.nonce,
      ${principalColumns({
        granted: sql`true`,
        outlivesRoot: sql`l.will_outlive`,
        expiresAt: sql`l.will_expire`,
      })}
    from unnest(
      ${p.codeHash}::text[], ${p.accessExpiresAt}::timestamptz[], ${p.refreshExpiresAt}::timestamptz[]
    ) as n (hash, access_ends, refresh_expires)
    cross join lateral (
      select *, xmin::text as version, ${hasScope(refreshScopes)} as refreshes,
        ${hasScope(sql`${p.offlineScopes}::text[]`)} as will_outlive, ${expiryOnceSpent(once)} as will_expire
      from logins
      where code_hash = n.hash and code_spent_at is null
      offset 0
    ) l
    ${principalJoins}`
  },
  { timeoutMs: ASKED_MS },
)

export type SpentColumns = AskedColumns & {
  readonly [K in 'version' | 'clientAuth' | 'now' | 'family' | 'refreshEndsAt']: readonly string[]
}

/**
 * Spends several codes, grants their logins and writes their events, in one statement. A code is spent only if nobody has
 * spent it and its login is still as it was read: this is the single-use gate, as for one code. A login that another
 * transaction holds is left out, so that two groups never wait for each other. Returns the events that were written: no
 * other code was spent.
 */
export const spendCodes = statementByNames<SpentColumns & ToldEvents, { event: string }>(
  'tokens.spend-codes',
  (p) => {
    const given: Spending = {
      clientAuth: sql`n.auth`,
      now: sql`n.at`,
      family: sql`n.family`,
      refreshScopes: sql`${p.refreshScopes}::text[]`,
      offlineScopes: sql`${p.offlineScopes}::text[]`,
      accessExpiresAt: sql`n.access_ends`,
      refreshExpiresAt: sql`n.refresh_expires`,
      refreshEndsAt: sql`n.refresh_ends`,
    }
    return sql`
    with held as (
      select l.id as login, n.*
      from unnest(
        ${p.codeHash}::text[], ${p.version}::text[], ${p.event_id}::uuid[], ${p.clientAuth}::text[],
        ${p.now}::timestamptz[], ${p.family}::uuid[], ${p.accessExpiresAt}::timestamptz[],
        ${p.refreshExpiresAt}::timestamptz[], ${p.refreshEndsAt}::timestamptz[]
      ) as n (hash, version, event, auth, at, family, access_ends, refresh_expires, refresh_ends)
      cross join lateral (
        select id from logins
        where code_hash = n.hash and code_spent_at is null and xmin::text = n.version
        for update skip locked
      ) l
    ), spent as (
      update logins l
      set ${spending(given)}
      from held n
      where l.id = n.login
      returning n.event
    ), recorded as (
      ${toldEvents(p, sql`where e.id in (select event from spent)`)}
      returning id
    )
    select id::text as event from recorded`
  },
  { timeoutMs: WRITE_MS },
)
