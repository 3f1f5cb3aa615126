import { forgetStatement, sql, statement } from '#base/db'

/** Whether a pair was seen since, by its hash under any available key. */
export const knownAddress = statement<[hashes: readonly string[], since: Date], { known: boolean }>(
  'known-addresses.known',
  (hashes, since) => sql`
    select exists (
      select 1 from known_addresses where pair_hash = any(${hashes}::text[]) and seen_at > ${since}
    ) as known`,
)

/**
 * Undoes the attempt counted under a key, and remembers that a pair signed in: once an hour at the most, since the table
 * is durable and the counters are not, and the commit would wait for the disk each time.
 */
export const noteSuccess = statement<[counted: string, hash: string, now: Date], never>(
  'known-addresses.note-success',
  (counted, hash, now) => sql`
    with given_back as (
      update rate_limits set points = points - 1 where key = ${counted} and points > 0
    )
    insert into known_addresses (pair_hash, seen_at)
    select ${hash}::text, ${now}::timestamptz
    where not exists (
      select 1 from known_addresses
      where pair_hash = ${hash}::text and seen_at > ${now}::timestamptz - interval '1 hour'
    )
    on conflict (pair_hash) do update set seen_at = excluded.seen_at`,
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
