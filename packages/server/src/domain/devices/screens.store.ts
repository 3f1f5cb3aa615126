import { sql, statement, statementByNames } from '#base/db'

export interface ScreenRow {
  readonly id: string
  readonly project: string
  readonly clientId: string
  /** Of the device code, which only the screen has. */
  readonly codeHash: string
  readonly scope: string
  readonly origin: string
  readonly askedAt: Date
}

/** A screen that asks with a code that a person typed, and waits. Whoever types it is in no project yet. */
export const screenOfUserCode = statement<[hashes: readonly string[], now: Date], ScreenRow>(
  'screens.of-user-code',
  (hashes, now) => sql`
    select id::text as id, project::text as project, client_id::text as "clientId", code_hash as "codeHash", scope, origin,
      asked_at as "askedAt"
    from device_codes
    where user_code_hash = any(${hashes}::text[]) and key is null and state = 'pending' and expires_at > ${now}`,
)

/**
 * Keeps the code of a sign-in for the screen that asked for it, once, on whichever node: no row if its own code is gone. The
 * screen has two minutes to fetch it, and for as long its code is valid.
 */
export const allowScreenCode = statementByNames<
  { project: string; id: string; clientId: string; signIn: string; codeHash: string; now: Date },
  { id: string }
>(
  'screens.allow',
  ({ project, id, clientId, signIn, codeHash, now }) => sql`
    with allowed as (
      update device_codes
      set state = 'approved', sign_in = ${signIn}, expires_at = ${now}::timestamptz + interval '2 minutes'
      where project = ${project}::uuid and id = ${id} and client_id = ${clientId}::uuid and key is null
        and state = 'pending' and expires_at > ${now}::timestamptz
      returning id
    ), kept as (
      update logins set code_expires_at = ${now}::timestamptz + interval '2 minutes'
      where project = ${project}::uuid and client_id = ${clientId}::uuid and code_hash = ${codeHash}
        and code_spent_at is null and exists (select 1 from allowed)
    )
    select id::text as id from allowed`,
)
