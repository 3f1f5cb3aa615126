import { sql, statement } from '#base/db'

/** The administrator whose link has not been used yet. */
export const awaitedAdministrator = statement<[], { userId: string }>(
  'registration.awaited-administrator',
  () => sql`
    select l.user_id::text as "userId"
    from one_time_links l join users u on u.id = l.user_id
    where l.kind = 'set-up' and u.password_hash is null
    limit 1`,
)

/** Only one of the nodes that start on an empty store sets it up. */
export const claimSetUp = statement<[now: Date], { singleton: boolean }>(
  'registration.claim-set-up',
  (now) => sql`
    update installation set set_up_at = ${now}
    where set_up_at is null and not exists (select 1 from projects)
    returning singleton`,
)
