import { sql, statementByNames } from '#base/db'
import { within } from './roots.store.ts'

/**
 * Keeps a pending sign-in open for longer, in the browser that began it and while its root lasts. The limit counts from
 * its beginning, so that repeated requests cannot keep it open forever. No row once it has expired.
 */
export const putOffEnd = statementByNames<
  { id: string; browserHash: string; now: Date; pendingSeconds: number; longestSeconds: number },
  { id: string }
>(
  'logins.put-off-end',
  ({ id, browserHash, now, pendingSeconds, longestSeconds }) => sql`
    update logins l
    set handle_expires_at = greatest(l.handle_expires_at, later.at), expires_at = greatest(l.expires_at, later.at)
    from (
      select least(${now}::timestamptz + make_interval(secs => ${pendingSeconds}::integer),
        created_at + make_interval(secs => ${longestSeconds}::integer)) as at
      from logins where id = ${id}
    ) later
    where l.id = ${id} and l.browser_hash = ${browserHash} and l.granted_at is null and l.revoked_at is null
      and l.code_hash is null and l.handle_expires_at > ${now}::timestamptz
      and exists (select 1 from login_roots t where t.id = l.root_id and ${within(now)})
    returning l.id::text as id`,
)
