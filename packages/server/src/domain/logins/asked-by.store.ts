import { sql, statement } from '#base/db'

/** The app that a person came from last, to a project that they have an account or a role in. */
export const clientAskedLast = statement<[userId: string, project: string], { clientId: string }>(
  'logins.client-asked-last',
  (userId, project) => sql`
    select client_id::text as "clientId" from logins
    where user_id = ${userId} and requested_project = ${project} and client_id is not null
    order by created_at desc limit 1`,
)
