/** The statements of the floors: as many as the server's, on the same tables, and nothing else. */

export const READ = {
  name: 'floor-read',
  text: `
    select r.rk, r.project::text as project, r.type, r.id, r.version, r.updated_at as "updatedAt", r.deleted, r.content,
      r.extended, r.patients
    from resources r where r.project = $1 and r.type = $2 and r.id = $3`,
}

/** The sign-in of a browser that sends the cookies of an earlier one. */
export const ROOT = {
  name: 'floor-root',
  text: `
    select t.id::text as id, t.user_id::text as "userId", t.method, t.factors, t.authenticated_at as "authenticatedAt",
      coalesce(t.last_used_at, t.authenticated_at) as "lastUsedAt", t.ends_at as "endsAt"
    from login_roots t join users u on u.id = t.user_id and u.active
    where t.handle_hash = $1 and t.browser_hash = $2 and t.revoked_at is null and t.ends_at > $3::timestamptz`,
}

/** The durable insert: an audit row like the server's. */
export const AUDIT = {
  name: 'floor-audit',
  text: `
    insert into audit_events
      (project, at, id, kind, action, outcome, agent, app, entity, patient, login_id, event, personal, subject,
        sequence, writer)
    values ($1, $2, $3, $4, $5, $6, $7, null, $8, $9, $10, $11, $12, $13, $14, $15)`,
}

/** Counts a token against its client's limit, as the server does. */
export const COUNT = {
  name: 'floor-count',
  text: `
    insert into rate_limits values ($1, 1, $2)
    on conflict (key) do update set points = rate_limits.points + 1
    returning points, expire`,
}

export const INSERT_LOGIN = {
  name: 'floor-insert-login',
  text: `
    insert into logins (id, project, client_id, membership_id, profile, method, scope, client_auth, created_at,
      last_used_at, granted_at, expires_at)
    values ($1, $2, $3, $4, $5, 'client', $6, 'client_secret', $7, $7, $7, $8)`,
}

export const SPEND_CODE = {
  name: 'floor-spend-code',
  text: `
    update logins
    set code_spent_at = $2::timestamptz, granted_at = $2::timestamptz, client_auth = 'none', last_used_at = $2::timestamptz,
      refresh_family = $3::uuid, refresh_generation = 1, refresh_turned_at = $2::timestamptz,
      refresh_expires_at = $4::timestamptz,
      refresh_ends_at = $4::timestamptz, outlives_root = true, expires_at = $4::timestamptz
    where code_hash = $1 and code_spent_at is null
    returning id::text as "loginId", scope`,
}

export const ROTATE_REFRESH = {
  name: 'floor-rotate-refresh',
  text: `
    update logins
    set refresh_generation = refresh_generation + 1, refresh_turned_at = $2::timestamptz,
      refresh_expires_at = $3::timestamptz,
      expires_at = $3::timestamptz, last_used_at = $2::timestamptz
    where refresh_family = $1
    returning id::text as "loginId", refresh_generation as generation`,
}

export const PRINCIPAL = {
  name: 'floor-principal',
  text: `
    select l.id::text as "loginId", l.root_id::text as "rootId", l.project::text as project, l.user_id::text as "userId",
      l.scope, l.expires_at as "expiresAt", m.id::text as "membershipId", m.profile, mr.content as membership,
      pr.content as "projectContent"
    from logins l
    join memberships m on m.project = l.project and m.id = l.membership_id
    join projects p on p.id = m.project
    join resources mr on mr.project = m.project and mr.type = 'ProjectMembership' and mr.id = m.id::text and not mr.deleted
    join resources pr on pr.project = m.project and pr.type = 'Project' and pr.id = m.project::text and not pr.deleted
    left join login_roots t on t.id = l.root_id
    left join users u on u.id = l.user_id
    where l.id = $1`,
}

export const PRINCIPAL_OF_CLIENT = {
  name: 'floor-principal-of-client',
  text: `
    select c.project::text as project, c.id::text as "clientId", c.active, c.kind, m.id::text as "membershipId", m.profile,
      mr.content as membership, pr.content as "projectContent"
    from clients c
    join memberships m on m.project = c.project and m.user_type = 'ClientApplication' and m.user_id = c.id
    join projects p on p.id = m.project
    join resources mr on mr.project = m.project and mr.type = 'ProjectMembership' and mr.id = m.id::text and not mr.deleted
    join resources pr on pr.project = m.project and pr.type = 'Project' and pr.id = m.project::text and not pr.deleted
    where c.id = $1
    limit 1`,
}
