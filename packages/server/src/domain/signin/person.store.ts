import { sql, statement, statementByNames } from '#base/db'
import { type RuleRow, rulesAsJson } from '#domain/email-domains'
import { type ActiveMembership, membershipsAsJson } from '#domain/memberships'
import { schemesAsArray } from '#domain/passwords'
import { accountColumns, accounts, type UserRow } from '#domain/users'

type NoAccount = { readonly [K in keyof UserRow]: null }

/** Who an address is, if anybody, and what decides whether they may sign in by it. */
type PersonRow = (UserRow | NoAccount) & {
  readonly memberships: readonly ActiveMembership[]
  /** Of the address's domain: in the project that is asked for, and where the person has a membership. */
  readonly rules: readonly RuleRow[]
  /** Schemes of the passwords that people of the project brought along. */
  readonly schemes: readonly string[]
}

/**
 * The account under a proven address, that of the given project first, with all that a password is tried with. One row
 * whether there is an account or not: to look for nobody costs what looking for somebody does.
 */
export const personByEmail = statementByNames<
  { email: string; project: string; asked: string | null; domain: string; systemProject: string },
  PersonRow
>(
  'signin.person-by-email',
  ({ email, project, asked, domain, systemProject }) => sql`
    select ${accountColumns}, ${membershipsAsJson(sql.raw('u.id'))} as memberships,
      ${rulesAsJson(domain, asked, systemProject)} as rules,
      case when ${project}::uuid = ${systemProject}::uuid then '{}' else ${schemesAsArray(project)} end as schemes
    from (select 1) one
    left join (${accounts})
      on u.email = ${email} and u.email_proven_at is not null and u.project in (${project}::uuid, ${systemProject}::uuid)
    order by u.project = ${systemProject}::uuid
    limit 1`,
)

/** An account, with where its person can sign in. */
export const personById = statement<[id: string], UserRow & { readonly memberships: readonly ActiveMembership[] }>(
  'signin.person-by-id',
  (id) => sql`
    select ${accountColumns}, ${membershipsAsJson(sql.raw('u.id'))} as memberships from ${accounts} where u.id = ${id}`,
)
