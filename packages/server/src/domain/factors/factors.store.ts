import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** NIST SP 800-63B-4 §3.2.2: after this many wrong codes in a row, a factor proves nobody until it is set up again. */
const MOST_FAILURES = sql.lit(100)
const MOST_TRIES = sql.lit(5)

/** Which message a code travels in: an e-mail, a text message to the person's number, or one to a number that is being added. */
export type CodeChannel = 'email' | 'sms' | 'number'

export interface FactorRow {
  readonly id: string
  readonly kind: 'totp' | 'email' | 'sms'
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

/** Serialises changes of one person's factors until their transactions end. */
export const lockFactors = statement<[userId: string], { locked: string }>(
  'factors.lock',
  (userId) => sql`select pg_advisory_xact_lock(hashtextextended(${userId}::text, 34))::text as locked`,
)

/** A person's confirmed factors, the oldest first. */
export const factorsOf = statement<[userId: string], FactorRow>(
  'factors.of-user',
  (userId) => sql`
    select id::text as id, kind, name, created_at as "createdAt", last_used_at as "lastUsedAt" from factors
    where user_id = ${userId} and confirmed_at is not null
    order by created_at, id`,
)

export interface SecretRow {
  readonly id: string
  readonly sealedSecret: string
  readonly lastStep: number
}

const SECRET = sql.raw('id::text as id, sealed_secret as "sealedSecret", last_step::integer as "lastStep"')

/** The secrets of a person's authenticator apps. */
export const secretsOfUser = statement<[userId: string], SecretRow>(
  'factors.secrets',
  (userId) => sql`
    select ${SECRET} from factors
    where user_id = ${userId} and kind = 'totp' and confirmed_at is not null
    order by created_at, id`,
)

/** The secret that a login or root was shown, until a code of it comes. */
export const shownSecret = statement<[userId: string, askedBy: string], SecretRow>(
  'factors.shown-secret',
  (userId, askedBy) => sql`
    select ${SECRET} from factors
    where user_id = ${userId} and asked_by = ${askedBy} and kind = 'totp' and confirmed_at is null`,
)

/** Keeps a secret that is about to be shown; a concurrent request may have kept one first. */
export const insertShownSecret = statementByNames<
  { id: string; userId: string; sealedSecret: string; askedBy: string; now: Date },
  { id: string }
>(
  'factors.insert-shown',
  ({ id, userId, sealedSecret, askedBy, now }) => sql`
    insert into factors (id, user_id, kind, name, sealed_secret, asked_by, created_at)
    values (${id}, ${userId}, 'totp', '', ${sealedSecret}, ${askedBy}, ${now})
    on conflict (asked_by) where confirmed_at is null do nothing
    returning id::text as id`,
)

/**
 * Takes the code of a time step. Of two uses of one code, one finds the step already taken: this is what makes a code
 * good once (RFC 6238 §5.2).
 */
export const takeStep = statementByNames<{ id: string; userId: string; step: number; now: Date }, { id: string }>(
  'factors.take-step',
  ({ id, userId, step, now }) => sql`
    update factors set last_step = ${step}, failures = 0, last_used_at = ${now}
    where id = ${id} and user_id = ${userId} and last_step < ${step} and failures < ${MOST_FAILURES}
      and confirmed_at is not null
    returning id::text as id`,
)

/** Confirms a shown secret by the code of a time step, once. */
export const confirmSecret = statementByNames<
  { id: string; userId: string; askedBy: string; name: string; step: number; now: Date },
  { id: string }
>(
  'factors.confirm',
  ({ id, userId, askedBy, name, step, now }) => sql`
    update factors
    set confirmed_at = ${now}::timestamptz, asked_by = null, name = ${name}, last_step = ${step}, failures = 0,
      last_used_at = ${now}::timestamptz
    where id = ${id} and user_id = ${userId} and asked_by = ${askedBy} and confirmed_at is null
      and failures < ${MOST_FAILURES}
    returning id::text as id`,
)

/** Forgets the secrets that were shown to a person's other logins. */
export const dropShownSecrets = statement<[userId: string], never>(
  'factors.drop-shown',
  (userId) => sql`delete from factors where user_id = ${userId} and confirmed_at is null`,
)

/** Counts a wrong code for every authenticator app that could have made it. */
export const countFailure = statement<[userId: string], { failures: number }>(
  'factors.count-failure',
  (userId) => sql`
    update factors set failures = failures + 1
    where user_id = ${userId} and kind = 'totp' and confirmed_at is not null
    returning failures`,
)

export const insertEmailFactor = statement<[id: string, userId: string, now: Date], { id: string }>(
  'factors.insert-email',
  (id, userId, now) => sql`
    insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    values (${id}, ${userId}, 'email', '', ${now}::timestamptz, ${now}::timestamptz)
    on conflict (user_id) where kind = 'email' do nothing
    returning id::text as id`,
)

export const noteEmailUse = statement<[userId: string, now: Date], never>(
  'factors.note-email-use',
  (userId, now) => sql`update factors set last_used_at = ${now} where user_id = ${userId} and kind = 'email'`,
)

/** A person's number, sealed with the context `factor:<id>`. */
export interface NumberRow {
  readonly id: string
  readonly sealedNumber: string
}

/** The person's number, and whether a code to it was used since a time. */
export const numberOfUser = statement<[userId: string, since: Date], NumberRow & { readonly isUsed: boolean }>(
  'factors.number',
  (userId, since) => sql`
    select id::text as id, sealed_secret as "sealedNumber", last_used_at >= ${since} as "isUsed" from factors
    where user_id = ${userId} and kind = 'sms' and confirmed_at is not null`,
)

/** Adds a number that was just proven. A person has one: no row if there is one already. */
export const insertNumber = statementByNames<
  { id: string; userId: string; sealedNumber: string; now: Date },
  { id: string }
>(
  'factors.insert-number',
  ({ id, userId, sealedNumber, now }) => sql`
    insert into factors (id, user_id, kind, name, sealed_secret, created_at, confirmed_at, last_used_at)
    values (${id}, ${userId}, 'sms', '', ${sealedNumber}, ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
    on conflict (user_id) where kind = 'sms' do nothing
    returning id::text as id`,
)

/** A code to the number was used. One that was not used since a time stays unused: nobody may have it any more. */
export const noteNumberUse = statementByNames<{ id: string; userId: string; since: Date; now: Date }, { id: string }>(
  'factors.note-number-use',
  ({ id, userId, since, now }) => sql`
    update factors set last_used_at = ${now}
    where id = ${id} and user_id = ${userId} and kind = 'sms' and last_used_at >= ${since}
    returning id::text as id`,
)

export const renameFactor = statement<[name: string, id: string, userId: string], { id: string }>(
  'factors.rename',
  (name, id, userId) => sql`
    update factors set name = ${name}
    where id = ${id} and user_id = ${userId} and confirmed_at is not null
    returning id::text as id`,
)

export const deleteFactor = statement<[id: string, userId: string], Pick<FactorRow, 'kind'> & NumberRow>(
  'factors.delete',
  (id, userId) => sql`
    delete from factors where id = ${id} and user_id = ${userId} and confirmed_at is not null
    returning kind, id::text as id, sealed_secret as "sealedNumber"`,
)

/** Those that were set up since a time, and all that were only shown. */
export const deleteFactorsSince = statement<
  [userId: string, since: Date],
  Pick<FactorRow, 'kind'> & { readonly wasShown: boolean }
>(
  'factors.delete-since',
  (userId, since) => sql`
    delete from factors where user_id = ${userId} and (confirmed_at is null or confirmed_at >= ${since})
    returning kind, confirmed_at is null as "wasShown"`,
)

/** Removes all that a person set up, and nothing that they are being shown. */
export const dropFactors = statement<[userId: string], Pick<FactorRow, 'kind'>>(
  'factors.drop',
  (userId) => sql`delete from factors where user_id = ${userId} and confirmed_at is not null returning kind`,
)

/** Secrets that were shown and never confirmed. */
export const forgetShownSecrets = forgetStatement('factors.forget-shown', {
  table: 'factors',
  by: 'created_at',
  due: (before) => sql`confirmed_at is null and created_at < ${before}`,
})

export const putRecoveryKey = statement<[userId: string, sealedKey: string, now: Date], never>(
  'recovery-keys.put',
  (userId, sealedKey, now) => sql`
    insert into recovery_keys (user_id, sealed_key, made_at) values (${userId}, ${sealedKey}, ${now})
    on conflict (user_id) do update set sealed_key = excluded.sealed_key, made_at = excluded.made_at`,
)

export const recoveryKeyOf = statement<[userId: string], { sealedKey: string }>(
  'recovery-keys.of-user',
  (userId) => sql`select sealed_key as "sealedKey" from recovery_keys where user_id = ${userId}`,
)

export const dropRecoveryCodes = statement<[userId: string], never>(
  'recovery-codes.drop',
  (userId) => sql`delete from recovery_codes where user_id = ${userId}`,
)

export const dropRecoveryKey = statement<[userId: string], never>(
  'recovery-keys.drop',
  (userId) => sql`delete from recovery_keys where user_id = ${userId}`,
)

export const insertRecoveryCodes = statement<[userId: string, hashes: readonly string[]], never>(
  'recovery-codes.insert',
  (userId, hashes) => sql`
    insert into recovery_codes (user_id, code_hash)
    select ${userId}::uuid, hash from unnest(${hashes}::text[]) as hash`,
)

/** Uses a recovery code: of two uses, one finds it unused. Returns how many are left. */
export const useRecoveryCode = statement<[now: Date, userId: string, hash: string], { left: number }>(
  'recovery-codes.use',
  (now, userId, hash) => sql`
    update recovery_codes c set used_at = ${now}
    where c.user_id = ${userId} and c.code_hash = ${hash} and c.used_at is null
    returning (
      select count(*)::integer from recovery_codes o
      where o.user_id = c.user_id and o.used_at is null and o.code_hash <> c.code_hash
    ) as left`,
)

/** How many unused recovery codes a person has; no row if they never made any. */
export const recoveryCodesLeft = statement<[userId: string], { left: number; madeAt: Date }>(
  'recovery-codes.left',
  (userId) => sql`
    select k.made_at as "madeAt", (
      select count(*)::integer from recovery_codes c where c.user_id = k.user_id and c.used_at is null
    ) as left
    from recovery_keys k where k.user_id = ${userId}`,
)

export interface NewMailedCode {
  readonly askedBy: string
  readonly userId: string
  readonly channel: CodeChannel
  readonly hash: string
  readonly keyVersion: string
  readonly sealedNumber: string | null
  readonly expiresAt: Date
}

/** Keeps the code of a message; an earlier one for the same login becomes useless. */
export const putMailedCode = statementByNames<NewMailedCode, never>(
  'mailed-codes.put',
  ({ askedBy, userId, channel, hash, keyVersion, sealedNumber, expiresAt }) => sql`
    insert into mailed_codes (asked_by, user_id, channel, code_hash, key_version, sealed_number, expires_at)
    values (${askedBy}, ${userId}, ${channel}, ${hash}, ${keyVersion}, ${sealedNumber}, ${expiresAt})
    on conflict (asked_by) do update
    set user_id = excluded.user_id, channel = excluded.channel, code_hash = excluded.code_hash,
      key_version = excluded.key_version, sealed_number = excluded.sealed_number, expires_at = excluded.expires_at,
      tries = 0, used_at = null`,
)

/**
 * Compares a mailed code by its hashes and counts the try, in one statement: whoever asks many times at once gets no more
 * tries. Uses the code if it is right. No row if there is none to compare.
 */
export const tryMailedCode = statementByNames<
  { askedBy: string; userId: string; hashes: readonly string[]; now: Date },
  { right: boolean; channel: CodeChannel; sealedNumber: string | null }
>(
  'mailed-codes.try',
  ({ askedBy, userId, hashes, now }) => sql`
    update mailed_codes
    set tries = tries + 1, used_at = case when code_hash = any(${hashes}::text[]) then ${now}::timestamptz end
    where asked_by = ${askedBy} and user_id = ${userId} and used_at is null and tries < ${MOST_TRIES}
      and expires_at > ${now}::timestamptz
    returning used_at is not null as right, channel, sealed_number as "sealedNumber"`,
)

/** Whether the message that a login asked for still has a code to answer with. */
export const openMailedCode = statement<[askedBy: string, now: Date], { expiresAt: Date }>(
  'mailed-codes.open',
  (askedBy, now) => sql`
    select expires_at as "expiresAt" from mailed_codes
    where asked_by = ${askedBy} and used_at is null and tries < ${MOST_TRIES} and expires_at > ${now}`,
)

export const forgetMailedCodes = forgetStatement('mailed-codes.forget', {
  table: 'mailed_codes',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

/** Sealed values that were sealed with another key version than the given one. */
export const outdatedSecrets = statement<[keyVersion: string], { id: string; sealed: string; isRecovery: boolean }>(
  'factors.outdated',
  (keyVersion) => sql`
    (select id::text as id, sealed_secret as sealed, false as "isRecovery" from factors
      where sealed_secret is not null and not starts_with(sealed_secret, ${keyVersion}) limit 500)
    union all
    (select user_id::text, sealed_key, true from recovery_keys
      where not starts_with(sealed_key, ${keyVersion}) limit 500)`,
)

export const resealSecret = statement<[sealed: string, id: string], never>(
  'factors.reseal',
  (sealed, id) => sql`update factors set sealed_secret = ${sealed} where id = ${id}`,
)

export const resealRecoveryKey = statement<[sealed: string, userId: string], never>(
  'recovery-keys.reseal',
  (sealed, userId) => sql`update recovery_keys set sealed_key = ${sealed} where user_id = ${userId}`,
)
