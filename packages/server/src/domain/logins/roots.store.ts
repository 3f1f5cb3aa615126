import { type PlaceholderFor, sql, statement } from '#base/db'

export interface RootRow {
  readonly id: string
  readonly userId: string
  readonly method: string
  readonly factors: readonly string[]
  readonly authenticatedAt: Date
  /** The identity provider that proved the person last; null: Damson did. */
  readonly providerKey: string | null
  readonly identityId: string | null
  readonly lastUsedAt: Date
  /** When it ends at the latest. */
  readonly endsAt: Date
  /** When it ends unless it is used before; null while no project has set a limit. */
  readonly idleUntil: Date | null
}

const COLUMNS = sql.raw(`
  t.id::text as id, t.user_id::text as "userId", t.method, t.factors, t.authenticated_at as "authenticatedAt", t.provider_key as "providerKey", t.identity_id::text as "identityId",
  coalesce(t.last_used_at, t.authenticated_at) as "lastUsedAt", t.ends_at as "endsAt",
  coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) as "idleUntil"`)

/** A root that has come to no limit: once it has, nothing brings it back. */
export const within = (now: PlaceholderFor<Date>) => sql`
  t.revoked_at is null and t.ends_at > ${now}::timestamptz
  and (t.idle_seconds is null or coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) > ${now}::timestamptz)`

export const insertRoot = statement<
  [
    id: string,
    userId: string,
    method: string,
    factors: readonly string[],
    now: Date,
    endsAt: Date,
    sealedPlace: string,
    handleHash: string | null,
    browserHash: string | null,
    providerKey: string | null,
    identityId: string | null,
  ],
  never
>(
  'roots.insert',
  (id, userId, method, factors, now, endsAt, sealedPlace, handleHash, browserHash, providerKey, identityId) => sql`
    insert into login_roots (id, user_id, method, factors, authenticated_at, last_used_at, ends_at, sealed_place, handle_hash, browser_hash, provider_key, identity_id)
    values (${id}, ${userId}, ${method}, ${factors}, ${now}, ${now}, ${endsAt}, ${sealedPlace}, ${handleHash}, ${browserHash}, ${providerKey}, ${identityId})`,
)

/** The root that a browser shows with both of its cookies, of a person whose account is active. */
export const rootOfBrowser = statement<[handleHash: string, browserHash: string, now: Date], RootRow>(
  'roots.of-browser',
  (handleHash, browserHash, now) => sql`
    select ${COLUMNS}
    from login_roots t join users u on u.id = t.user_id and u.active
    where t.handle_hash = ${handleHash} and t.browser_hash = ${browserHash} and ${within(now)}`,
)

/** Lets those who prove themselves in one browser go one after the other, until their transactions end. */
export const lockBrowser = statement<[browserHash: string], { locked: string }>(
  'roots.lock-browser',
  (browserHash) => sql`select pg_advisory_xact_lock(hashtextextended(${browserHash}::text, 8))::text as locked`,
)

/** A person's root in a browser in which they have just been proven again. */
export const rootOfPerson = statement<[userId: string, browserHash: string, now: Date], { id: string }>(
  'roots.of-person',
  (userId, browserHash, now) => sql`
    select t.id::text as id from login_roots t
    where t.browser_hash = ${browserHash} and t.user_id = ${userId} and ${within(now)}
    order by t.authenticated_at desc
    limit 1`,
)

/** A new proof: a new handle, and both limits begin anew. The strictest of them stay. */
export const renewRoot = statement<
  [
    id: string,
    method: string,
    factors: readonly string[],
    now: Date,
    overallSeconds: number,
    sealedPlace: string,
    handleHash: string,
    providerKey: string | null,
    identityId: string | null,
  ],
  never
>(
  'roots.renew',
  (id, method, factors, now, overallSeconds, sealedPlace, handleHash, providerKey, identityId) => sql`
    update login_roots
    set method = ${method}, factors = ${factors}, authenticated_at = ${now}::timestamptz, last_used_at = ${now}::timestamptz,
      ends_at = ${now}::timestamptz + make_interval(secs => coalesce(overall_seconds, ${overallSeconds}::integer)), sealed_place = ${sealedPlace}, handle_hash = ${handleHash},
      provider_key = ${providerKey}, identity_id = ${identityId}
    where id = ${id} and revoked_at is null`,
)

/** Ends the roots of everybody else in a browser. */
export const revokeRootsOfOthers = statement<
  [now: Date, why: string, browserHash: string, userId: string],
  { id: string }
>(
  'roots.revoke-of-others',
  (now, why, browserHash, userId) => sql`
    update login_roots set revoked_at = ${now}, revoked_why = ${why}
    where browser_hash = ${browserHash} and user_id <> ${userId} and revoked_at is null
    returning id::text as id`,
)

export interface RootLimitsRow {
  readonly endsAt: Date
  readonly idleUntil: Date | null
}

/** Puts off the end by idleness, and by nothing else: a root that has come to a limit stays ended. */
export const touchRoot = statement<[now: Date, id: string], RootLimitsRow>(
  'roots.touch',
  (now, id) => sql`
    update login_roots t
    set last_used_at = greatest(t.last_used_at, ${now}::timestamptz)
    where t.id = ${id} and ${within(now)}
    returning t.last_used_at + make_interval(secs => t.idle_seconds) as "idleUntil", t.ends_at as "endsAt"`,
)

/** How long a root lasts; undefined when it has come to its end. */
export const limitsOfRoot = statement<[now: Date, id: string], RootLimitsRow>(
  'roots.limits',
  (now, id) => sql`
    select t.ends_at as "endsAt", coalesce(t.last_used_at, t.authenticated_at) + make_interval(secs => t.idle_seconds) as "idleUntil"
    from login_roots t
    where t.id = ${id} and ${within(now)}`,
)

/** The limits of a project in which the root is about to be used; of several the strictest hold. */
export const tightenRoot = statement<
  [id: string, idleSeconds: number, overallSeconds: number, now: Date],
  { isStricter: boolean }
>(
  'roots.tighten',
  (id, idleSeconds, overallSeconds, now) => sql`
    update login_roots t
    set idle_seconds = least(t.idle_seconds, ${idleSeconds}::integer), overall_seconds = least(t.overall_seconds, ${overallSeconds}::integer),
      ends_at = t.authenticated_at + make_interval(secs => least(t.overall_seconds, ${overallSeconds}::integer))
    from (
      select id, coalesce(idle_seconds > ${idleSeconds}::integer, false) or coalesce(overall_seconds > ${overallSeconds}::integer, false) as stricter
      from login_roots where id = ${id} for update
    ) earlier
    where t.id = earlier.id and ${within(now)}
    returning earlier.stricter as "isStricter"`,
)
