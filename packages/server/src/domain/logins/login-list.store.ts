import { sql, statement } from '#base/db'
import { within } from './roots.store.ts'

export interface OwnRootRow {
  readonly id: string
  readonly browserHash: string
  readonly lastUsedAt: Date
  readonly sealedOrigin: string
}

/** The browsers in which a person is signed in, with or without an app. */
export const browserRootsOf = statement<[userId: string, now: Date], OwnRootRow>(
  'roots.of-browsers',
  (userId, now) => sql`
    select t.id::text as id, t.browser_hash as "browserHash",
      coalesce(t.last_used_at, t.authenticated_at) as "lastUsedAt", t.sealed_place as "sealedOrigin"
    from login_roots t
    where t.user_id = ${userId} and t.browser_hash is not null and ${within(now)}
    order by t.authenticated_at desc
    limit 100`,
)

/** A root by its id, if it belongs to this person. */
export const rootOfUser = statement<[id: string, userId: string], { id: string }>(
  'roots.of-user',
  (id, userId) => sql`select id::text as id from login_roots where id = ${id} and user_id = ${userId}`,
)
