import { sql, statement, statementByNames } from '#base/db'
import { type RuleRow, rulesAsJson } from '#domain/email-domains'
import { type ActiveMembership, membershipsAsJson } from '#domain/memberships'
import { schemesAsArray } from '#domain/passwords'
import { type Standing, type StandingKeys, standingColumns, wasSeen } from '#domain/throttle'
import { accountColumns, accounts, type UserRow } from '#domain/users'

type NoAccount = { readonly [K in keyof UserRow]: null }

/** The account of an address, if any, and what decides whether it may sign in. */
type PersonRow = (UserRow | NoAccount) &
  Standing & {
    readonly memberships: readonly ActiveMembership[]
    /** In this network, a sign-in in an app's own form lacked nothing before. */
    readonly isUsual: boolean
    /** Rules of the address's domain, in the requested project and in the person's other projects. */
    readonly rules: readonly RuleRow[]
    /** Hash schemes of the passwords that the project imported. */
    readonly schemes: readonly string[]
  }

/**
 * The account with a proven address, preferring the given project's, with everything needed to try a password. Returns
 * one row even without an account, so that the time does not reveal whether the account exists.
 */
export const personByEmail = statementByNames<
  StandingKeys & { email: string; project: string; asked: string | null; domain: string; systemProject: string },
  PersonRow
>(
  'signin.person-by-email',
  (p) => sql`
    select ${accountColumns}, ${membershipsAsJson(sql.raw('u.id'))} as memberships,
      ${rulesAsJson(p.domain, p.asked, p.systemProject)} as rules,
      ${standingColumns(p)}, ${wasSeen(p.formHashes, p.since)} as "isUsual",
      case when ${p.project}::uuid = ${p.systemProject}::uuid then '{}' else ${schemesAsArray(p.project)} end as schemes
    from (select 1) one
    left join (${accounts})
      on u.email = ${p.email} and u.email_proven_at is not null and u.project in (${p.project}::uuid, ${p.systemProject}::uuid)
    order by u.project = ${p.systemProject}::uuid
    limit 1`,
)

/** An account, with the memberships that its person can sign in to. */
export const personById = statement<[id: string], UserRow & { readonly memberships: readonly ActiveMembership[] }>(
  'signin.person-by-id',
  (id) => sql`
    select ${accountColumns}, ${membershipsAsJson(sql.raw('u.id'))} as memberships from ${accounts} where u.id = ${id}`,
)
