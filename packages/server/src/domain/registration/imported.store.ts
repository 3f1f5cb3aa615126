import { sql, statement, statementByNames } from '#base/db'

/** The account and membership made from a line of an earlier import. */
export interface ImportedRow {
  readonly userId: string
  readonly membershipId: string
  readonly lineHash: string
  readonly keyVersion: string
}

export const importedPerson = statement<[project: string, key: string], ImportedRow>(
  'imported-people.by-key',
  (project, key) => sql`
    select user_id::text as "userId", membership_id::text as "membershipId", line_hash as "lineHash",
      key_version as "keyVersion"
    from imported_people
    where project = ${project} and source_key = ${key}`,
)

/** Serialises imports of one line until their transactions end. */
export const lockImported = statement<[project: string, key: string], { locked: string }>(
  'imported-people.lock',
  (project, key) => sql`
    select pg_advisory_xact_lock(hashtextextended(${key}::text, hashtextextended(${project}::text, 1)))::text as locked`,
)

export const insertImported = statementByNames<
  { project: string; key: string; userId: string; membershipId: string; lineHash: string; keyVersion: string },
  never
>(
  'imported-people.insert',
  ({ project, key, userId, membershipId, lineHash, keyVersion }) => sql`
    insert into imported_people (project, source_key, user_id, membership_id, line_hash, key_version)
    values (${project}, ${key}, ${userId}, ${membershipId}, ${lineHash}, ${keyVersion})`,
)
