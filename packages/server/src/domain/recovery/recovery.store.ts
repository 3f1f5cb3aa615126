import { forgetStatement, type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { accountsOf } from '#domain/access'
import { ADMINISTERS, isOpen, isReachedBy, SAME_ADDRESS, suffices, WORDS_HOLD } from './open-recovery.store.ts'

/** What shows that the account is the person's. `host`: a link that was made on the server's own machine. */
export type ProofKind = 'email' | 'code' | 'authenticator' | 'administrator' | 'host'

export interface RecoveryRow {
  readonly id: string
  readonly userId: string
  readonly project: string
  readonly issuerProject: string | null
  readonly language: string
  readonly startedBy: 'person' | 'administrator' | 'host'
  readonly starter: string | null
  readonly startedAt: Date
  readonly proofs: readonly ProofKind[]
  readonly number: string | null
  readonly confirmedBy: string | null
  readonly readyAt: Date | null
  readonly shortenedBy: string | null
  readonly endedAt: Date | null
  readonly endedWhy: string | null
  /** The person administers a project: an administrator must be among the proofs. */
  readonly needsAdministrator: boolean
}

const COLUMNS = sql`
  r.id::text as id, r.user_id::text as "userId", r.project::text as project,
  r.issuer_project::text as "issuerProject", r.language, r.started_by as "startedBy", r.starter::text as starter,
  r.started_at as "startedAt", r.proofs, r.number, r.confirmed_by::text as "confirmedBy", r.ready_at as "readyAt",
  r.shortened_by::text as "shortenedBy", r.ended_at as "endedAt", r.ended_why as "endedWhy",
  ${ADMINISTERS} as "needsAdministrator"`

/** The waiting time begins once, with the proof that makes them enough. */
const readyWith = (proofs: ReturnType<typeof sql>, readyAt: PlaceholderFor<Date>) =>
  sql`case when r.ready_at is null and ${suffices(proofs)} then ${readyAt}::timestamptz else r.ready_at end`

/**
 * Whether an account has anything that a recovery replaces, and whether its address is new: while the owner of the old one
 * can undo the change, the new one proves nobody here. An administrator who changed it would have both proofs.
 */
export const hasFactors = statement<[userId: string, now: Date], { found: boolean; isNewAddress: boolean }>(
  'recoveries.has-factors',
  (userId, now) => sql`
    select exists (select 1 from factors where user_id = ${userId}::uuid and confirmed_at is not null)
      or exists (select 1 from passkeys where user_id = ${userId}::uuid) as found,
      exists (
        select 1 from email_changes
        where user_id = ${userId}::uuid and confirmed_at is not null and undone_at is null
          and undo_until > ${now}::timestamptz
      ) as "isNewAddress"`,
)

export interface NewRecovery {
  readonly id: string
  readonly userId: string
  readonly project: string
  readonly issuerProject: string | null
  readonly language: string
  readonly startedBy: 'person' | 'administrator' | 'host'
  readonly starter: string | null
  readonly now: Date
  readonly expiresAt: Date
  readonly browserHash: string | null
  readonly openedIn: string | null
  readonly number: string | null
  readonly proofs: readonly ProofKind[]
  readonly readyAt: Date | null
}

/** Starts one; no row if the person has an open one: of two at once, one is started. */
export const insertRecovery = statementByNames<NewRecovery, { id: string }>(
  'recoveries.insert',
  ({
    id,
    userId,
    project,
    issuerProject,
    language,
    startedBy,
    starter,
    now,
    expiresAt,
    browserHash,
    openedIn,
    number,
    proofs,
    readyAt,
  }) => sql`
    insert into recoveries (id, user_id, project, issuer_project, language, started_by, starter, started_at, expires_at,
      browser_hash, opened_in, number, proofs, ready_at)
    values (${id}, ${userId}, ${project}, ${issuerProject}::uuid, ${language}, ${startedBy}, ${starter}::uuid, ${now},
      ${expiresAt}, ${browserHash}::text, ${openedIn}::text, ${number}::text, ${proofs}::text[], ${readyAt}::timestamptz)
    on conflict (user_id) where ended_at is null do nothing
    returning id::text as id`,
)

export const openRecoveryOf = statement<[userId: string, now: Date], RecoveryRow>(
  'recoveries.open-of-user',
  (userId, now) => sql`select ${COLUMNS} from recoveries r where r.user_id = ${userId} and ${isOpen(now)}`,
)

/** An open recovery of the browser that a link was opened in. */
export const recoveryOfBrowser = statementByNames<{ id: string; browserHash: string; now: Date }, RecoveryRow>(
  'recoveries.of-browser',
  ({ id, browserHash, now }) => sql`
    select ${COLUMNS} from recoveries r where r.id = ${id} and r.browser_hash = ${browserHash} and ${isOpen(now)}`,
)

export const recoveryById = statement<[id: string], RecoveryRow>(
  'recoveries.by-id',
  (id) => sql`select ${COLUMNS} from recoveries r where r.id = ${id}`,
)

/** Gives an administrator's recovery to the browser that opened its link: to one, and once. */
export const bindBrowser = statementByNames<
  { id: string; browserHash: string; openedIn: string | null; number: string; now: Date; readyAt: Date },
  RecoveryRow
>(
  'recoveries.bind-browser',
  ({ id, browserHash, openedIn, number, now, readyAt }) => sql`
    update recoveries r
    set browser_hash = ${browserHash}, opened_in = ${openedIn}::text, number = ${number}, proofs = r.proofs || 'email'::text,
      ready_at = ${readyWith(sql`(r.proofs || 'email'::text)`, readyAt)}
    where r.id = ${id} and r.browser_hash is null and ${isOpen(now)}
    returning ${COLUMNS}`,
)

/** Adds a proof of the person's own, once for each kind. `usedAt`: when it used an old factor. */
export const addOwnProof = statementByNames<
  { id: string; browserHash: string; kind: 'code' | 'authenticator'; now: Date; readyAt: Date },
  RecoveryRow
>(
  'recoveries.add-own-proof',
  ({ id, browserHash, kind, now, readyAt }) => sql`
    update recoveries r
    set proofs = r.proofs || ${kind}::text, ready_at = ${readyWith(sql`(r.proofs || ${kind}::text)`, readyAt)}
    where r.id = ${id} and r.browser_hash = ${browserHash} and not ${kind}::text = any(r.proofs) and ${isOpen(now)}
    returning ${COLUMNS}`,
)

/** Notes that an old factor is about to be used for the recovery, so that its use does not cancel it. */
export const noteOwnUse = statementByNames<{ id: string; browserHash: string; now: Date }, { id: string }>(
  'recoveries.note-own-use',
  ({ id, browserHash, now }) => sql`
    update recoveries r set own_uses = r.own_uses || ${now}::timestamptz
    where r.id = ${id} and r.browser_hash = ${browserHash} and ${isOpen(now)}
    returning r.id::text as id`,
)

/** The recoveries that an administrator reaches. Null: all, for the server's administrators. */
const inReach = (project: PlaceholderFor<string | null>) =>
  sql`(${project}::uuid is null or ${isReachedBy(sql`${project}::uuid`)})`

/** The administrator is somebody else than the person, than whoever started it, and than whoever confirmed it. */
const isAnother = (by: PlaceholderFor<string>) => sql`
  r.user_id not in (${accountsOf(by)})
  and (r.starter is null or r.starter not in (${accountsOf(by)}))
  and (r.confirmed_by is null or r.confirmed_by not in (${accountsOf(by)}))`

/** An administrator's word for who the person is. This is the gate against whoever started it, or asks for themselves. */
export const confirmRecovery = statementByNames<
  { id: string; project: string | null; by: string; number: string; how: string; now: Date; readyAt: Date },
  RecoveryRow
>(
  'recoveries.confirm',
  ({ id, project, by, number, how, now, readyAt }) => sql`
    update recoveries r
    set proofs = r.proofs || 'administrator'::text, confirmed_by = ${by}::uuid, identity_check = ${how},
      ready_at = ${readyWith(sql`(r.proofs || 'administrator'::text)`, readyAt)}
    where r.id = ${id} and r.number = ${number} and not 'administrator' = any(r.proofs) and ${isOpen(now)}
      and ${inReach(project)} and ${isAnother(by)}
    returning ${COLUMNS}`,
)

/** A second administrator ends the waiting time that another one's word began. */
export const shortenRecovery = statementByNames<
  { id: string; project: string | null; by: string; now: Date },
  RecoveryRow
>(
  'recoveries.shorten',
  ({ id, project, by, now }) => sql`
    update recoveries r set ready_at = ${now}::timestamptz, shortened_by = ${by}::uuid
    where r.id = ${id} and r.ready_at > ${now}::timestamptz and r.confirmed_by is not null and ${isOpen(now)}
      and ${inReach(project)} and ${isAnother(by)}
    returning ${COLUMNS}`,
)

/** Why an administrator's act found nothing to do. */
export const administratorsView = statementByNames<
  { id: string; project: string | null; by: string; now: Date },
  RecoveryRow & {
    readonly inReach: boolean
    readonly isOwn: boolean
    readonly isStarter: boolean
    readonly open: boolean
  }
>(
  'recoveries.administrators-view',
  ({ id, project, by, now }) => sql`
    select ${COLUMNS}, ${inReach(project)} as "inReach", r.user_id in (${accountsOf(by)}) as "isOwn",
      coalesce(r.starter in (${accountsOf(by)}), false) as "isStarter", (${isOpen(now)}) as open
    from recoveries r
    where r.id = ${id} and (${project}::uuid is null or exists (
      select 1 from memberships m
      where m.user_id = r.user_id and m.user_type = 'User' and m.project = ${project}::uuid and not m.invitation_open
    ))`,
)

/** The open recoveries of a project's members, the latest first. */
export const recoveriesOfProject = statement<
  [project: string, now: Date],
  RecoveryRow & { readonly membershipId: string }
>(
  'recoveries.of-project',
  (project, now) => sql`
    select ${COLUMNS}, o.id::text as "membershipId"
    from recoveries r
    join lateral (
      select id from memberships
      where user_id = r.user_id and user_type = 'User' and project = ${project} and not invitation_open
      order by id limit 1
    ) o on true
    where ${isOpen(now)}
    order by r.started_at desc, r.id
    limit 200`,
)

/** Cancels one. Of a cancellation and an end at once, one finds it open. */
export const cancelRecovery = statementByNames<{ id: string; why: string; now: Date }, RecoveryRow>(
  'recoveries.cancel',
  ({ id, why, now }) => sql`
    update recoveries r set ended_at = ${now}::timestamptz, ended_why = ${why}
    where r.id = ${id} and r.ended_at is null
    returning ${COLUMNS}`,
)

/** Ends those that expired, or that an old factor's use, a new address or a lost role cancels: one person's, or of all. */
export const endStale = statementByNames<{ userId: string | null; now: Date; limit: number }, RecoveryRow>(
  'recoveries.end-stale',
  ({ userId, now, limit }) => sql`
    update recoveries r
    set ended_at = ${now}::timestamptz,
      ended_why = case
        when r.expires_at <= ${now}::timestamptz then 'expired'
        when not ${SAME_ADDRESS} then 'address_changed'
        when not ${WORDS_HOLD} then 'administrator_gone'
        else 'factor_used'
      end
    where r.id in (
      select r.id from recoveries r
      where r.ended_at is null and (${userId}::uuid is null or r.user_id = ${userId}::uuid) and not (${isOpen(now)})
      limit ${limit} for update skip locked
    ) and r.ended_at is null
    returning ${COLUMNS}`,
)

/**
 * Completes a recovery: this is the gate. The factors are locked before, so that a use that is under way is seen.
 */
export const completeRecovery = statementByNames<{ id: string; browserHash: string; now: Date }, RecoveryRow>(
  'recoveries.complete',
  ({ id, browserHash, now }) => sql`
    update recoveries r set ended_at = ${now}::timestamptz, ended_why = 'completed'
    where r.id = ${id} and r.browser_hash = ${browserHash} and r.ready_at <= ${now}::timestamptz
      and ${suffices(sql`r.proofs`)} and ${isOpen(now)}
      and exists (select 1 from users u where u.id = r.user_id and u.active)
    returning ${COLUMNS}`,
)

/** Waits for uses of a person's factors that are under way, and holds up others until the transaction ends. */
export const holdFactors = statement<[userId: string], { held: number }>(
  'recoveries.hold-factors',
  (userId) => sql`
    with f as (select 1 from factors where user_id = ${userId}::uuid for update),
      k as (select 1 from passkeys where user_id = ${userId}::uuid for update),
      c as (select 1 from recovery_codes where user_id = ${userId}::uuid for update)
    select (select count(*) from f)::integer + (select count(*) from k)::integer
      + (select count(*) from c)::integer as held`,
)

/** Recoveries whose waiting time is over and whose person was not told so: each is told by one node. */
export const takeReady = statement<[now: Date], RecoveryRow>(
  'recoveries.take-ready',
  (now) => sql`
    update recoveries r set told_ready_at = ${now}::timestamptz
    where r.id in (
      select r.id from recoveries r
      where r.ready_at <= ${now}::timestamptz and r.told_ready_at is null and r.started_by <> 'host' and ${isOpen(now)}
      limit 50 for update skip locked
    ) and r.told_ready_at is null
    returning ${COLUMNS}`,
)

/** After a restore, none that was under way goes on: links that were used would work again. */
export const endAllRecoveries = statement<[now: Date], never>(
  'recoveries.end-all',
  (now) => sql`
    with links as (
      update recovery_links set used_at = ${now}::timestamptz where used_at is null
    )
    update recoveries set ended_at = ${now}::timestamptz, ended_why = 'restored' where ended_at is null`,
)

export const forgetRecoveries = forgetStatement('recoveries.forget', {
  table: 'recoveries',
  by: 'started_at',
  due: (before) => sql`started_at < ${before} and ended_at is not null`,
})
