import { forgetStatement, type PlaceholderFor, sql, statement, statementByNames } from '#base/db'

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

/** Ends the codes that a member of staff made. */
export const endActivationCodesOf = statement<[now: Date, project: string, madeBy: string], never>(
  'activation-codes.end-of',
  (now, project, madeBy) => sql`
    update activation_codes set ended_at = ${now}
    where project = ${project} and made_by = ${madeBy} and used_at is null and ended_at is null`,
)

/** Ends every open code: after a restore, used and withdrawn ones would work again. */
export const endAllActivationCodes = statement<[now: Date], never>(
  'activation-codes.end-all',
  (now) => sql`update activation_codes set ended_at = ${now} where used_at is null and ended_at is null`,
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
  /** The profile of the member of staff. */
  readonly madeBy: string
  /** The secret, and the date of birth if the record has one. */
  readonly right: boolean
  readonly secretIsRight: boolean
}

/** A record may have only the year or the month of the birth: then that much is compared. */
const isBorn = (birthDate: PlaceholderFor<string>) => sql`coalesce((
  select position(r.content::jsonb ->> 'birthDate' in ${birthDate}::text) = 1
  from resources r
  where r.project = activation_codes.project and r.type = 'Patient' and r.id = activation_codes.patient
    and not r.deleted), true)`

/**
 * Compares a secret and a date of birth and uses the code if it is right: once, and at most five times wrong, on whichever node. No row if no
 * such code is open. `project`: null for an account that is of every project.
 */
export const tryActivationCode = statementByNames<
  {
    project: string | null
    publicPart: string
    hashes: readonly string[]
    birthDate: string
    userId: string
    now: Date
  },
  TriedActivationCode
>(
  'activation-codes.try',
  ({ project, publicPart, hashes, birthDate, userId, now }) => sql`
    update activation_codes
    set wrong_secrets = wrong_secrets + case when secret_hash = any(${hashes}::text[]) and ${isBorn(birthDate)} then 0 else 1 end,
      used_at = case when secret_hash = any(${hashes}::text[]) and ${isBorn(birthDate)} then ${now}::timestamptz end,
      used_by = case when secret_hash = any(${hashes}::text[]) and ${isBorn(birthDate)} then ${userId}::uuid end
    where public_part = ${publicPart} and (${project}::uuid is null or project = ${project}::uuid)
      and used_at is null and ended_at is null and wrong_secrets < ${MOST_WRONG} and expires_at > ${now}::timestamptz
    returning id::text as id, project::text as project, patient, access_policy as "accessPolicy", made_by as "madeBy",
      used_at is not null as right, secret_hash = any(${hashes}::text[]) as "secretIsRight"`,
)

/** Long after they expired: until then they tell who opened which record. */
export const forgetActivationCodes = forgetStatement('activation-codes.forget', {
  table: 'activation_codes',
  by: 'expires_at',
  due: (before) => sql`expires_at < ${before}`,
})
