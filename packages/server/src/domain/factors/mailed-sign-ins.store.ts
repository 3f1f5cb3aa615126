import { forgetStatement, sql, statement, statementByNames } from '#base/db'

const MOST_TRIES = sql.lit(5)

export interface NewMailedSignIn {
  readonly id: string
  readonly userId: string | null
  readonly browserHash: string
  readonly issuerProject: string | null
  readonly channel: 'email' | 'sms'
  readonly codeHash: string
  readonly linkHash: string
  readonly keyVersion: string
  readonly sealed: string
  readonly expiresAt: Date
}

export const insertMailedSignIn = statementByNames<NewMailedSignIn, never>(
  'mailed-sign-ins.insert',
  ({ id, userId, browserHash, issuerProject, channel, codeHash, linkHash, keyVersion, sealed, expiresAt }) => sql`
    insert into mailed_sign_ins (id, user_id, browser_hash, issuer_project, channel, code_hash, link_hash, key_version, sealed,
      expires_at)
    values (${id}, ${userId}, ${browserHash}, ${issuerProject}, ${channel}, ${codeHash}, ${linkHash}, ${keyVersion}, ${sealed},
      ${expiresAt})`,
)

export interface MailedSignInRow {
  readonly channel: 'email' | 'sms'
  readonly browserHash: string
  readonly linkHash: string
  readonly keyVersion: string
  readonly sealed: string
  readonly expiresAt: Date
  /** It can still be answered. */
  readonly isOpen: boolean
}

/** One that began at this address. */
export const mailedSignInById = statement<[id: string, issuerProject: string | null, now: Date], MailedSignInRow>(
  'mailed-sign-ins.by-id',
  (id, issuerProject, now) => sql`
    select channel, browser_hash as "browserHash", link_hash as "linkHash", key_version as "keyVersion", sealed,
      expires_at as "expiresAt",
      used_at is null and tries < ${MOST_TRIES} and expires_at > ${now}::timestamptz as "isOpen"
    from mailed_sign_ins
    where id = ${id} and issuer_project is not distinct from ${issuerProject}::uuid`,
)

/**
 * Compares a code in the browser that asked for it and counts the try, in one statement: whoever asks many times at once
 * gets no more tries. Uses it up if it is right. No row if there is none to compare.
 */
export const tryMailedSignIn = statementByNames<
  { id: string; browserHash: string; hashes: readonly string[]; now: Date },
  { right: boolean; userId: string | null }
>(
  'mailed-sign-ins.try',
  ({ id, browserHash, hashes, now }) => sql`
    update mailed_sign_ins
    set tries = tries + 1, used_at = case when code_hash = any(${hashes}::text[]) then ${now}::timestamptz end
    where id = ${id} and browser_hash = ${browserHash} and used_at is null and tries < ${MOST_TRIES}
      and expires_at > ${now}::timestamptz
    returning used_at is not null as right, user_id::text as "userId"`,
)

/** Uses the link of the e-mail in the browser that asked for it: of two uses, one finds it unused. */
export const useMailedSignIn = statementByNames<
  { id: string; browserHash: string; hashes: readonly string[]; now: Date },
  { userId: string | null }
>(
  'mailed-sign-ins.use',
  ({ id, browserHash, hashes, now }) => sql`
    update mailed_sign_ins set used_at = ${now}::timestamptz
    where id = ${id} and browser_hash = ${browserHash} and link_hash = any(${hashes}::text[]) and used_at is null
      and tries < ${MOST_TRIES} and expires_at > ${now}::timestamptz
    returning user_id::text as "userId"`,
)

export const forgetMailedSignIns = forgetStatement('mailed-sign-ins.forget', {
  table: 'mailed_sign_ins',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})

/** After a restore, used ones would work again. */
export const dropMailedSignIns = statement<[], never>('mailed-sign-ins.drop', () => sql`delete from mailed_sign_ins`)
