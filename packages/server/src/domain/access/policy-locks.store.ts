import { sql, statement } from '#base/db'

/** Keeps policies as they are until the transaction ends: whoever is about to change one waits. */
export const holdPolicies = statement<[project: string, ids: readonly string[]], { id: string }>(
  'access.hold-policies',
  (project, ids) => sql`
    select id from resources where project = ${project} and type = 'AccessPolicy' and id = any(${ids}::text[])
    order by id
    for share`,
)

/** Locks a policy until the transaction ends: whoever is about to give it waits, and then reads its new version. */
export const lockPolicy = statement<[project: string, id: string], { id: string }>(
  'access.lock-policy',
  (project, id) => sql`
    select id from resources where project = ${project} and type = 'AccessPolicy' and id = ${id}
    for update`,
)
