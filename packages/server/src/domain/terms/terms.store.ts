import { sql, statement, statementByNames } from '#base/db'

/** No row if the person accepted this version before: two tabs make one record. */
export const insertAcceptance = statementByNames<
  { project: string; userId: string; version: string; now: Date; loginId: string; sealedAddress: string },
  { version: string }
>(
  'terms.accept',
  ({ project, userId, version, now, loginId, sealedAddress }) => sql`
    insert into terms_acceptances (project, user_id, version, accepted_at, login_id, sealed_address)
    values (${project}, ${userId}, ${version}, ${now}, ${loginId}, ${sealedAddress})
    on conflict (user_id, project, version) do nothing
    returning version`,
)

export interface AcceptedTerms {
  readonly project: string
  readonly version: string
  readonly acceptedAt: Date
}

export const acceptancesOf = statement<[userId: string], AcceptedTerms>(
  'terms.of-user',
  (userId) => sql`
    select project::text as project, version, accepted_at as "acceptedAt" from terms_acceptances
    where user_id = ${userId} order by accepted_at desc`,
)
