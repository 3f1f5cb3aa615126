import { sql, statement, statementByNames } from '#base/db'

/** A number by which a person signs in to a project, sealed with the context `sign-in-number:<user_id>`. */
export interface SignInNumberRow {
  readonly userId: string
  readonly sealedNumber: string
}

const NUMBER = sql.raw('n.user_id::text as "userId", n.sealed_number as "sealedNumber"')

/** Serialises changes of who has a number in a project, until their transactions end. */
export const lockNumber = statement<[number: string, project: string], { locked: string }>(
  'sign-in-numbers.lock',
  (number, project) => sql`
    select pg_advisory_xact_lock(
      hashtextextended(${number}::text, hashtextextended(${project}::text, 35))
    )::text as locked`,
)

/** Whoever has the number in a project, by its hash under any available key. */
export const holderOfNumber = statement<[project: string, hashes: readonly string[]], SignInNumberRow>(
  'sign-in-numbers.holder',
  (project, hashes) => sql`
    select ${NUMBER} from sign_in_numbers n where n.project = ${project} and n.number_hash = any(${hashes}::text[])`,
)

/** The same, if an invitation or a sign-in proved the number since a time. */
export const provenHolderOfNumber = statement<
  [project: string, hashes: readonly string[], since: Date],
  SignInNumberRow
>(
  'sign-in-numbers.proven-holder',
  (project, hashes, since) => sql`
    select ${NUMBER} from sign_in_numbers n
    where n.project = ${project} and n.number_hash = any(${hashes}::text[]) and n.proven_at >= ${since}`,
)

export interface NewSignInNumber {
  readonly userId: string
  readonly project: string
  readonly hash: string
  readonly keyVersion: string
  readonly sealedNumber: string
  readonly now: Date
}

export const insertSignInNumber = statementByNames<NewSignInNumber, never>(
  'sign-in-numbers.insert',
  ({ userId, project, hash, keyVersion, sealedNumber, now }) => sql`
    insert into sign_in_numbers (user_id, project, number_hash, key_version, sealed_number, proven_at)
    values (${userId}, ${project}, ${hash}, ${keyVersion}, ${sealedNumber}, ${now})`,
)

/** An administrator's new invitation proves the number again. */
export const renewSignInNumber = statement<[now: Date, userId: string, project: string], never>(
  'sign-in-numbers.renew',
  (now, userId, project) => sql`
    update sign_in_numbers set proven_at = ${now} where user_id = ${userId} and project = ${project}`,
)

/**
 * A code to the number was right. It signs nobody in if another person has the number by now, or if nothing has proven it
 * since a time: of whom that is, this statement decides.
 */
export const useSignInNumber = statementByNames<
  { userId: string; project: string; hashes: readonly string[]; since: Date; now: Date },
  { userId: string }
>(
  'sign-in-numbers.use',
  ({ userId, project, hashes, since, now }) => sql`
    update sign_in_numbers set proven_at = ${now}
    where user_id = ${userId} and project = ${project} and number_hash = any(${hashes}::text[]) and proven_at >= ${since}
    returning user_id::text as "userId"`,
)

export const signInNumberOf = statement<[userId: string], SignInNumberRow>(
  'sign-in-numbers.of-user',
  (userId) => sql`select ${NUMBER} from sign_in_numbers n where n.user_id = ${userId}`,
)

/** Numbers that were sealed or hashed with another key version than the given one. */
export const outdatedNumbers = statement<[keyVersion: string], SignInNumberRow>(
  'sign-in-numbers.outdated',
  (keyVersion) => sql`select ${NUMBER} from sign_in_numbers n where n.key_version <> ${keyVersion} limit 500`,
)

export const resealSignInNumber = statementByNames<Omit<NewSignInNumber, 'project' | 'now'>, never>(
  'sign-in-numbers.reseal',
  ({ userId, hash, keyVersion, sealedNumber }) => sql`
    update sign_in_numbers
    set number_hash = ${hash}, key_version = ${keyVersion}, sealed_number = ${sealedNumber}
    where user_id = ${userId}`,
)
