import { forgetStatement, sql, statementByNames } from '#base/db'

/** Where a role is remembered: for one person, browser and app, at one address of the server. */
export interface RolePlace {
  readonly userId: string
  readonly browserHash: string
  readonly clientId: string
  /** The project at whose address it is; empty at the server's own. */
  readonly issuer: string
  readonly project: string
}

/** Remembers the role that a person chose, in place of an earlier one. */
export const rememberRole = statementByNames<RolePlace & { membershipId: string; now: Date }, never>(
  'chosen-roles.remember',
  ({ userId, browserHash, clientId, issuer, project, membershipId, now }) => sql`
    insert into chosen_roles (user_id, browser_hash, client_id, issuer, project, membership_id, chosen_at)
    values (${userId}, ${browserHash}, ${clientId}, ${issuer}, ${project}, ${membershipId}, ${now})
    on conflict (user_id, browser_hash, client_id, issuer) do update
    set project = excluded.project, membership_id = excluded.membership_id, chosen_at = excluded.chosen_at`,
)

/** The membership that was chosen there, whether or not it can still be signed in to. */
export const rememberedRole = statementByNames<RolePlace, { membershipId: string }>(
  'chosen-roles.of-place',
  ({ userId, browserHash, clientId, issuer, project }) => sql`
    select membership_id::text as "membershipId" from chosen_roles
    where user_id = ${userId} and browser_hash = ${browserHash} and client_id = ${clientId} and issuer = ${issuer}
      and project = ${project}`,
)

/** A remembered role, as its person sees it. */
export interface ChosenRole extends Pick<RolePlace, 'clientId' | 'issuer' | 'project'> {
  readonly membershipId: string
}

/** What a browser remembers for a person, the latest choice first. */
export const rolesOfBrowser = statementByNames<Pick<RolePlace, 'userId' | 'browserHash'>, ChosenRole>(
  'chosen-roles.of-browser',
  ({ userId, browserHash }) => sql`
    select client_id::text as "clientId", issuer, project::text as project, membership_id::text as "membershipId"
    from chosen_roles
    where user_id = ${userId} and browser_hash = ${browserHash}
    order by chosen_at desc, client_id, issuer
    limit 50`,
)

/** Forgets it: the app asks again. */
export const forgetRole = statementByNames<RolePlace, { clientId: string }>(
  'chosen-roles.forget-one',
  ({ userId, browserHash, clientId, issuer, project }) => sql`
    delete from chosen_roles
    where user_id = ${userId} and browser_hash = ${browserHash} and client_id = ${clientId} and issuer = ${issuer}
      and project = ${project}
    returning client_id::text as "clientId"`,
)

export const forgetChosenRoles = forgetStatement('chosen-roles.forget', {
  table: 'chosen_roles',
  by: 'chosen_at',
  due: (before) => sql`chosen_at < ${before}`,
})
