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

/**
 * Its account is still a member of the project, and has no address to sign in with. Any other has lost the number: whoever
 * is invited with it gets an account of their own. Also reads the table of `domain/memberships`.
 */
const IS_HELD = sql.raw(
  'exists (select 1 from memberships m where m.user_id = n.user_id and m.project = n.project) ' +
    'and not exists (select 1 from users u where u.id = n.user_id and u.email_proven_at is not null)',
)

/**
 * Whoever has the number in a project, by its hash under any available key, and whether an invitation or a sign-in proved it
 * since a time.
 */
export const holderOfNumber = statement<
  [project: string, hashes: readonly string[], since: Date],
  { userId: string; isProven: boolean }
>(
  'sign-in-numbers.holder',
  (project, hashes, since) => sql`
    select n.user_id::text as "userId", n.proven_at >= ${since} as "isProven" from sign_in_numbers n
    where n.project = ${project} and n.number_hash = any(${hashes}::text[]) and ${IS_HELD}`,
)

/** Takes a number from an account that has lost it. */
export const freeNumber = statement<[project: string, hashes: readonly string[]], never>(
  'sign-in-numbers.free',
  (project, hashes) => sql`
    delete from sign_in_numbers n
    where n.project = ${project} and n.number_hash = any(${hashes}::text[]) and not (${IS_HELD})`,
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

/** An administrator says that the same person has this number still. */
export const renewSignInNumber = statementByNames<
  { userId: string; project: string; hashes: readonly string[]; now: Date },
  { userId: string }
>(
  'sign-in-numbers.renew',
  ({ userId, project, hashes, now }) => sql`
    update sign_in_numbers set proven_at = ${now}
    where user_id = ${userId} and project = ${project} and number_hash = any(${hashes}::text[])
    returning user_id::text as "userId"`,
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

export const signInNumberOf = statement<
  [userId: string],
  SignInNumberRow & { readonly project: string; readonly provenAt: Date }
>(
  'sign-in-numbers.of-user',
  (userId) => sql`
    select ${NUMBER}, n.project::text as project, n.proven_at as "provenAt" from sign_in_numbers n
    where n.user_id = ${userId}`,
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
