import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

/** A role that a person is offered. */
export interface Offer {
  readonly project: string
  /** Of the membership. */
  readonly id: string
  readonly profile: string
  readonly admin: boolean
  /** The account that was made for the invitation: only the project's provider signs in to it. */
  readonly invitee: string
}

/**
 * An open invitation `m`, sent after `since`, of an account `u` that nobody has proven, whose address the account `r` has proven. Where the
 * person has the profile already, there is nothing to offer.
 */
const offered = (since: PlaceholderFor<Date>) => sql`
  u.email = r.email and u.project = r.project and u.email_proven_at is null and u.password_hash is null and u.active
  and r.email_proven_at is not null and r.active
  and m.user_id = u.id and m.user_type = 'User' and m.active and m.invitation_open and m.declined_at is null
  and m.invited_at > ${since}::timestamptz
  and not exists (
    select 1 from memberships o
    where o.project = m.project and o.user_id = r.id and o.user_type = 'User' and o.profile = m.profile
  )`

const COLUMNS = sql.raw('m.project::text as project, m.id::text as id, m.profile, m.admin, u.id::text as invitee')

/** What an account is offered, the latest first. */
export const offersTo = statement<[userId: string, since: Date], Offer>(
  'memberships.offers-to',
  (userId, since) => sql`
    select ${COLUMNS}
    from users r, users u, memberships m join projects p on p.id = m.project and p.active
    where r.id = ${userId} and ${offered(since)}
    order by m.invited_at desc, m.id
    limit 20`,
)

/** Gives an offered role to its person: the gate, of which two concurrent answers pass one. */
export const takeOffer = statementByNames<{ project: string; id: string; userId: string; since: Date }, Offer>(
  'memberships.take-offer',
  ({ project, id, userId, since }) => sql`
    update memberships m set user_id = r.id
    from users r, users u
    where m.project = ${project} and m.id = ${id} and r.id = ${userId} and ${offered(since)}
    returning ${COLUMNS}`,
)

/** Declines it, by the same gate. */
export const declineOffer = statementByNames<
  { project: string; id: string; userId: string; since: Date; now: Date },
  Offer
>(
  'memberships.decline-offer',
  ({ project, id, userId, since, now }) => sql`
    update memberships m set declined_at = ${now}
    from users r, users u
    where m.project = ${project} and m.id = ${id} and r.id = ${userId} and ${offered(since)}
    returning ${COLUMNS}`,
)

/** Offers it again, when the invitation is sent again. */
export const offerAgain = statement<[now: Date, project: string, id: string], never>(
  'memberships.offer-again',
  (now, project, id) => sql`
    update memberships set declined_at = null, invited_at = ${now} where project = ${project} and id = ${id}`,
)
