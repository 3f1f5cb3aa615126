import { forgetStatement, sql, statement, statementByNames } from '#base/db'

/** A secret has 40 bits or more: five of them in a row are no attack, and a sixth is not compared. */
const MOST_WRONG = 5

export interface NewActivationCode {
  readonly id: string
  readonly project: string
  readonly patient: string
  readonly publicPart: string
  readonly secretHash: string
  readonly keyVersion: string
  readonly accessPolicy: string
  readonly madeBy: string
  readonly now: Date
  readonly expiresAt: Date
}

export const insertActivationCode = statementByNames<NewActivationCode, never>(
  'activation-codes.insert',
  ({ id, project, patient, publicPart, secretHash, keyVersion, accessPolicy, madeBy, now, expiresAt }) => sql`
    insert into activation_codes (id, project, patient, public_part, secret_hash, key_version, access_policy, made_by,
      made_at, expires_at)
    values (${id}, ${project}, ${patient}, ${publicPart}, ${secretHash}, ${keyVersion}, ${accessPolicy}, ${madeBy},
      ${now}, ${expiresAt})`,
)

/** Ends the earlier codes of a patient. */
export const endActivationCodes = statement<[now: Date, project: string, patient: string], never>(
  'activation-codes.end',
  (now, project, patient) => sql`
    update activation_codes set ended_at = ${now}
    where project = ${project} and patient = ${patient} and used_at is null and ended_at is null`,
)

/** Two codes of one patient are made one after the other. */
export const lockActivationCodes = statement<[project: string, patient: string], { locked: unknown }>(
  'activation-codes.lock',
  (project, patient) => sql`
    select pg_advisory_xact_lock(hashtextextended('activation ' || ${project}::text || ' ' || ${patient}::text, 0)) as locked`,
)

export interface TriedActivationCode {
  readonly id: string
  readonly project: string
  readonly patient: string
  readonly accessPolicy: string
  readonly right: boolean
}

/**
 * Compares a secret and uses the code if it is right: once, and at most five times wrong, on whichever node. No row if no
 * such code is open. `project`: null for an account that is of every project.
 */
export const tryActivationCode = statementByNames<
  { project: string | null; publicPart: string; hashes: readonly string[]; userId: string; now: Date },
  TriedActivationCode
>(
  'activation-codes.try',
  ({ project, publicPart, hashes, userId, now }) => sql`
    update activation_codes
    set wrong_secrets = wrong_secrets + case when secret_hash = any(${hashes}::text[]) then 0 else 1 end,
      used_at = case when secret_hash = any(${hashes}::text[]) then ${now}::timestamptz end,
      used_by = case when secret_hash = any(${hashes}::text[]) then ${userId}::uuid end
    where public_part = ${publicPart} and (${project}::uuid is null or project = ${project}::uuid)
      and used_at is null and ended_at is null and wrong_secrets < ${MOST_WRONG} and expires_at > ${now}::timestamptz
    returning id::text as id, project::text as project, patient, access_policy as "accessPolicy",
      used_at is not null as right`,
)

/** Long after they expired: until then they tell who opened which record. */
export const forgetActivationCodes = forgetStatement('activation-codes.forget', {
  table: 'activation_codes',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
