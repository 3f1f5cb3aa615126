import { type PlaceholderFor, sql, statement, statementByNames } from '#base/db'
import { STRONG_FACTORS } from './assurance.ts'

export interface RootRow {
  readonly id: string
  readonly userId: string
  readonly method: string
  readonly factors: readonly string[]
  /** When the sign-in began or was renewed: its limits count from here. */
  readonly authenticatedAt: Date
  /** When the person was proven; a provider may have done so long before. */
  readonly provenAt: Date
  /** The identity provider that proved the person; null: Damson did. */
  readonly providerKey: string | null
  readonly identityId: string | null
  readonly lastUsedAt: Date
  /** When it expires at the latest. */
  readonly endsAt: Date
  /** When it expires if unused; null for a root from an earlier release. */
  readonly idleUntil: Date | null
  /** When a second factor was last proven in it. */
  readonly factorsProvenAt: Date | null
}

const COLUMNS = sql.raw(`
  t.id::text as id, t.user_id::text as "userId", t.method, t.factors, t.authenticated_at as "authenticatedAt",
  coalesce(t.proven_at, t.authenticated_at) as "provenAt", t.provider_key as "providerKey",
  t.identity_id::text as "identityId",
  coalesce(t.last_used_at, t.authenticated_at) as "lastUsedAt", t.ends_at as "endsAt",
  coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) as "idleUntil",
  t.factors_proven_at as "factorsProvenAt"`)

/** A root within its limits: once expired, nothing brings it back. */
export const within = (now: PlaceholderFor<Date>) => sql`
  t.revoked_at is null and t.ends_at > ${now}::timestamptz
  and (t.idle_seconds is null
    or coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) > ${now}::timestamptz)`

/** A root as stored in its row. */
export interface NewRoot {
  readonly id: string
  readonly user_id: string
  readonly method: string
  readonly factors: readonly string[]
  readonly authenticated_at: Date
  readonly last_used_at: Date
  readonly ends_at: Date
  readonly idle_seconds: number
  readonly sealed_place: string
  readonly handle_hash: string | null
  readonly browser_hash: string | null
  readonly provider_key: string | null
  readonly identity_id: string | null
  readonly proven_at: Date | null
}

const ROOT = sql.raw(
  'id, user_id, method, factors, authenticated_at, last_used_at, ends_at, idle_seconds, sealed_place, handle_hash, ' +
    'browser_hash, provider_key, identity_id, proven_at',
)

/** Makes a root from the JSON of `NewRoot`. */
export const rootFrom = (root: PlaceholderFor<string>) => sql`
  insert into login_roots (${ROOT})
  select ${ROOT} from json_populate_record(null::login_roots, ${root}::json)`

export const insertRoot = statement<[root: string], never>('roots.insert', rootFrom)

/**
 * The roots that a browser opens with both of its cookies, for an active account: Damson's own first, then the most
 * recently proven. The handle belongs to the newest root and opens all roots of the same person in that browser.
 */
export const rootsOfBrowser = statement<[handleHash: string, browserHash: string, now: Date], RootRow>(
  'roots.of-browser',
  (handleHash, browserHash, now) => sql`
    select ${COLUMNS}
    from login_roots h
    join login_roots t on t.browser_hash = h.browser_hash and t.user_id = h.user_id
    join users u on u.id = t.user_id and u.active
    where h.handle_hash = ${handleHash} and h.browser_hash = ${browserHash} and ${within(now)}
    order by t.provider_key is not null, t.authenticated_at desc, t.id`,
)

/** Serialises proofs in one browser until their transactions end. */
export const lockBrowser = statement<[browserHash: string], { locked: string }>(
  'roots.lock-browser',
  (browserHash) => sql`select pg_advisory_xact_lock(hashtextextended(${browserHash}::text, 8))::text as locked`,
)

/**
 * A person's root in a browser from the same proof: Damson's own, or one identity at one provider. `atMost`: only one that
 * has proven nothing else; null: any.
 */
export const rootOfProof = statementByNames<
  {
    userId: string
    browserHash: string
    providerKey: string | null
    identityId: string | null
    atMost: readonly string[] | null
    now: Date
  },
  { id: string }
>(
  'roots.of-proof',
  ({ userId, browserHash, providerKey, identityId, atMost, now }) => sql`
    select t.id::text as id from login_roots t
    where t.browser_hash = ${browserHash} and t.user_id = ${userId} and t.provider_key is not distinct from ${providerKey}
      and t.identity_id is not distinct from ${identityId}::uuid and ${within(now)}
      and (${atMost}::text[] is null or t.factors <@ ${atMost}::text[])
    order by t.authenticated_at desc
    limit 1`,
)

/** Makes the browser's current handles useless: it is about to get a new one. */
export const dropHandles = statement<[browserHash: string, userId: string], never>(
  'roots.drop-handles',
  (browserHash, userId) => sql`
    update login_roots set handle_hash = null
    where browser_hash = ${browserHash} and user_id = ${userId} and handle_hash is not null`,
)

/** Exchanges the handle with which a browser opens a person's roots. No row if it has none. */
export const exchangeHandle = statement<[handleHash: string, browserHash: string, userId: string], { id: string }>(
  'roots.exchange-handle',
  (handleHash, browserHash, userId) => sql`
    update login_roots set handle_hash = ${handleHash}
    where browser_hash = ${browserHash} and user_id = ${userId} and handle_hash is not null and revoked_at is null
    returning id::text as id`,
)

