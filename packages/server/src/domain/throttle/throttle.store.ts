import { forgetStatement, type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

/** How long a count may take: a request waits for the one before it as well. */
const COUNT_MS = 5_000

/** Whether a pair was seen since, by its hash under any available key. */
export const knownAddress = statement<[hashes: readonly string[], since: Date], { known: boolean }>(
  'known-addresses.known',
  (hashes, since) => sql`
    select exists (
      select 1 from known_addresses where pair_hash = any(${hashes}::text[]) and seen_at > ${since}
    ) as known`,
)

/**
 * Undoes the attempt counted under a key, and remembers what signed in: each once an hour at the most, since the table
 * is durable and the counters are not, and the commit would wait for the disk each time.
 */
export const noteSuccess = statement<[counted: string, hashes: readonly string[], now: Date], never>(
  'known-addresses.note-success',
  (counted, hashes, now) => sql`
    with given_back as (
      update rate_limits set points = points - 1 where key = ${counted} and points > 0
    )
    insert into known_addresses (pair_hash, seen_at)
    select s.hash, ${now}::timestamptz from unnest(${hashes}::text[]) as s (hash)
    where not exists (
      select 1 from known_addresses
      where pair_hash = s.hash and seen_at > ${now}::timestamptz - interval '1 hour'
    )
    order by s.hash
    on conflict (pair_hash) do update set seen_at = excluded.seen_at`,
)

/**
 * Remembers that a pair signed in, and tells whether it was seen since then, by its hash under any available key. Written
 * once an hour at the most.
 */
export const notePair = statementByNames<
  { hashes: readonly string[]; hash: string; since: Date; now: Date },
  { known: boolean }
>(
  'known-addresses.note',
  ({ hashes, hash, since, now }) => sql`
    with earlier as (
      select max(seen_at) as seen_at from known_addresses where pair_hash = any(${hashes}::text[])
    ), noted as (
      insert into known_addresses (pair_hash, seen_at)
      select ${hash}::text, ${now}::timestamptz
      where not exists (
        select 1 from known_addresses
        where pair_hash = ${hash}::text and seen_at > ${now}::timestamptz - interval '1 hour'
      )
      on conflict (pair_hash) do update set seen_at = excluded.seen_at
    )
    select coalesce(seen_at > ${since}, false) as known from earlier`,
)

/** Counts requests: rows of a key, their number and when a window that begins now ends. */
const counting = (asked: ReturnType<typeof sql>, now: PlaceholderFor<number>) => sql`
    insert into rate_limits (key, points, expire) ${asked}
    on conflict (key) do update set
      points = excluded.points + case when rate_limits.expire <= ${now}::bigint then 0 else rate_limits.points end,
      expire = case when rate_limits.expire <= ${now}::bigint then excluded.expire else rate_limits.expire end
    returning key, points, expire`

/**
 * Counts several requests against several keys, each key once with the number of its requests. The rows are locked in the
 * order of their keys, so that two groups never wait for each other.
 */
export const countTogether = statementByNames<
  {
    keys: readonly string[]
    /** How many requests each key has. */
    counts: readonly string[]
    /** Milliseconds since the epoch, as is the end of a window that begins now. */
    now: number
    windowEnd: number
  },
  { key: string; points: number; expire: number }
>(
  'rate-limits.count-together',
  ({ keys, counts, now, windowEnd }) =>
    counting(
      sql`
      select key, count, ${windowEnd}::bigint from unnest(${keys}::text[], ${counts}::int[]) as asked (key, count)
      order by key`,
      now,
    ),
  { timeoutMs: COUNT_MS },
)

/** How often an address and an account have tried; null where the account was not counted. */
export interface CountedAttemptRow {
  readonly points: number
  readonly expire: number
  readonly accountPoints: number | null
  readonly accountExpire: number | null
}

/** Counts a sign-in for its address and, if that is within its limit, for the account. Times are in milliseconds. */
export const countAttempt = statementByNames<
  { address: string; account: string; most: number; now: number; windowEnd: number },
  CountedAttemptRow
>(
  'rate-limits.count-attempt',
  ({ address, account, most, now, windowEnd }) => sql`
    with address as (${counting(sql`values (${address}::text, 1, ${windowEnd}::bigint)`, now)}
    ), account as (${counting(
      sql`select ${account}::text, 1, ${windowEnd}::bigint from address where points <= ${most}::int`,
      now,
    )}
    )
    select a.points, a.expire, c.points as "accountPoints", c.expire as "accountExpire"
    from address a left join account c on true`,
  { timeoutMs: COUNT_MS },
)

export const forgetAddresses = forgetStatement('known-addresses.forget', {
  table: 'known_addresses',
  by: 'seen_at',
  due: (before) => sql`seen_at <= ${before}`,
})

/** Counters whose window ended before that many milliseconds since the epoch. */
export const forgetLimits = forgetStatement<number>('rate-limits.forget', {
  table: 'rate_limits',
  by: 'expire',
  due: (before) => sql`expire < ${before}::bigint`,
})
