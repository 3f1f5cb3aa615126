import { sql, statement } from '#base/db'

/** Links a person of a provider to whom an import has just made; a subject that is linked already stays whose it is. */
export const insertImportedIdentity = statement<
  [id: string, project: string, issuer: string, subject: string, userId: string, membershipId: string, now: Date],
  { id: string }
>(
  'identities.insert-imported',
  (id, project, issuer, subject, userId, membershipId, now) => sql`
    insert into identities (id, project, issuer, subject, user_id, membership_id, provider_key, how, linked_at)
    values (${id}, ${project}, ${issuer}, ${subject}, ${userId}, ${membershipId}, 'import', 'imported', ${now})
    on conflict (project, issuer, subject) do nothing
    returning id::text as id`,
)
