import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export const insertLaunch = statementByNames<
  {
    tokenHash: string
    project: string
    clientId: string
    userId: string | null
    issuerProject: string | null
    patient: string | null
    context: string
    now: Date
    expiresAt: Date
  },
  never
>(
  'launches.insert',
  ({ tokenHash, project, clientId, userId, issuerProject, patient, context, now, expiresAt }) => sql`
    insert into launches (token_hash, project, client_id, user_id, issuer_project, patient, context, created_at, expires_at)
    values (${tokenHash}, ${project}, ${clientId}, ${userId}, ${issuerProject}, ${patient}, ${context}, ${now},
      ${expiresAt})`,
)

export interface LaunchRow {
  readonly userId: string | null
  readonly issuerProject: string | null
  readonly expiresAt: Date
  readonly spent: boolean
}

/** A launch of this client, whatever its state. */
export const launchByToken = statement<[tokenHash: string, project: string, clientId: string], LaunchRow>(
  'launches.by-token',
  (tokenHash, project, clientId) => sql`
    select user_id::text as "userId", issuer_project::text as "issuerProject", expires_at as "expiresAt",
      spent_at is not null as spent
    from launches where token_hash = ${tokenHash} and project = ${project} and client_id = ${clientId}`,
)

/**
 * Takes a launch for a login of the same client, project, person and address. A second call finds it spent: this is the
 * single-use gate.
 */
export const spendLaunch = statement<[tokenHash: string, loginId: string, now: Date], { id: string }>(
  'launches.spend',
  (tokenHash, loginId, now) => sql`
    with taken as (
      update launches n
      set spent_at = ${now}
      from logins l
      where n.token_hash = ${tokenHash} and n.spent_at is null and n.expires_at > ${now}
        and l.id = ${loginId} and l.client_id = n.client_id and l.requested_project = n.project::text
        and l.granted_at is null and l.revoked_at is null and (n.user_id is null or n.user_id = l.user_id)
        and n.issuer_project is not distinct from l.issuer_project
      returning n.patient, n.context
    )
    update logins set patient = taken.patient, launch = taken.context
    from taken where id = ${loginId}
    returning id::text as id`,
)

export const forgetLaunches = forgetStatement('launches.forget', {
  table: 'launches',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

/** After a restore, earlier launches are void. */
export const dropLaunches = statement<[], never>('launches.drop', () => sql`delete from launches`)