/** A new proof: a new handle, and both limits start again. A root past its overall limit is not renewed. */
export const renewRoot = statementByNames<
  {
    id: string
    method: string
    factors: readonly string[]
    now: Date
    endsAt: Date
    idleSeconds: number
    sealedOrigin: string
    handleHash: string
    provenAt: Date | null
  },
  never
>(
  'roots.renew',
  ({ id, method, factors, now, endsAt, idleSeconds, sealedOrigin, handleHash, provenAt }) => sql`
    with over as (
      update logins l set expires_at = ${now}::timestamptz,
        refresh_expires_at = least(l.refresh_expires_at, ${now}::timestamptz)
      from login_roots t
      where t.id = ${id} and l.root_id = t.id and l.granted_at is not null and not l.outlives_root
        and l.expires_at > ${now}::timestamptz
        and t.authenticated_at + make_interval(secs => l.overall_seconds) <= ${now}::timestamptz
    )
    update login_roots
    set method = ${method}, factors = ${factors}, authenticated_at = ${now}::timestamptz, last_used_at = ${now}::timestamptz,
      ends_at = ${endsAt}, idle_seconds = ${idleSeconds}, sealed_place = ${sealedOrigin}, handle_hash = ${handleHash},
      proven_at = ${provenAt}, factors_proven_at = null
    where id = ${id} and revoked_at is null`,
)

/** Ends other people's roots in a browser. */
export const revokeRootsOfOthers = statementByNames<
  { now: Date; why: string; browserHash: string; userId: string },
  { id: string }
>(
  'roots.revoke-of-others',
  ({ now, why, browserHash, userId }) => sql`
    update login_roots set revoked_at = ${now}, revoked_why = ${why}
    where browser_hash = ${browserHash} and user_id <> ${userId} and revoked_at is null
    returning id::text as id`,
)

const STRONG = sql.lit(`{${STRONG_FACTORS.join(',')}}`)

/** A factor that was proven now. The time is of the strongest: a code by e-mail does not renew what an app has proven. */
const withFactor = (factor: PlaceholderFor<string>, now: PlaceholderFor<Date>) => sql`
  factors = case when ${factor}::text = any(t.factors) then t.factors else t.factors || ${factor}::text end,
  factors_proven_at = case
    when t.factors && ${STRONG}::text[] and not ${factor}::text = any(${STRONG}::text[]) then t.factors_proven_at
    else ${now}::timestamptz
  end`

/**
 * Adds a second factor to a root and to the login that asked for it, while both last. Apps that have their tokens keep
 * the level that they were given.
 */
export const addFactor = statementByNames<
  { rootId: string; loginId: string; factor: string; now: Date },
  { factors: readonly string[] }
>(
  'roots.add-factor',
  ({ rootId, loginId, factor, now }) => sql`
    with root as (
      update login_roots t
      set ${withFactor(factor, now)}, last_used_at = greatest(t.last_used_at, ${now}::timestamptz)
      where t.id = ${rootId} and ${within(now)}
      returning t.id, t.factors
    )
    update logins l set factors = root.factors
    from root
    where l.id = ${loginId} and l.root_id = root.id and l.granted_at is null and l.revoked_at is null
      and l.code_hash is null and l.handle_expires_at > ${now}::timestamptz
    returning l.factors`,
)

/** The same for a root alone: on a person's own account page. */
export const addFactorToRoot = statement<[factor: string, now: Date, rootId: string], { id: string }>(
  'roots.add-factor-alone',
  (factor, now, rootId) => sql`
    update login_roots t
    set ${withFactor(factor, now)}
    where t.id = ${rootId} and ${within(now)}
    returning t.id::text as id`,
)

/** Whether a person is signed in in a browser now, by whatever proof. */
export const signedInHere = statement<[userId: string, browserHash: string, now: Date], { isSignedIn: boolean }>(
  'roots.signed-in-here',
  (userId, browserHash, now) => sql`
    select exists (
      select 1 from login_roots t where t.user_id = ${userId} and t.browser_hash = ${browserHash} and ${within(now)}
    ) as "isSignedIn"`,
)

/**
 * An app's login that has not been ended, nor its sign-in: neither ends before the transaction does. Whoever ends it waits,
 * and finds what was written.
 */
export const holdLogin = statement<[id: string], { id: string }>(
  'logins.hold',
  (id) => sql`
    select l.id::text as id from logins l join login_roots t on t.id = l.root_id
    where l.id = ${id} and l.granted_at is not null and l.revoked_at is null and t.revoked_at is null
    for share of l, t`,
)

export interface RootLimitsRow {
  readonly endsAt: Date
  readonly idleUntil: Date | null
}

/** Restarts the idle time and changes nothing else: an expired root stays expired. */
export const touchRoot = statement<[now: Date, id: string], RootLimitsRow>(
  'roots.touch',
  (now, id) => sql`
    update login_roots t
    set last_used_at = greatest(t.last_used_at, ${now}::timestamptz)
    where t.id = ${id} and ${within(now)}
    returning t.last_used_at + make_interval(secs => t.idle_seconds) as "idleUntil", t.ends_at as "endsAt"`,
)

/** What a sign-in has proven, and when its strongest second factor was. */
export const proofOfRoot = statement<[id: string], Pick<RootRow, 'factors' | 'factorsProvenAt'>>(
  'roots.proof',
  (id) => sql`select t.factors, t.factors_proven_at as "factorsProvenAt" from login_roots t where t.id = ${id}`,
)
