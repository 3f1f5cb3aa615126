import { forgetStatement, sql, statement, statementByNames } from '#base/db'
import type { Algorithm } from '#domain/keys'

const NOTICE = sql.raw('gen_random_uuid(), c.project, c.id, t.user_id, t.id')
const COLUMNS = sql.raw('(id, project, client_id, user_id, root_id, created_at, due_at)')
/** Due at once, even for a node whose clock is a little behind. */
const AHEAD = sql.raw("interval '10 seconds'")
const HOST = sql.raw("lower(substring(c.back_channel_logout_uri from '^[^:]+://([^/?#]+)'))")
/** An unsent notice for the same client already covers it. */
const ONCE = sql.raw('on conflict (root_id, client_id) where settled_at is null do nothing')

/**
 * Records which clients to notify that sign-ins have ended: each client that got tokens from them, once. Clients of a
 * child revoked earlier were notified then.
 */
export const noteEndedRoots = statement<[rootIds: readonly string[], now: Date], never>(
  'logout.note-roots',
  (rootIds, now) => sql`
    insert into logout_notices ${COLUMNS}
    select ${NOTICE}, ${now}::timestamptz, ${now}::timestamptz - ${AHEAD}
    from login_roots t
    join clients c on c.back_channel_logout_uri is not null and exists (
      select 1 from logins l where l.root_id = t.id and l.client_id = c.id and l.project = c.project
        and l.granted_at is not null and l.revoked_at is null
    )
    where t.id = any(${rootIds}::uuid[])
    ${ONCE}`,
)

/** Records that single clients' logins have ended while their sign-ins continue. */
export const noteEndedLogins = statement<[loginIds: readonly string[], now: Date], never>(
  'logout.note-logins',
  (loginIds, now) => sql`
    insert into logout_notices ${COLUMNS}
    select distinct on (t.id, c.id) ${NOTICE}, ${now}::timestamptz, ${now}::timestamptz - ${AHEAD}
    from logins l
    join login_roots t on t.id = l.root_id
    join clients c on c.id = l.client_id and c.project = l.project and c.back_channel_logout_uri is not null
    where l.id = any(${loginIds}::uuid[]) and l.granted_at is not null
    ${ONCE}`,
)

/** A notice for this node to send now. */
export interface TakenNotice {
  readonly id: string
  readonly project: string
  readonly clientId: string
  readonly userId: string
  readonly rootId: string
  /** The project at whose address the client signed the person in; null for the server's own. */
  readonly issuerProject: string | null
  readonly attempts: number
  /** Null if the client is deleted, or no longer wants calls. */
  readonly uri: string | null
  /** The host of the address, with its port. */
  readonly host: string | null
  /** The client's algorithm for its id tokens. */
  readonly algorithm: Algorithm
}

/**
 * Takes some due notices: first one of each project, then more. Projects that already have notices under way leave `kept`
 * slots to others. So neither a project with many notices nor a host that hangs delays the rest. `projects` and `hosts`
 * are those under way on this node. Until `retryAt` the notices belong to this node; if it dies, they are due again then.
 */
export const takeDueNotices = statementByNames<
  {
    now: Date
    retryAt: Date
    inAll: number
    kept: number
    ofProject: number
    atHost: number
    projects: readonly string[]
    hosts: readonly string[]
  },
  TakenNotice
>(
  'logout.take-due',
  ({ now, retryAt, inAll, kept, ofProject, atHost, projects, hosts }) => sql`
    with waiting as (
      select d.id, d.due_at, c.host, row_number() over (partition by d.project order by d.due_at, d.id)
        + (select count(*) from unnest(${projects}::uuid[]) u(project) where u.project = d.project) as place
      from logout_notices d
      left join lateral (
        select ${HOST} as host from clients c where c.id = d.client_id and c.project = d.project
      ) c on true
      where d.settled_at is null and d.due_at <= ${now}::timestamptz
    ), at_hosts as (
      select id, due_at, host, place, row_number() over (partition by host order by place, due_at, id)
        + (select count(*) from unnest(${hosts}::text[]) u(host) where u.host = w.host) as host_place
      from waiting w where place <= ${ofProject}
    ), lined_up as (
      select id, due_at, place, row_number() over (order by place, due_at, id) + cardinality(${hosts}::text[]) as seat
      from at_hosts where host is null or host_place <= ${atHost}
    )
    update logout_notices n
    set attempts = n.attempts + 1, due_at = ${retryAt}::timestamptz
    from (
      select d.id from logout_notices d
      join lined_up r on r.id = d.id and r.seat <= ${inAll}::integer - case when r.place = 1 then 0 else ${kept}::integer end
      where d.settled_at is null and d.due_at <= ${now}::timestamptz
      order by r.seat
      for update of d skip locked
    ) due
    where n.id = due.id
    returning n.id::text as id, n.project::text as project, n.client_id::text as "clientId", n.user_id::text as "userId",
      n.root_id::text as "rootId", n.attempts,
      (
        select l.issuer_project::text from logins l
        where l.root_id = n.root_id and l.client_id = n.client_id
        order by l.created_at desc limit 1
      ) as "issuerProject",
      (select c.back_channel_logout_uri from clients c where c.id = n.client_id and c.project = n.project) as uri,
      (select ${HOST} from clients c where c.id = n.client_id and c.project = n.project) as host,
      case when exists (
        select 1 from resources r
        where r.project = n.project and r.type = 'ClientApplication' and r.id = n.client_id::text and not r.deleted
          and position('"idTokenSignedResponseAlg":"ES256"' in r.content) > 0
      ) then 'ES256' else 'RS256' end as algorithm`,
)

/** Records the result, once. */
export const settleNotice = statementByNames<
  { outcome: string; now: Date; id: string; project: string },
  { id: string }
>(
  'logout.settle',
  ({ outcome, now, id, project }) => sql`
    update logout_notices set settled_at = ${now}, outcome = ${outcome}
    where id = ${id} and project = ${project} and settled_at is null
    returning id::text as id`,
)

export const postponeNotice = statementByNames<{ outcome: string; dueAt: Date; id: string; project: string }, never>(
  'logout.postpone',
  ({ outcome, dueAt, id, project }) => sql`
    update logout_notices set due_at = ${dueAt}, outcome = ${outcome}
    where id = ${id} and project = ${project} and settled_at is null`,
)

/** The results of a sign-in's notices since a time; `outcome` is null until the first attempt has ended. */
export const noticesOfRoot = statement<[rootId: string, since: Date], { clientId: string; outcome: string | null }>(
  'logout.notices-of-root',
  (rootId, since) => sql`
    select client_id::text as "clientId", outcome from logout_notices
    where root_id = ${rootId} and created_at >= ${since}`,
)

export const forgetNotices = forgetStatement('logout.forget', {
  table: 'logout_notices',
  by: 'settled_at',
  due: (before) => sql`settled_at < ${before}`,
})
