import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/**
 * Uses up the signatures of a delivery, for all nodes. As many rows as signatures, or fewer if one of them was used before:
 * two that come at once meet at the key, and one of them finds nothing to insert.
 */
export const takeMarks = statementByNames<
  { project: string; membershipId: string; marks: readonly string[]; claim: string; until: Date },
  { mark: string }
>(
  'webhook-deliveries.take',
  ({ project, membershipId, marks, claim, until }) => sql`
    insert into webhook_deliveries (project, membership_id, mark, claim, expires_at)
    select ${project}::uuid, ${membershipId}::uuid, m.mark, ${claim}::uuid, ${until}::timestamptz
    from unnest(${marks}::text[]) as m (mark)
    on conflict (project, membership_id, mark) do nothing
    returning mark`,
)

/** Whether a delivery came before, without taking it: to be asked before it counts; `takeMarks` decides. */
export const knownMarks = statement<
  [project: string, membershipId: string, marks: readonly string[]],
  { mark: string }
>(
  'webhook-deliveries.known',
  (project, membershipId, marks) => sql`
    select mark from webhook_deliveries
    where project = ${project} and membership_id = ${membershipId} and mark = any(${marks}::text[])
    limit 1`,
)

/** What this attempt took, and nothing that another one did. */
export const returnMarks = statementByNames<
  { project: string; membershipId: string; marks: readonly string[]; claim: string },
  never
>(
  'webhook-deliveries.return',
  ({ project, membershipId, marks, claim }) => sql`
    delete from webhook_deliveries
    where project = ${project} and membership_id = ${membershipId} and mark = any(${marks}::text[])
      and claim = ${claim}::uuid`,
)

export const forgetDeliveries = forgetStatement('webhook-deliveries.forget', {
  table: 'webhook_deliveries',
  by: 'expires_at',
  due: (before) => sql`o.expires_at < ${before}`,
})
