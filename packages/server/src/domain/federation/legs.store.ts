import { sql, statement } from '#base/db'

export const insertLeg = statement<
  [
    stateHash: string,
    providerKey: string,
    project: string,
    browserHash: string,
    sealed: string,
    now: Date,
    expiresAt: Date,
  ],
  never
>(
  'provider-legs.insert',
  (stateHash, providerKey, project, browserHash, sealed, now, expiresAt) => sql`
    insert into provider_legs (state_hash, provider_key, project, browser_hash, sealed, created_at, expires_at)
    values (${stateHash}, ${providerKey}, ${project}, ${browserHash}, ${sealed}, ${now}, ${expiresAt})`,
)

export interface LegRow {
  readonly providerKey: string
  readonly project: string
  readonly sealed: string
}

/** Takes a round trip: of two answers with one state the second finds nothing. Another browser's answer takes nothing. */
export const takeLeg = statement<[stateHash: string, browserHash: string, now: Date], LegRow>(
  'provider-legs.take',
  (stateHash, browserHash, now) => sql`
    update provider_legs
    set used_at = ${now}
    where state_hash = ${stateHash} and browser_hash = ${browserHash} and used_at is null and expires_at > ${now}
    returning provider_key as "providerKey", project::text as project, sealed`,
)

/** Why a round trip could not be taken, for the trace: the browser is told the same in each case. */
export const findLeg = statement<[stateHash: string], { browserHash: string; isUsed: boolean; expiresAt: Date }>(
  'provider-legs.find',
  (stateHash) => sql`
    select browser_hash as "browserHash", used_at is not null as "isUsed", expires_at as "expiresAt"
    from provider_legs where state_hash = ${stateHash}`,
)

export const forgetLegs = statement<[before: Date], never>(
  'provider-legs.forget',
  (before) => sql`delete from provider_legs where expires_at < ${before}`,
)

/** After a restore nobody comes back from a round trip of before. */
export const dropLegs = statement<[], never>('provider-legs.drop', () => sql`delete from provider_legs`)
