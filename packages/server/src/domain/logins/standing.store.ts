import { type PlaceholderFor, sql, statement } from '#base/db'
import { type ActiveMembership, membershipsAsJson } from '#domain/memberships'
import type { FactorMethod } from '#domain/projects'
import type { FactorDemandOf } from './factor-demand.ts'
import { type LoginRow, loginColumns } from './logins.store.ts'

/** What may demand a second factor in a membership. */
export interface MembershipDemands {
  readonly mfaRequired: boolean
  /** The policies of its project that demand something, whether or not the membership has them. */
  readonly demanding: readonly DemandingPolicy[] | null
  /** Its resource, which says which policies it has; null if no policy of the project demands anything. */
  readonly content: string | null
}

export type StandingMembership = ActiveMembership & MembershipDemands

interface DemandingPolicy extends FactorDemandOf {
  readonly id: string
  /** It demands a device that the person's provider vouched for. */
  readonly needsDevice: boolean
}

const DEMANDS =
  sql.raw(`, m.mfa_required as "mfaRequired", d.policies as demanding, case when d.policies is not null then (
        select r.content from resources r
        where r.project = m.project and r.type = 'ProjectMembership' and r.id = m.id::text and not r.deleted
      ) end as content`)
const DEMANDING = sql.raw(`
    cross join lateral (
      select json_agg(json_build_object('id', a.id, 'mfaRequired', a.mfa_required, 'minimumAcr', a.minimum_acr,
        'needsDevice', a.needs_device)) as policies
      from access_policies a
      where a.project = m.project and (a.mfa_required or a.minimum_acr is not null or a.needs_device)
    ) d`)

/** Sign-ins `g` of apps that lacked nothing, with their roots `o`. */
const COMPLETED = sql.raw(
  'from login_roots o join logins g on g.root_id = o.id where (g.granted_at is not null or g.code_hash is not null)',
)

/** A sign-in under way, with everything that decides its state. */
export interface StandingRow extends LoginRow {
  readonly email: string | null
  readonly isProven: boolean | null
  readonly isActive: boolean | null
  /** The account's project; the system project for server-wide accounts. */
  readonly userProject: string | null
  /** The account must prove a second factor. */
  readonly userMfaRequired: boolean | null
  /** The language of e-mails to the person. */
  readonly language: string | null
  /** The password is on the list of common ones. */
  readonly isPasswordListed: boolean | null
  /** The password is long enough only beside an authenticator app. */
  readonly isPasswordShort: boolean | null
  /** The person chose the password, and it is long enough without any second factor. */
  readonly isPasswordLong: boolean | null
  readonly passwordChangedAt: Date | null
  /** The kinds of second factor that the person has set up. */
  readonly enrolled: readonly FactorMethod[]
  readonly hasPasskeys: boolean
  readonly memberships: readonly StandingMembership[]
  /** With this browser no app has got a sign-in of the person, as far back as sign-ins are kept; false without one. */
  readonly isNewBrowser: boolean
  /** The link to the person's identity at a provider, while it exists. */
  readonly identity: {
    readonly project: string
    readonly membershipId: string | null
    readonly profileType: string | null
  } | null
  /** What the person accepted, each as `<project> <version>`. */
  readonly acceptedTerms: readonly string[]
  /** The resource of the login's project, of the requested one, or of the only possible one. */
  readonly projectContent: string | null
}

/**
 * A pending login by its handle's hash, whatever its state, with its person. Accounts, factors, memberships, policies,
 * accepted terms, links to providers and projects belong to other modules; one query reads them all.
 */
export const standingByHandle = statement<[handleHash: string], StandingRow>('logins.standing', (handleHash) =>
  standing(handleHash, sql`users u on u.id = l.user_id`),
)

/**
 * The same, with the person's account held as it is until the transaction ends, so that whoever changes it ends this
 * sign-in too.
 */
export const standingHeld = statement<[handleHash: string], StandingRow>('logins.standing-held', (handleHash) =>
  standing(handleHash, sql`lateral (select * from users where id = l.user_id for share) u on true`),
)

type Part = ReturnType<typeof sql>

/**
 * Whether no app has got a sign-in of the person with this browser, and whether the person has signed in to an app before,
 * or has signed in elsewhere. Also reads the table of `domain/memberships`.
 */
export const browserOfPerson = statement<
  [userId: string, browserHash: string],
  { isNewBrowser: boolean; hasSignedIn: boolean }
>(
  'logins.browser-of-person',
  (userId, browserHash) => sql`
    select not exists (
        select 1 ${COMPLETED} and o.browser_hash = ${browserHash} and o.user_id = ${userId}
      ) as "isNewBrowser",
      exists (select 1 from memberships m where m.user_id = ${userId} and m.user_type = 'User' and m.last_sign_in_at is not null)
        or exists (
          select 1 from login_roots o where o.user_id = ${userId} and o.browser_hash is distinct from ${browserHash}
        ) as "hasSignedIn"`,
)

function standing(handleHash: PlaceholderFor<string>, person: Part): Part {
  return sql`
    select ${loginColumns}, u.email, u.email_proven_at is not null as "isProven", u.active as "isActive",
      u.project::text as "userProject", u.mfa_required as "userMfaRequired",
      u.language, u.password_listed_at is not null as "isPasswordListed", u.password_short as "isPasswordShort",
      u.password_changed_at as "passwordChangedAt",
      u.password_changed_at is not null and not u.password_short as "isPasswordLong",
      array(select distinct f.kind from factors f where f.user_id = l.user_id and f.confirmed_at is not null) as enrolled,
      array(select a.project || ' ' || a.version from terms_acceptances a where a.user_id = l.user_id) as "acceptedTerms",
      exists (select 1 from passkeys k where k.user_id = l.user_id) as "hasPasskeys",
      ${membershipsAsJson(sql.raw('l.user_id'), { columns: DEMANDS, joins: DEMANDING })} as memberships,
      case when l.browser_hash is null then false else not exists (
        select 1 ${COMPLETED} and o.browser_hash = l.browser_hash and o.user_id = l.user_id and g.id <> l.id
      ) end as "isNewBrowser",
      (select json_build_object('project', i.project, 'membershipId', i.membership_id, 'profileType', i.profile_type)
        from identities i where i.id = l.identity_id) as identity,
      (select r.content from projects p
        join resources r on r.project = p.id and r.type = 'Project' and r.id = p.id::text and not r.deleted
        where p.active and p.id = coalesce(
          l.project,
          case when l.requested_project ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then l.requested_project::uuid end,
          (select min(m.project::text)::uuid from memberships m
            where m.user_id = l.user_id and m.user_type = 'User' and m.active
            having count(distinct m.project) = 1)
        )) as "projectContent"
    from logins l
    left join login_roots t on t.id = l.root_id
    left join ${person}
    where l.handle_hash = ${handleHash}`
}

/** What may demand a second factor of a person, in all their memberships. */
export interface PersonDemands {
  readonly userMfaRequired: boolean
  readonly memberships: readonly (StandingMembership & { readonly projectContent: string })[]
}

const WITH_PROJECT = {
  columns: sql`${DEMANDS}, pr.content as "projectContent"`,
  joins: sql`${DEMANDING}
    join resources pr on pr.project = m.project and pr.type = 'Project' and pr.id = m.project::text and not pr.deleted`,
}

export const personDemands = statement<[userId: string], PersonDemands>(
  'logins.person-demands',
  (userId) => sql`
    select u.mfa_required as "userMfaRequired", ${membershipsAsJson(sql.raw('u.id'), WITH_PROJECT)} as memberships
    from users u where u.id = ${userId}`,
)
