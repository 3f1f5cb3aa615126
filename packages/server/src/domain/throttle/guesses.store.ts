import { forgetStatement, type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

/** By what a statement finds how an account stands; hashes with every key at hand, the current one first. */
export interface StandingKeys {
  readonly accountHashes: readonly string[]
  readonly pairHashes: readonly string[]
  /** Of the network, as one where a sign-in in an app's own form lacked nothing. */
  readonly formHashes: readonly string[]
  /** Empty where there is no browser. */
  readonly browserHashes: readonly string[]
  readonly since: Date
}

/** How an address stands before a password for it is hashed, whether it has an account or not. */
export interface Standing {
  /** Wrong passwords in a row, from anywhere. */
  readonly failures: number
  /** Those from this network. */
  readonly ownFailures: number
  /** The account signed in from this network before. */
  readonly isKnown: boolean
  /** Wrong passwords from this browser, if the account signed in with it before. */
  readonly browserFailures: number
  readonly isKnownBrowser: boolean
}

const guessesAt = (accounts: PlaceholderFor<readonly string[]>, networks: PlaceholderFor<readonly string[]>) => sql`
  (select coalesce(sum(failures), 0)::integer from password_guesses
    where account_hash = any(${accounts}::text[]) and network_hash = any(${networks}::text[]))`

/** Whether something was seen since, by its hash under any available key. */
export const wasSeen = (hashes: PlaceholderFor<readonly string[]>, since: PlaceholderFor<Date>) => sql`
  exists (select 1 from known_addresses where pair_hash = any(${hashes}::text[]) and seen_at > ${since})`

/** The columns of `Standing`, for a larger statement. */
export const standingColumns = ({
  accountHashes: accounts,
  pairHashes: pairs,
  browserHashes: browsers,
  since,
}: { readonly [K in Exclude<keyof StandingKeys, 'formHashes'>]: PlaceholderFor<StandingKeys[K]> }) => sql`
  ${guessesAt(accounts, sql.raw("array['']"))} as failures, ${guessesAt(accounts, pairs)} as "ownFailures",
  ${guessesAt(accounts, browsers)} as "browserFailures", ${wasSeen(pairs, since)} as "isKnown",
  ${wasSeen(browsers, since)} as "isKnownBrowser"`

export const standingOf = statementByNames<Omit<StandingKeys, 'formHashes'>, Standing>(
  'password-guesses.standing',
  (keys) => sql`select ${standingColumns(keys)}`,
)

/** Counts a wrong password, for the address and for the network; returns the address's count. */
export const noteGuess = statementByNames<{ account: string; pair: string; now: Date }, { failures: number }>(
  'password-guesses.note',
  ({ account, pair, now }) => sql`
    with noted as (
      insert into password_guesses (account_hash, network_hash, failures, failed_at)
      select ${account}::text, network, 1, ${now}::timestamptz from unnest(array['', ${pair}::text]) as network
      on conflict (account_hash, network_hash)
      do update set failures = least(password_guesses.failures + 1, 1000000), failed_at = excluded.failed_at
      returning network_hash, failures
    )
    select failures from noted where network_hash = ''`,
)

/**
 * After a right password, forgets the wrong ones. If there were so many that the password is off elsewhere, only those of
 * this network are forgotten.
 */
export const forgiveGuesses = statement<[accounts: readonly string[], pairs: readonly string[], most: number], never>(
  'password-guesses.forgive',
  (accounts, pairs, most) => sql`
    delete from password_guesses
    where account_hash = any(${accounts}::text[]) and (
      network_hash = any(${pairs}::text[])
      or not exists (
        select 1 from password_guesses o
        where o.account_hash = any(${accounts}::text[]) and o.network_hash = '' and o.failures >= ${most}
      )
    )`,
)

/** Forgets all wrong passwords of an account: it has a new one. */
export const clearGuesses = statement<[accounts: readonly string[]], never>(
  'password-guesses.clear',
  (accounts) => sql`delete from password_guesses where account_hash = any(${accounts}::text[])`,
)

export const forgetGuesses = forgetStatement('password-guesses.forget', {
  table: 'password_guesses',
  by: 'failed_at',
  due: (before) => sql`failed_at <= ${before}`,
})
