import { sql, statement, statementByNames } from '#base/db'

export const insertBinary = statementByNames<
  { project: string; id: string; version: number; content: Uint8Array },
  never
>(
  'binaries.insert',
  ({ project, id, version, content }) => sql`
    insert into binary_contents (project, id, version, content) values (${project}, ${id}, ${version}, ${content})`,
)

/** The bytes of one version of a Binary. */
export const findBinary = statement<[project: string, id: string, version: number], { content: Uint8Array }>(
  'binaries.find',
  (project, id, version) => sql`
    select content from binary_contents where project = ${project} and id = ${id} and version = ${version}`,
)
