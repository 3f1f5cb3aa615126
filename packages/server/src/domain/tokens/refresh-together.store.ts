import { sql, statementByNames } from '#base/db'
import { type PrincipalRow, principalColumns, principalJoins } from '#domain/access'
import { type ToldEvents, toldEvents, WRITE_MS } from '#domain/audit'

/** A live login with its refresh token, and the principal as it will be once the token has rotated. */
export interface RefreshableRow extends PrincipalRow {
  readonly loginId: string
  readonly family: string
  readonly generation: number
  readonly clientAuth: string
  readonly issuerProject: string | null
  /** Which version of the login was read: every change gives it another one. */
  readonly version: string
}

/** The columns of several refresh tokens, each an array of the same length; times as ISO texts. */
export type RefreshColumns = { readonly [K in 'family' | 'now' | 'expiresAt']: readonly string[] }

const LOOK_MS = 5_000

/** Looks at the logins of several families, each given once, and rotates none. */
export const refreshableLogins = statementByNames<RefreshColumns, RefreshableRow>(
  'tokens.refreshable-logins',
  (p) => sql`
    select n.family::text as family, l.version, l.refresh_generation as generation, l.client_auth as "clientAuth",
      l.issuer_project::text as "issuerProject", ${principalColumns({ expiresAt: sql`l.will_expire` })}
    from unnest(${p.family}::uuid[], ${p.now}::timestamptz[], ${p.expiresAt}::timestamptz[]) as n (family, at, expires)
    cross join lateral (
      select *, xmin::text as version, greatest(expires_at, least(n.expires, refresh_ends_at)) as will_expire
      from logins
      where refresh_family = n.family and revoked_at is null and refresh_expires_at > n.at
      offset 0
    ) l
    ${principalJoins}`,
  { timeoutMs: LOOK_MS },
)

export type RotatedColumns = RefreshColumns & { readonly version: readonly string[] }

/**
 * Rotates the newest refresh tokens of several logins and writes their events, in one statement. A token rotates only if
 * its login is still as it was read, with this token as the newest. A login that another transaction holds is left out, so
 * that two groups never wait for each other. Returns the events that were written: no other token rotated.
 */
export const rotateTogether = statementByNames<RotatedColumns & ToldEvents, { event: string }>(
  'tokens.rotate-together',
  (p) => sql`
    with held as (
      select l.id as login, n.*
      from unnest(
        ${p.family}::uuid[], ${p.version}::text[], ${p.event_id}::uuid[], ${p.now}::timestamptz[],
        ${p.expiresAt}::timestamptz[]
      ) as n (family, version, event, at, expires)
      cross join lateral (
        select id from logins where refresh_family = n.family and xmin::text = n.version for update skip locked
      ) l
    ), rotated as (
      update logins l
      set refresh_generation = refresh_generation + 1, refresh_turned_at = n.at,
        refresh_expires_at = least(n.expires, refresh_ends_at),
        expires_at = greatest(expires_at, least(n.expires, refresh_ends_at)), last_used_at = n.at
      from held n
      where l.id = n.login
      returning n.event
    ), recorded as (
      ${toldEvents(p, sql`where e.id in (select event from rotated)`)}
      returning id
    )
    select id::text as event from recorded`,
  { timeoutMs: WRITE_MS },
)
