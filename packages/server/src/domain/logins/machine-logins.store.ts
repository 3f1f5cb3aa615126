import { sql, statementByNames } from '#base/db'
import { type ToldEvents, toldEvents, WRITE_MS } from '#domain/audit'
import type { MachineLogin } from './logins.store.ts'

/** The columns of several machines' logins, each an array of the same length. */
export type MachineColumns = {
  readonly [K in Exclude<keyof MachineLogin, 'now' | 'expiresAt'>]: readonly MachineLogin[K][]
} & {
  /** Times as ISO texts. */
  readonly now: readonly string[]
  readonly expiresAt: readonly string[]
}

/** Makes several machines' logins and writes their events, in one statement: all or nothing. */
export const insertMachineLogins = statementByNames<MachineColumns & ToldEvents, { made: number; recorded: number }>(
  'logins.insert-machines',
  (p) => sql`
    with made as (
      insert into logins (id, project, client_id, membership_id, profile, method, scope, limited, client_auth,
        issuer_project, created_at, last_used_at, granted_at, expires_at)
      select n.id, n.project, n.client, n.membership, n.profile, 'client', n.scope,
        n.scope ~ '(^| )(patient|user|system)/', n.auth, n.issuer, n.at, n.at, n.at, n.ends
      from unnest(
        ${p.id}::uuid[], ${p.project}::uuid[], ${p.clientId}::uuid[], ${p.membershipId}::uuid[], ${p.profile}::text[],
        ${p.scope}::text[], ${p.clientAuth}::text[], ${p.issuerProject}::uuid[], ${p.now}::timestamptz[],
        ${p.expiresAt}::timestamptz[]
      ) as n (id, project, client, membership, profile, scope, auth, issuer, at, ends)
      returning id
    ), recorded as (
      ${toldEvents(p)}
      returning id
    )
    select (select count(*)::int from made) as made, (select count(*)::int from recorded) as recorded`,
  { timeoutMs: WRITE_MS },
)
