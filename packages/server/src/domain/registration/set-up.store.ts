import { sql, statement } from '#base/db'

/** Of all nodes that start on an empty store, one sets it up. */
export const claimSetUp = statement<[now: Date], { singleton: boolean }>(
  'registration.claim-set-up',
  (now) => sql`
    update installation set set_up_at = ${now}
    where set_up_at is null and not exists (select 1 from projects)
    returning singleton`,
)
