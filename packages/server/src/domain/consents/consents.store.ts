import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface ConsentRow {
  readonly id: string
  readonly project: string
  readonly membershipId: string
  readonly clientId: string
  readonly patient: string
  readonly redirectOrigin: string
  readonly clientName: string
  readonly clientPublic: boolean
  readonly scope: string
  /** Resource scopes that the app asked for, and the person did not allow. */
  readonly declined: string
  readonly limited: boolean
  readonly grantedAt: Date
  readonly endsAt: Date
  readonly lastUsedAt: Date
}

const COLUMNS = sql.raw(`
  id::text as id, project::text as project, membership_id::text as "membershipId", client_id::text as "clientId", patient,
  redirect_origin as "redirectOrigin", client_name as "clientName", client_public as "clientPublic", scope, declined, limited,
  granted_at as "grantedAt", ends_at as "endsAt", last_used_at as "lastUsedAt"`)

/** The key of a consent: the person's membership, the app, the patient, and the app's origin. */
export interface ConsentKey {
  readonly project: string
  readonly membershipId: string
  readonly clientId: string
  /** `Patient/id`, or '' if it isn't about a single patient. */
  readonly patient: string
  readonly redirectOrigin: string
}

export const consentByKey = statementByNames<ConsentKey & { now: Date }, ConsentRow>(
  'consents.by-key',
  ({ project, membershipId, clientId, patient, redirectOrigin, now }) => sql`
    select ${COLUMNS} from consents
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and patient = ${patient}
      and redirect_origin = ${redirectOrigin} and revoked_at is null and ends_at > ${now}`,
)

/** The same, locked until the transaction ends: a concurrent revocation or second consent page waits. */
export const consentByKeyForUpdate = statementByNames<ConsentKey & { now: Date }, ConsentRow>(
  'consents.by-key-for-update',
  ({ project, membershipId, clientId, patient, redirectOrigin, now }) => sql`
    select ${COLUMNS} from consents
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and patient = ${patient}
      and redirect_origin = ${redirectOrigin} and revoked_at is null and ends_at > ${now}
    for update`,
)

export const putConsent = statementByNames<
  ConsentKey & {
    id: string
    clientName: string
    clientPublic: boolean
    scope: string
    declined: string
    limited: boolean
    now: Date
    endsAt: Date
  },
  { id: string }
>(
  'consents.put',
  ({
    project,
    id,
    membershipId,
    clientId,
    patient,
    redirectOrigin,
    clientName,
    clientPublic,
    scope,
    declined,
    limited,
    now,
    endsAt,
  }) => sql`
    insert into consents (project, id, membership_id, client_id, patient, redirect_origin, client_name, client_public, scope,
      declined, limited, granted_at, ends_at, last_used_at)
    values (${project}, ${id}, ${membershipId}, ${clientId}, ${patient}, ${redirectOrigin}, ${clientName},
      ${clientPublic}, ${scope}, ${declined},
      ${limited}, ${now}, ${endsAt}, ${now})
    on conflict (project, membership_id, client_id, patient, redirect_origin) where revoked_at is null do update
    set client_name = excluded.client_name, client_public = excluded.client_public, scope = excluded.scope,
      declined = excluded.declined, limited = excluded.limited, granted_at = excluded.granted_at, ends_at = excluded.ends_at,
      last_used_at = excluded.last_used_at
    returning id::text as id`,
)

/**
 * Lets a sign-in continue on an earlier consent with what that allows, in one statement. No row if the consent has been revoked or changed, or
 * the sign-in asks for something else by now. A later revocation finds the login.
 */
export const useConsent = statementByNames<
  {
    now: Date
    project: string
    consentId: string
    allowed: string
    grantedAt: Date
    loginId: string
    asked: string
    granted: string
  },
  { id: string }
>(
  'consents.use',
  ({ now, project, consentId, allowed, grantedAt, loginId, asked, granted }) => sql`
    with live as (
      update consents set last_used_at = ${now}::timestamptz
      where project = ${project} and id = ${consentId} and scope = ${allowed} and granted_at = ${grantedAt}
        and revoked_at is null
        and ends_at > ${now}::timestamptz
      returning membership_id, client_id, ends_at
    )
    update logins l
    set consented_at = ${now}::timestamptz, consent_ends_at = live.ends_at, scope = ${granted}
    from live
    where l.id = ${loginId} and l.project = ${project} and l.membership_id = live.membership_id
      and l.client_id = live.client_id
      and l.scope = ${asked} and l.granted_at is null and l.revoked_at is null and l.handle_expires_at > ${now}::timestamptz
    returning l.id::text as id`,
)

export const consentsOfMembership = statement<[project: string, membershipId: string, now: Date], ConsentRow>(
  'consents.of-membership',
  (project, membershipId, now) => sql`
    select ${COLUMNS} from consents
    where project = ${project} and membership_id = ${membershipId} and revoked_at is null and ends_at > ${now}
    order by granted_at desc
    limit 200`,
)

export const revokeConsentsOfApp = statementByNames<
  { now: Date; why: string; project: string; membershipId: string; clientId: string },
  { id: string }
>(
  'consents.revoke-of-app',
  ({ now, why, project, membershipId, clientId }) => sql`
    update consents set revoked_at = ${now}, revoked_why = ${why}
    where project = ${project} and membership_id = ${membershipId} and client_id = ${clientId} and revoked_at is null
    returning id::text as id`,
)

export const revokeConsentsOfMembership = statementByNames<
  { now: Date; why: string; project: string; membershipId: string },
  never
>(
  'consents.revoke-of-membership',
  ({ now, why, project, membershipId }) => sql`
    update consents set revoked_at = ${now}, revoked_why = ${why}
    where project = ${project} and membership_id = ${membershipId} and revoked_at is null`,
)

export const revokeConsentsOfClient = statementByNames<
  { now: Date; why: string; project: string; clientId: string },
  never
>(
  'consents.revoke-of-client',
  ({ now, why, project, clientId }) => sql`
    update consents set revoked_at = ${now}, revoked_why = ${why}
    where project = ${project} and client_id = ${clientId} and revoked_at is null`,
)

/** After a restore: revocations since the backup are unknown, so no consent may come back. */
export const revokeAllConsents = statement<[now: Date, why: string], never>(
  'consents.revoke-all',
  (now, why) => sql`update consents set revoked_at = ${now}, revoked_why = ${why} where revoked_at is null`,
)

/** Ended consents stay for a while; the audit keeps the events. */
export const forgetConsents = forgetStatement('consents.forget', {
  table: 'consents',
  by: 'coalesce(revoked_at, ends_at)',
  due: (before) => sql`coalesce(revoked_at, ends_at) < ${before}`,
})
