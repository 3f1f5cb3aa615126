import { forgetStatement, sql, statement, statementByNames } from '#base/db'

export interface PasskeyRow {
  readonly id: string
  readonly credentialId: string
  readonly transports: readonly string[]
  /** It may be copied to other devices of its owner. */
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly aaguid: string
  readonly name: string
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
}

const COLUMNS = sql.raw(`
  id::text as id, credential_id as "credentialId", transports, backup_eligible as "backupEligible",
  backed_up as "backedUp", aaguid::text as aaguid, name, created_at as "createdAt", last_used_at as "lastUsedAt"`)

export const passkeysOfUser = statement<[userId: string], PasskeyRow>(
  'passkeys.of-user',
  (userId) => sql`select ${COLUMNS} from passkeys where user_id = ${userId} order by created_at, id`,
)

/** A passkey as a sign-in finds it, with its account and the account's name in authenticators. */
export interface CredentialRow {
  readonly id: string
  readonly userId: string
  readonly publicKey: string
  readonly backupEligible: boolean
  readonly name: string
  readonly handle: string
}

export const passkeyByCredential = statement<[credentialId: string], CredentialRow>(
  'passkeys.by-credential',
  (credentialId) => sql`
    select p.id::text as id, p.user_id::text as "userId", p.public_key as "publicKey",
      p.backup_eligible as "backupEligible", p.name, a.handle
    from passkeys p join passkey_accounts a on a.user_id = p.user_id
    where p.credential_id = ${credentialId}`,
)

/**
 * Uses a passkey. This is the gate against copies: the counter of an authenticator that counts only grows, and of two
 * concurrent uses with the same count one finds it used.
 */
export const usePasskey = statementByNames<
  { id: string; userId: string; counter: number; backedUp: boolean; now: Date },
  { id: string }
>(
  'passkeys.use',
  ({ id, userId, counter, backedUp, now }) => sql`
    update passkeys
    set counter = ${counter}::bigint, backed_up = ${backedUp}, last_used_at = ${now}
    where id = ${id} and user_id = ${userId}
      and (counter < ${counter}::bigint or (counter = 0 and ${counter}::bigint = 0))
    returning id::text as id`,
)

/** Adds a passkey, unless an authenticator has sent one of the same id before. */
export const insertPasskey = statementByNames<
  {
    id: string
    userId: string
    credentialId: string
    publicKey: string
    counter: number
    transports: readonly string[]
    backupEligible: boolean
    backedUp: boolean
    aaguid: string
    name: string
    now: Date
  },
  { id: string }
>(
  'passkeys.insert',
  ({ id, userId, credentialId, publicKey, counter, transports, backupEligible, backedUp, aaguid, name, now }) => sql`
    insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up, aaguid,
      name, created_at)
    values (${id}, ${userId}, ${credentialId}, ${publicKey}, ${counter}, ${transports}, ${backupEligible}, ${backedUp},
      ${aaguid}, ${name}, ${now})
    on conflict (credential_id) do nothing
    returning id::text as id`,
)

export const renameOne = statement<[name: string, id: string, userId: string], { id: string }>(
  'passkeys.rename',
  (name, id, userId) => sql`
    update passkeys set name = ${name} where id = ${id} and user_id = ${userId} returning id::text as id`,
)

export const deleteOne = statement<[id: string, userId: string], { name: string }>(
  'passkeys.delete',
  (id, userId) => sql`delete from passkeys where id = ${id} and user_id = ${userId} returning name`,
)

export const forgetPasskeysSince = statement<[userId: string, since: Date], { name: string }>(
  'passkeys.forget-since',
  (userId, since) => sql`delete from passkeys where user_id = ${userId} and created_at >= ${since} returning name`,
)

export const dropPasskeys = statement<[userId: string], { name: string }>(
  'passkeys.drop',
  (userId) => sql`delete from passkeys where user_id = ${userId} returning name`,
)

/** The account's name in authenticators, made when it is first needed. */
export const handleOf = statement<[userId: string, handle: string], { handle: string }>(
  'passkeys.handle',
  (userId, handle) => sql`
    insert into passkey_accounts (user_id, handle) values (${userId}, ${handle})
    on conflict (user_id) do update set handle = passkey_accounts.handle
    returning handle`,
)

/** Notes that a person is asked now; no row if they were asked since, or have a passkey. */
export const noteOffer = statementByNames<
  { userId: string; handle: string; now: Date; since: Date },
  { handle: string }
>(
  'passkeys.note-offer',
  ({ userId, handle, now, since }) => sql`
    insert into passkey_accounts as a (user_id, handle, offered_at)
    select ${userId}::uuid, ${handle}::text, ${now}::timestamptz
    where not exists (select 1 from passkeys where user_id = ${userId}::uuid)
    on conflict (user_id) do update set offered_at = excluded.offered_at
      where a.offered_at is null or a.offered_at <= ${since}::timestamptz
    returning handle`,
)

/** Answers a challenge: of two answers the second finds it answered. This is the single-use gate. */
export const takeChallenge = statement<[hash: string, expiresAt: Date], { hash: string }>(
  'passkeys.take-challenge',
  (hash, expiresAt) => sql`
    insert into passkey_challenges (hash, expires_at) values (${hash}, ${expiresAt})
    on conflict (hash) do nothing
    returning hash`,
)

export const forgetChallenges = forgetStatement('passkeys.forget-challenges', {
  table: 'passkey_challenges',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
