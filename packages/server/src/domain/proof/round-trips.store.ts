import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** Begins a round trip; a browser has at most twenty open ones. */
export const insertRoundTrip = statementByNames<
  {
    stateHash: string
    providerKey: string
    project: string
    browserHash: string
    sealed: string
    now: Date
    expiresAt: Date
  },
  never
>(
  'round-trips.insert',
  ({ stateHash, providerKey, project, browserHash, sealed, now, expiresAt }) => sql`
    with older as (
      delete from provider_legs where state_hash in (
        select state_hash from provider_legs where browser_hash = ${browserHash} order by created_at desc offset 19
      )
    )
    insert into provider_legs (state_hash, provider_key, project, browser_hash, sealed, created_at, expires_at)
    values (${stateHash}, ${providerKey}, ${project}, ${browserHash}, ${sealed}, ${now}, ${expiresAt})`,
)

export interface RoundTripRow {
  readonly providerKey: string
  readonly project: string
  readonly sealed: string
}

/**
 * Takes a round trip: of two answers with one state the second finds nothing. An answer in another browser takes nothing,
 * nor does one at another provider's callback (RFC 9700 §4.4.2.2), whose code it may carry.
 */
export const takeRoundTrip = statementByNames<
  { stateHash: string; browserHash: string; providerKey: string; now: Date },
  RoundTripRow
>(
  'round-trips.take',
  ({ stateHash, browserHash, providerKey, now }) => sql`
    update provider_legs
    set used_at = ${now}
    where state_hash = ${stateHash} and browser_hash = ${browserHash}
      and provider_key = ${providerKey} and used_at is null and expires_at > ${now}
    returning provider_key as "providerKey", project::text as project, sealed`,
)

/** The open round trip of a browser to a provider, if there is one. */
export const openRoundTrip = statement<[browserHash: string, providerKey: string, now: Date], { project: string }>(
  'round-trips.open',
  (browserHash, providerKey, now) => sql`
    select project::text as project from provider_legs
    where used_at is null and browser_hash = ${browserHash} and provider_key = ${providerKey} and expires_at > ${now}
    limit 1`,
)

interface UntakenRow extends RoundTripRow {
  readonly browserHash: string
  readonly isUsed: boolean
}

/**
 * Finds why a round trip could not be taken, for its project's trace and audit: the browser is told the same in each case.
 */
export const findRoundTrip = statement<[stateHash: string], UntakenRow>(
  'round-trips.find',
  (stateHash) => sql`
    select browser_hash as "browserHash", provider_key as "providerKey", used_at is not null as "isUsed",
      project::text as project, sealed
    from provider_legs where state_hash = ${stateHash}`,
)

export const forgetRoundTrips = forgetStatement('round-trips.forget', {
  table: 'provider_legs',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

/** After a restore, earlier round trips are void. */
export const dropRoundTrips = statement<[], never>('round-trips.drop', () => sql`delete from provider_legs`)
