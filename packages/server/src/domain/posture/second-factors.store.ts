import type { Condition } from '@damson/fhir'
import { dynamic, sql, type Tx } from '#base/db'
import { idsFound } from '#domain/resources'

/** Where people are looked for, and how they sign in there. */
export interface SignInWays {
  readonly project: string
  /** The operator's: its domains count too. */
  readonly systemProject: string
  /** The profile types whose people sign in by an e-mail alone, and by a text message alone. */
  readonly byMail: readonly string[]
  readonly byText: readonly string[]
  /** Those who are sent a code where their password is typed in a new browser. */
  readonly askedAnew: readonly string[]
  /** The memberships whose policies show every chart. */
  readonly holders: readonly string[]
  /** Of people who administer the project by another role than these, the asker is told nothing; undefined: of all. */
  readonly below: readonly string[] | undefined
}

/** Of more holders of wide policies than this, some are not looked at. */
const MOST_HOLDERS = 10_000

type Part = ReturnType<typeof sql>

const PROFILE_TYPE = sql.raw(`split_part(m.profile, '/', 1)`)
const ADMINISTERS = sql.raw('(m.admin or m.admin_role is not null)')
const IS_PATIENT = sql.raw(`split_part(m.profile, '/', 1) in ('Patient', 'RelatedPerson')`)

/** The memberships that a condition finds. */
export async function membershipsFound(tx: Tx, project: string, condition: Condition): Promise<readonly string[]> {
  const found = sql`${idsFound(project, 'ProjectMembership', condition)} limit ${MOST_HOLDERS}`
  return (await dynamic.rows<{ id: string }>(tx, found)).map(({ id }) => id)
}

const among = ({ holders }: SignInWays): Part => sql`select unnest(${holders}::uuid[])`

/** Nothing where no type is meant: then accounts without a password are left out at once. */
const orWhere = (types: readonly string[], also: Part): Part => (types.length === 0 ? sql`` : sql`or ${also}`)

/**
 * Signs in here, by one proof. People whom a provider alone signs in are not asked here: those without a password, and those
 * whose e-mail domain is enforced. So are those who were invited and have not chosen a password yet.
 */
const byOneProof = ({ project, systemProject, byMail, byText }: SignInWays): Part => sql`
  (
    u.password_hash is not null
    ${orWhere(byMail, sql`(u.email_proven_at is not null and ${PROFILE_TYPE} = any(${byMail}::text[]))`)}
    ${orWhere(
      byText,
      sql`(${PROFILE_TYPE} = any(${byText}::text[]) and exists (
        select 1 from sign_in_numbers n where n.user_id = u.id and n.project = ${project}::uuid
      ))`,
    )}
  )
  and not exists (select 1 from factors f where f.user_id = u.id and f.confirmed_at is not null)
  and not exists (select 1 from passkeys k where k.user_id = u.id)
  and not exists (
    select 1 from domains d
    where d.domain = split_part(u.email, '@', 2) and d.enforced and d.status <> 'pending'
      and d.project in (${project}::uuid, ${systemProject}::uuid)
      and not exists (
        select 1 from projects p where p.id = ${project}::uuid and p.emergency_membership = m.id and m.admin
      )
  )`

/** Whichever of their memberships it is that they administer the project by. */
const isBelow = ({ project, below }: SignInWays): Part =>
  below === undefined
    ? sql``
    : sql`and not exists (
        select 1 from memberships a
        where a.project = ${project}::uuid and a.user_type = 'User' and a.user_id = m.user_id
          and (a.admin or (a.admin_role is not null and a.admin_role <> all(${below}::text[])))
      )`

/** `administrators`; who sees `every_chart`; the rest of the `staff`; `patients` and those related to them. */
const groups = (ways: SignInWays): Readonly<Record<Group, Part>> => ({
  administrator: ADMINISTERS,
  every_chart: sql`not ${ADMINISTERS} and m.id in (${among(ways)})`,
  staff: sql`not ${ADMINISTERS} and not ${IS_PATIENT} and m.id not in (${among(ways)})`,
  // A stolen password alone signs nobody in who is sent a code in a new browser.
  patient: sql`not ${ADMINISTERS} and ${IS_PATIENT} and m.id not in (${among(ways)})
    and u.password_hash is not null
    and not (u.email_proven_at is not null and ${PROFILE_TYPE} = any(${ways.askedAnew}::text[]))`,
})

/** Whom a second factor would protect; each person is in one group. */
export type Group = 'administrator' | 'every_chart' | 'staff' | 'patient'

/**
 * Members of a group who sign in here and have no second factor: of many any, since to put all in order takes long. `after`:
 * those after one, in the order of their ids.
 */
export function withoutFactor(
  tx: Tx,
  group: Group,
  ways: SignInWays,
  limit: number,
  after?: string,
): Promise<readonly { readonly id: string }[]> {
  return dynamic.rows<{ id: string }>(
    tx,
    sql`
    select m.id::text as id
    from memberships m join users u on u.id = m.user_id and u.active
    where m.project = ${ways.project}::uuid and m.user_type = 'User' and m.active
      and ${groups(ways)[group]} and ${byOneProof(ways)} ${isBelow(ways)}
      ${after === undefined ? sql`` : sql`and m.id > ${after}::uuid order by m.id`}
    limit ${limit}`,
  )
}
